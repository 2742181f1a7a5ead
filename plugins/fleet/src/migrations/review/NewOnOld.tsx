import type { MigrationReview } from '@landfall/backstage-plugin-fleet-common';
import { ServiceLink } from '../../components/EntityLink';
import { Panel, Section } from '../../components/Frame';
import { Hint } from '../../components/Hint';
import { RelativeTime } from '../../components/RelativeTime';
import { useT } from '../../components/useT';
import { formatDate } from '../../format/times';
import styles from './NewOnOld.module.css';

/** Services that were born on the old side although the migration had begun. */
export function NewOnOld(props: { review: MigrationReview; moment: number }) {
  const t = useT();
  const { review, moment } = props;
  const { migration, newOnOld } = review;
  const words = {
    from: migration.fromTitle,
    start: formatDate(t, migration.start),
  };
  return (
    <Section
      title={
        <Hint text={t('migrations.newOnOld.hint')} underline>
          {t('migrations.newOnOld.title', words)}
        </Hint>
      }
    >
      <Panel>
        <p className={styles.words}>
          {newOnOld.total === 0
            ? t('migrations.newOnOld.none', words)
            : t('migrations.newOnOld.some', {
                ...words,
                count: newOnOld.total,
              })}
        </p>
        {newOnOld.items.length > 0 && (
          <ul className={styles.list}>
            {newOnOld.items.map(item => (
              <li key={item.service} className={styles.item}>
                <ServiceLink to={item.service} title={item.title} />
                <RelativeTime
                  at={item.at}
                  asOf={review.live ? undefined : moment}
                  className={styles.when}
                />
              </li>
            ))}
          </ul>
        )}
      </Panel>
    </Section>
  );
}
