import type { MigrationReview } from '@landfall/backstage-plugin-fleet-common';
import { Hint } from '../../components/Hint';
import { useT } from '../../components/useT';
import { formatDate } from '../../format/times';
import { formatNumber } from '../../format/units';
import styles from './BurnUpLegend.module.css';

/** What each line of the burn-up is, with where it stands now. */
export function BurnUpLegend({
  review,
}: {
  review: Pick<MigrationReview, 'progress' | 'burnUp' | 'migration'>;
}) {
  const t = useT();
  const { progress, migration, burnUp } = review;
  const slipped = migration.originalTarget !== migration.target;
  return (
    <ul className={styles.legend}>
      {(['scope', 'migrated', 'done'] as const).map(name => (
        <li key={name} className={styles.entry}>
          <span className={`${styles.line} ${styles[name]}`} />
          <span>
            <span className={styles.number}>
              {formatNumber(t, progress[name])}
            </span>{' '}
            {t(`migrations.burnUp.${name}`)}
          </span>
        </li>
      ))}
      {burnUp.some(point => point.reconstructed) && (
        <li className={styles.entry}>
          <span className={`${styles.line} ${styles.reconstructed}`} />
          <Hint text={t('migrations.burnUp.reconstructedHint')} underline>
            {t('migrations.burnUp.reconstructed')}
          </Hint>
        </li>
      )}
      <li className={styles.entry}>
        <span className={`${styles.mark} ${styles.target}`} />
        {t('migrations.burnUp.target')} {formatDate(t, migration.target)}
      </li>
      {slipped && (
        <li className={styles.entry}>
          <span className={`${styles.mark} ${styles.original}`} />
          {t('migrations.burnUp.originalTarget')}{' '}
          {formatDate(t, migration.originalTarget)}
        </li>
      )}
      <li className={styles.entry}>
        <span className={styles.room} />
        <Hint text={t('migrations.burnUp.forecastHint')} underline>
          {t('migrations.burnUp.forecast')}
        </Hint>
      </li>
    </ul>
  );
}
