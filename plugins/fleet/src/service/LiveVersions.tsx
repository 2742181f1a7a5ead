import type { ServiceDetail } from '@landfall/backstage-plugin-fleet-common';
import { Hint } from '../components/Hint';
import { RelativeTime } from '../components/RelativeTime';
import { useT } from '../components/useT';
import styles from './LiveVersions.module.css';

/** What runs in each environment, since when, and what is to be known of how it came there. */
export function LiveVersions({ live }: { live: ServiceDetail['live'] }) {
  const t = useT();
  if (live.length === 0) {
    return (
      <span className={styles.quiet}>{t('service.environments.none')}</span>
    );
  }
  return (
    <dl className={styles.list}>
      {live.map(one => (
        <div
          key={JSON.stringify([one.environment, one.version])}
          className={styles.line}
        >
          <dt className={styles.environment}>
            {one.environment ?? (
              <Hint text={t('common.unmappedHint')} underline>
                {t('common.unmapped')}
              </Hint>
            )}
          </dt>
          <dd className={styles.version} title={one.version}>
            {one.version}
          </dd>
          <dd className={styles.since}>
            <RelativeTime at={one.since} />
            {one.outcome &&
              one.outcome !== 'succeeded' &&
              `, ${t(`service.environments.rollout.${one.outcome}`)}`}
          </dd>
        </div>
      ))}
    </dl>
  );
}
