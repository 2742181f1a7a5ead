import type { MetricDistribution } from '@landfall/backstage-plugin-fleet-common';
import { Hint } from '../../components/Hint';
import { refName } from '../../format/entities';
import { useT } from '../../components/useT';
import { formatMetric } from './formatMetric';
import styles from './ServiceDots.module.css';

const WIDTH = 220;
const HEIGHT = 24;
const PAD = 6;

/** One dot per service where all of them are told, the middle half of them as a band, their median as a tick. The table behind it holds the same. */
export function ServiceDots({
  distribution,
}: {
  distribution: MetricDistribution;
}) {
  const t = useT();
  const { metric, unit, n, p25, median, p75, values } = distribution;
  if (p25 === null || median === null || p75 === null) return null;
  // Of a company only the smallest are told one by one, which would draw a false picture.
  const dots = values.length === n ? values : [];
  const largest =
    (dots.length > 0
      ? Math.max(p75, ...dots.map(one => one.value))
      : p75 * 1.25) || 1;
  const x = (value: number) => PAD + (value / largest) * (WIDTH - 2 * PAD);
  const words = t('delivery.strip.dots', {
    metric: t(`delivery.metric.${metric}`),
    n: String(n),
    p25: formatMetric(t, p25, unit),
    median: formatMetric(t, median, unit),
    p75: formatMetric(t, p75, unit),
  });
  return (
    <Hint text={words} className={styles.hint}>
      <svg
        role="img"
        aria-label={words}
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="xMinYMid"
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
          y={5}
          height={HEIGHT - 10}
          rx={2}
        />
        {dots.map(one => (
          <circle
            key={one.service}
            className={styles.dot}
            cx={x(one.value)}
            cy={HEIGHT / 2}
            r={3.5}
          >
            <title>{`${refName(one.service)}: ${formatMetric(
              t,
              one.value,
              unit,
            )}`}</title>
          </circle>
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
