import type { ServiceDetail } from '@landfall/backstage-plugin-fleet-common';
import { Hint } from '../components/Hint';
import { RelativeTime } from '../components/RelativeTime';
import { useT } from '../components/useT';
import styles from './LiveVersions.module.css';

/** The version that is live in each environment, and since when. */
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
        <div key={one.environment ?? ''} className={styles.line}>
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
          </dd>
        </div>
      ))}
    </dl>
  );
}
