import { formatDay } from '../format/times';
import { Hint } from './Hint';
import styles from './DayLine.module.css';
import { useT } from './useT';

const WIDTH = 120;
const HEIGHT = 24;
const PAD = 2.5;
const DAY_MS = 86_400_000;

/** A number of one day; null where it is missing. */
export interface DayValue {
  /** `2026-11-01`. */
  day: string;
  value: number | null;
}

/** A line by day from 0 upwards, broken where days are missing; a day by itself is a dot. Says its numbers to those who cannot see it. */
export function DayLine(props: {
  /** What it is a line of, as a sentence begins. */
  what: string;
  days: readonly DayValue[];
  format: (value: number) => string;
  /** The value at the top, so that several lines may share a scale; by default the greatest. */
  max?: number;
}) {
  const t = useT();
  const { what, days, format } = props;
  const known = days.flatMap(({ day, value }) =>
    value === null ? [] : [{ at: Date.parse(day), day, value }],
  );
  const first = known.at(0);
  const last = known.at(-1);
  if (!first || !last) return null;
  const values = known.map(({ value }) => value);
  const [least, greatest] = [Math.min(...values), Math.max(...values)];
  const max = Math.max(greatest, props.max ?? 0) || 1;
  const span = Math.max(last.at - first.at, DAY_MS);
  const x = (at: number) => PAD + ((at - first.at) / span) * (WIDTH - 2 * PAD);
  const y = (value: number) =>
    HEIGHT - PAD - (value / max) * (HEIGHT - 2 * PAD);
  const gaps = Math.round((last.at - first.at) / DAY_MS) + 1 - known.length;
  const words = [
    t('utilisation.line', {
      what,
      since: formatDay(t, first.day),
      until: formatDay(t, last.day),
      first: format(first.value),
      last: format(last.value),
      least: format(least),
      greatest: format(greatest),
    }),
    gaps > 0 ? t('utilisation.lineGaps', { count: gaps }) : '',
  ]
    .filter(Boolean)
    .join(' ');
  return (
    <Hint text={words} className={styles.hint}>
      <svg
        role="img"
        aria-label={words}
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        className={styles.plot}
      >
        <line
          className={styles.axis}
          x1={0}
          x2={WIDTH}
          y1={HEIGHT - 0.5}
          y2={HEIGHT - 0.5}
        />
        {runsOf(known).map(run =>
          run.length === 1 ? null : (
            <polyline
              key={run[0].day}
              className={styles.line}
              points={run
                .map(
                  ({ at, value }) =>
                    `${x(at).toFixed(1)},${y(value).toFixed(1)}`,
                )
                .join(' ')}
            />
          ),
        )}
        {runsOf(known)
          .filter(run => run.length === 1)
          .map(([one]) => (
            <circle
              key={one.day}
              className={styles.dot}
              cx={x(one.at)}
              cy={y(one.value)}
              r={1.5}
            />
          ))}
        <circle
          className={styles.dot}
          cx={x(last.at)}
          cy={y(last.value)}
          r={2.5}
        />
      </svg>
    </Hint>
  );
}

/** Days that follow on each other without one missing between. */
function runsOf<T extends { at: number }>(days: readonly T[]): T[][] {
  const runs: T[][] = [];
  for (const one of days) {
    const run = runs.at(-1);
    const before = run?.at(-1);
    if (run && before && one.at - before.at < 1.5 * DAY_MS) run.push(one);
    else runs.push([one]);
  }
  return runs;
}
