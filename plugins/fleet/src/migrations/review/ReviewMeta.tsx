import { Link } from '@backstage/ui';
import type {
  MigrationInfo,
  MigrationReview,
} from '@landfall/backstage-plugin-fleet-common';
import { TeamLink } from '../../components/EntityLink';
import { Hint } from '../../components/Hint';
import { useT } from '../../components/useT';
import { dayIn } from '../../format/calendar';
import { formatDate } from '../../format/times';
import { Shares } from '../components/Shares';
import { TargetDate } from '../components/TargetDate';
import styles from './ReviewMeta.module.css';

/** Quiet facts about a migration under its sentence: date, shares, who runs it, what it moves to. */
export function ReviewMeta(props: { review: MigrationReview; moment: number }) {
  const t = useT();
  const { review, moment } = props;
  const { migration, progress } = review;
  return (
    <div className={styles.meta}>
      <TargetDate summary={review} today={dayIn(review.timeZone, moment)} />
      <Shares progress={progress} />
      <span>
        {t('migrations.head.owner')}{' '}
        <TeamLink to={migration.owner.ref} title={migration.owner.title} />
      </span>
      {migration.sponsor && (
        <span>{t('migrations.head.sponsor', { name: migration.sponsor })}</span>
      )}
      {migration.technology && <Technology technology={migration.technology} />}
      {migration.documentationLink && (
        <Link href={migration.documentationLink} target="_blank" rel="noopener">
          {t('migrations.head.documentation')}
        </Link>
      )}
      {migration.supportLink && (
        <Link href={migration.supportLink} target="_blank" rel="noopener">
          {t('migrations.head.support')}
        </Link>
      )}
    </div>
  );
}

function Technology({
  technology,
}: {
  technology: NonNullable<MigrationInfo['technology']>;
}) {
  const t = useT();
  const { name, link, maturity } = technology;
  return (
    <span>
      {link ? (
        <Link href={link} target="_blank" rel="noopener">
          {name}
        </Link>
      ) : (
        name
      )}
      {maturity && (
        <>
          {': '}
          <Hint
            underline
            text={
              maturity.source === 'table' && maturity.asOf
                ? t('migrations.head.maturityTable', {
                    date: formatDate(t, maturity.asOf),
                  })
                : t('migrations.head.maturityDefinition')
            }
          >
            {t(`migrations.head.maturityLevel.${maturity.level}`)}
          </Hint>
        </>
      )}
    </span>
  );
}
