import type { Metric } from '@landfall/backstage-plugin-fleet-common';
import { Hint } from '../../components/Hint';
import { useT } from '../../components/useT';
import { withWeekZone } from '../../components/weekZone';
import { formatDay } from '../../format/times';
import type { FleetT } from '../../translation';
import { formatMetric } from './formatMetric';
import styles from './MetricWeeks.module.css';

const BAR = 7;
const GAP = 3;

type Trend = Pick<Metric, 'metric' | 'unit' | 'weeks'>;

/** A small bar per week, oldest first: hollow while the week runs, a dash where the week has no number. Says its numbers to those who cannot see it. */
export function MetricWeeks({
  metric,
  height = 20,
}: {
  metric: Trend;
  height?: number;
}) {
  const t = useT();
  const { weeks } = metric;
  if (weeks.length === 0) return null;
  const max = Math.max(...weeks.map(week => week.value ?? 0)) || 1;
  const width = weeks.length * (BAR + GAP) - GAP;
  const text = weeksText(t, metric);
  return (
    <Hint text={text} className={styles.hint}>
      <svg
        role="img"
        aria-label={text}
        width={width}
        height={height}
        className={styles.bars}
      >
        {weeks.map((week, index) => {
          const x = index * (BAR + GAP);
          if (week.value === null) {
            return (
              <line
                key={week.weekStart}
                className={styles.missing}
                x1={x}
                x2={x + BAR}
                y1={height - 0.5}
                y2={height - 0.5}
              />
            );
          }
          const least = week.value === 0 ? 1 : 2;
          const tall = Math.max(least, Math.round((week.value / max) * height));
          return (
            <rect
              key={week.weekStart}
              className={barClass(week)}
              x={x + (week.running ? 0.5 : 0)}
              y={height - tall + (week.running ? 0.5 : 0)}
              width={week.running ? BAR - 1 : BAR}
              height={week.running ? Math.max(0.5, tall - 1) : tall}
            />
          );
        })}
      </svg>
    </Hint>
  );
}

function barClass({ value, running }: Trend['weeks'][number]): string {
  if (value === 0) return styles.zero;
  return running ? styles.running : styles.bar;
}

function weeksText(t: FleetT, { metric, unit, weeks }: Trend): string {
  const words = t('delivery.service.weeks', {
    metric: t(`delivery.metric.${metric}`),
    since: formatDay(t, weeks[0].weekStart),
    list: weeks
      .map(week =>
        week.value === null
          ? t('delivery.service.noWeek')
          : formatMetric(t, week.value, unit),
      )
      .join(', '),
  });
  return withWeekZone(t, words);
}
