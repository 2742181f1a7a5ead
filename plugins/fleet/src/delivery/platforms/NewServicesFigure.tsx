import type { NewServices } from '@landfall/backstage-plugin-fleet-common';
import { Hint } from '../../components/Hint';
import { useT } from '../../components/useT';
import { formatDuration, formatNumber } from '../../format/units';
import styles from './PlatformFigure.module.css';

/** How long it took from the birth of services to production, by platform of birth. */
export function NewServicesFigure({
  births,
}: {
  births: readonly NewServices[];
}) {
  const t = useT();
  return (
    <div className={styles.figure}>
      <h4 className={styles.title}>
        <Hint text={t('platforms.births.hint')} underline>
          {t('platforms.births.title')}
        </Hint>
      </h4>
      {births.length === 0 && (
        <span className={styles.quiet}>{t('platforms.births.none')}</span>
      )}
      <ul className={styles.lines}>
        {births.map(one => (
          <li key={one.platform ?? ''} className={styles.line}>
            <div className={styles.head}>
              <span className={styles.name}>
                {one.platform ?? t('platforms.births.nowhere')}
              </span>
              <Median birth={one} />
            </div>
            <div className={styles.quiet}>
              {[
                t('platforms.births.n', { count: one.n }),
                one.open > 0 &&
                  t('platforms.births.open', {
                    number: formatNumber(t, one.open),
                  }),
                one.p90Seconds !== null &&
                  t('platforms.births.p90', {
                    value: formatDuration(t, one.p90Seconds),
                  }),
              ]
                .filter(Boolean)
                .join(' · ')}
            </div>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Median({ birth }: { birth: NewServices }) {
  const t = useT();
  if (birth.medianSeconds === null) {
    return (
      <Hint text={t('platforms.births.notReached')} underline>
        <span className={styles.quiet}>
          <span aria-hidden="true">{t('common.none')} </span>
          {t('platforms.births.notReachedShort')}
        </span>
      </Hint>
    );
  }
  return (
    <span className={styles.value}>
      {t('delivery.value.median', {
        value: formatDuration(t, birth.medianSeconds),
      })}
    </span>
  );
}
