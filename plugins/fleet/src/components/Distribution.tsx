import { Hint } from './Hint';
import styles from './Distribution.module.css';

const WIDTH = 200;
const HEIGHT = 22;
const PAD = 5;

/** A distribution on one line: a dot per value where they are known, the middle half as a band, the median as a tick. */
export function Distribution(props: {
  /** All single values, or none if not all are known. */
  values: number[];
  p25: number;
  median: number;
  p75: number;
  /** The same in words. */
  label: string;
}) {
  const { values, p25, median, p75, label } = props;
  const max = Math.max(p75 * 1.25, ...values, 1);
  const x = (value: number) => PAD + (value / max) * (WIDTH - 2 * PAD);
  return (
    <Hint text={label} className={styles.hint}>
      <svg
        role="img"
        aria-label={label}
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        className={styles.plot}
      >
        <line
          className={styles.axis}
          x1={PAD}
          x2={WIDTH - PAD}
          y1={HEIGHT / 2}
          y2={HEIGHT / 2}
        />
        <rect
          className={styles.band}
          x={x(p25)}
          width={Math.max(1, x(p75) - x(p25))}
          y={4}
          height={HEIGHT - 8}
          rx={2}
        />
        {values.map((value, index) => (
          <circle
            // The values have no name of their own and never move.
            // eslint-disable-next-line react/no-array-index-key
            key={index}
            className={styles.dot}
            cx={x(value)}
            cy={HEIGHT / 2}
            r={3}
          />
        ))}
        <line
          className={styles.median}
          x1={x(median)}
          x2={x(median)}
          y1={1}
          y2={HEIGHT - 1}
        />
      </svg>
    </Hint>
  );
}
