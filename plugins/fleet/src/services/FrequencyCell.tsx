import type { Frequency } from '@landfall/backstage-plugin-fleet-common';
import { Hint } from '../components/Hint';
import { PerWeek } from '../components/PerWeek';
import { WeekBars } from '../components/WeekBars';
import { useT } from '../components/useT';
import { formatNumber } from '../format/units';
import styles from './cells.module.css';

/** Deployments per week over the window, with a bar per week. */
export function FrequencyCell({ frequency }: { frequency: Frequency }) {
  return (
    <span className={styles.frequency}>
      <WeekBars weeks={frequency.weeks} height={16} />
      <span className={styles.rate}>
        <PerWeek frequency={frequency}>
          <Rate value={frequency.perWeek} />
        </PerWeek>
      </span>
    </span>
  );
}

function Rate({ value }: { value: number | null }) {
  const t = useT();
  if (value === null) return null;
  if (value === 0) {
    return (
      <Hint text={t('team.services.noneInWindowHint')}>
        <span className={styles.more}>{t('team.services.noneInWindow')}</span>
      </Hint>
    );
  }
  return <>{formatNumber(t, value)}</>;
}
