import type { Frequency } from '@landfall/backstage-plugin-fleet-common';
import { Missing } from '../components/Missing';
import { WeekBars } from '../components/WeekBars';
import { useT } from '../components/useT';
import { formatNumber } from '../format/units';
import styles from './cells.module.css';

/** Deployments per week over the window, with a bar per week. */
export function FrequencyCell({ frequency }: { frequency: Frequency }) {
  const t = useT();
  return (
    <span className={styles.frequency}>
      <WeekBars weeks={frequency.weeks} height={16} />
      <span className={styles.rate}>
        {frequency.perWeek === null ? (
          <Missing reason={t('team.services.notObserved')} />
        ) : (
          formatNumber(t, frequency.perWeek)
        )}
      </span>
    </span>
  );
}
