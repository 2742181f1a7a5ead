import type { Frequency } from '@landfall/backstage-plugin-fleet-common';
import { formatDay } from '../format/times';
import { Hint } from './Hint';
import { useT } from './useT';
import { withWeekZone } from './weekZone';
import styles from './WeekBars.module.css';

/** A week of one service or of several together. */
type Week = Pick<
  Frequency['weeks'][number],
  'weekStart' | 'deployments' | 'running'
>;

/** Widths of a bar and of the gap after it, in pixels. */
const SIZES = { small: [5, 2], large: [14, 4] } as const;

/**
 * A small bar per week, oldest first; the running week is hollow. Says its numbers to those who cannot see it.
 *
 * @param props.max - the number that fills the height, so that several may share a scale; by default the largest week
 */
export function WeekBars(props: {
  weeks: Week[];
  height?: number;
  size?: keyof typeof SIZES;
  max?: number;
}) {
  const t = useT();
  const { weeks, height = 18, size = 'small' } = props;
  const [bar, gap] = SIZES[size];
  if (weeks.length === 0) return null;
  const max = Math.max(1, props.max ?? 0, ...weeks.map(w => w.deployments));
  const width = weeks.length * (bar + gap) - gap;
  const text = withWeekZone(
    t,
    t('team.services.weeks', {
      list: weeks.map(week => week.deployments).join(', '),
      since: formatDay(t, weeks[0].weekStart),
    }),
  );
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
          const tall = Math.max(
            full,
            Math.round((week.deployments / max) * height),
          );
          return (
            <rect
              key={week.weekStart}
              className={barClass(week)}
              x={index * (bar + gap) + (week.running ? 0.5 : 0)}
              y={height - tall + (week.running ? 0.5 : 0)}
              width={week.running ? bar - 1 : bar}
              height={week.running ? Math.max(0.5, tall - 1) : tall}
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
