import type { DeploymentDetail } from '@landfall/backstage-plugin-fleet-common';
import { Hint } from '../components/Hint';
import { useT } from '../components/useT';
import { formatClock, formatExact } from '../format/times';
import styles from './RolloutVersions.module.css';

type Versions = DeploymentDetail['evidence'][number]['versions'];

/** How an observation became known: every version of it, oldest first. */
export function RolloutVersions({ versions }: { versions: Versions }) {
  const t = useT();
  return (
    <ol
      className={styles.list}
      aria-label={t('service.evidence.versionsCaption')}
    >
      {versions.map((version, index) => (
        <li
          // Versions are numbered by their order; two may be recorded in one millisecond.
          // eslint-disable-next-line react/no-array-index-key
          key={index}
          className={styles.version}
        >
          <Hint text={formatExact(t, version.recordedAt)}>
            <time dateTime={version.recordedAt} className={styles.time}>
              {formatClock(t, version.recordedAt)}
            </time>
          </Hint>
          <span>
            {version.finishedAt
              ? t('service.evidence.finishedAs', {
                  outcome: t(`common.outcome.${version.outcome}`),
                  at: formatClock(t, version.finishedAt),
                })
              : t(`common.outcome.${version.outcome}`)}
            {version.note && (
              <span className={styles.note}>{version.note}</span>
            )}
          </span>
        </li>
      ))}
    </ol>
  );
}
