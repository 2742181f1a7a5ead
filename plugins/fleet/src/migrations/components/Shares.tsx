import type { MigrationProgress } from '@landfall/backstage-plugin-fleet-common';
import { Hint } from '../../components/Hint';
import { useT } from '../../components/useT';
import { formatNumber, formatPercent } from '../../format/units';
import styles from './Shares.module.css';

/** How far the whole is, by services, instances and traffic; what is not known is left out. */
export function Shares({ progress }: { progress: MigrationProgress }) {
  const t = useT();
  const shares = [
    {
      id: 'done',
      share: progress.doneShare,
      hint: t('migrations.shares.doneHint'),
    },
    {
      id: 'migrated',
      share: progress.migratedShare,
      hint: t('migrations.shares.migratedHint'),
    },
    {
      id: 'instances',
      share: progress.instancesShare,
      hint: t('migrations.shares.instancesHint'),
    },
    {
      id: 'traffic',
      share: progress.trafficShare,
      hint: t('migrations.shares.trafficHint', {
        count: progress.trafficServices,
      }),
    },
  ] as const;
  return (
    <span className={styles.shares}>
      {shares.map(
        ({ id, share, hint }) =>
          share !== null && (
            <Hint key={id} text={hint} underline>
              {t(`migrations.shares.${id}`, { share: formatPercent(t, share) })}
            </Hint>
          ),
      )}
      {progress.declared > 0 && (
        <Hint text={t('migrations.declaredHint')} underline>
          {t('migrations.shares.declared', {
            number: formatNumber(t, progress.declared),
          })}
        </Hint>
      )}
    </span>
  );
}
