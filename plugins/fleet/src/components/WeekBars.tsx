import type { Frequency } from '@landfall/backstage-plugin-fleet-common';
import { formatDay } from '../format/times';
import { Hint } from './Hint';
import { useT } from './useT';
import styles from './WeekBars.module.css';

/** A week of one service or of several together. */
type Week = Pick<
  Frequency['weeks'][number],
  'weekStart' | 'deployments' | 'running'
>;

const BAR = 5;
const GAP = 2;

/**
 * A small bar per week, oldest first; the running week is hollow. Says its numbers to those who cannot see it.
 *
 * @param props.max - the number that fills the height, so that several may share a scale; by default the largest week
 */
export function WeekBars(props: {
  weeks: Week[];
  height?: number;
  max?: number;
}) {
  const t = useT();
  const { weeks, height = 18 } = props;
  if (weeks.length === 0) return null;
  const max = Math.max(1, props.max ?? 0, ...weeks.map(w => w.deployments));
  const width = weeks.length * (BAR + GAP) - GAP;
  const text = t('team.services.weeks', {
    list: weeks.map(week => week.deployments).join(', '),
    since: formatDay(t, weeks[0].weekStart),
  });
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
          const full = week.deployments === 0 ? 1 : 2;
          const size = Math.max(
            full,
            Math.round((week.deployments / max) * height),
          );
          return (
            <rect
              key={week.weekStart}
              className={barClass(week)}
              x={index * (BAR + GAP) + (week.running ? 0.5 : 0)}
              y={height - size + (week.running ? 0.5 : 0)}
              width={week.running ? BAR - 1 : BAR}
              height={week.running ? Math.max(0.5, size - 1) : size}
            />
          );
        })}
      </svg>
    </Hint>
  );
}

function barClass(week: Week): string {
  if (week.deployments === 0) return styles.zero;
  return week.running ? styles.running : styles.bar;
}
