import { Hint } from './Hint';
import styles from './WeekChart.module.css';

/** A week as a small bar shows it; null where it has no number. */
export interface ChartedWeek {
  weekStart: string;
  value: number | null;
  running: boolean;
}

/** A small bar per week, oldest first: hollow while the week runs, a dash where the week has no number. Says its text to those who cannot see it. */
export function WeekChart(props: {
  weeks: readonly ChartedWeek[];
  text: string;
  /** Of a bar as high as the chart. */
  max: number;
  height: number;
  /** Width of a bar, px. */
  bar: number;
  /** Between two bars, px. */
  gap: number;
}) {
  const { weeks, text, max, height, bar, gap } = props;
  return (
    <Hint text={text} className={styles.hint}>
      <svg
        role="img"
        aria-label={text}
        width={weeks.length * (bar + gap) - gap}
        height={height}
        className={styles.bars}
      >
        {weeks.map((week, index) => {
          const x = index * (bar + gap);
          if (week.value === null) {
            return (
              <line
                key={week.weekStart}
                className={styles.missing}
                x1={x}
                x2={x + bar}
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
              width={week.running ? bar - 1 : bar}
              height={week.running ? Math.max(0.5, tall - 1) : tall}
            />
          );
        })}
      </svg>
    </Hint>
  );
}

function barClass({ value, running }: ChartedWeek): string {
  if (value === 0) return styles.zero;
  return running ? styles.running : styles.bar;
}
