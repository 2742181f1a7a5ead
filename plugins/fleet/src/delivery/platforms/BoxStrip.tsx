import type { MetricDistribution } from '@landfall/backstage-plugin-fleet-common';
import { Hint } from '../../components/Hint';
import { useT } from '../../components/useT';
import { formatNumber } from '../../format/units';
import type { FleetT } from '../../translation';
import { formatMetric } from '../metrics/formatMetric';
import { areFew } from './strip';
import styles from './BoxStrip.module.css';

const HEIGHT = 20;
const MIDDLE = HEIGHT / 2;

/** The middle half as a box with the median in it, a line without the outer tenths; of few services a dot for each. On an axis from 0 that others share. */
export function BoxStrip(props: {
  distribution: MetricDistribution;
  /** "on helios only". */
  where: string;
  end: number;
}) {
  const t = useT();
  const { distribution, end } = props;
  const { p10, p25, median, p75, p90 } = distribution;
  if (p25 === null || median === null || p75 === null) return null;
  // A hundredth is left on either side, so that no line is cut in half.
  const x = (value: number) => `${1 + 98 * Math.min(1, value / end)}%`;
  const few = areFew(distribution);
  const words = wordsOf(t, props);
  const [from, to] = [p10 ?? p25, p90 ?? p75];
  return (
    <Hint text={words} className={styles.hint}>
      <svg role="img" aria-label={words} className={styles.plot}>
        <line
          className={styles.axis}
          x1="1%"
          x2="99%"
          y1={HEIGHT - 1.5}
          y2={HEIGHT - 1.5}
        />
        {!few && (
          <>
            <line
              className={styles.whisker}
              x1={x(from)}
              x2={x(to)}
              y1={MIDDLE}
              y2={MIDDLE}
            />
            {[from, to]
              .filter(value => value <= end)
              .map((value, index) => (
                <line
                  key={index === 0 ? 'from' : 'to'}
                  className={styles.whisker}
                  x1={x(value)}
                  x2={x(value)}
                  y1={MIDDLE - 3}
                  y2={MIDDLE + 3}
                />
              ))}
            <rect
              className={styles.box}
              x={x(p25)}
              width={`${98 * Math.max(0, (p75 - p25) / end)}%`}
              y={3}
              height={HEIGHT - 7}
              rx={1}
            />
          </>
        )}
        {few &&
          distribution.values.map(one => (
            <circle
              key={one.service}
              className={styles.dot}
              cx={x(one.value)}
              cy={MIDDLE}
              r={4}
            />
          ))}
        <line
          className={styles.median}
          x1={x(median)}
          x2={x(median)}
          y1={1}
          y2={HEIGHT - 2}
        />
      </svg>
    </Hint>
  );
}

function wordsOf(
  t: FleetT,
  { distribution, where }: { distribution: MetricDistribution; where: string },
): string {
  const { metric, unit, n, p10, p25, median, p75, p90 } = distribution;
  const format = (value: number | null | undefined) =>
    formatMetric(t, value ?? 0, unit);
  const name = t(`delivery.metric.${metric}`);
  if (areFew(distribution)) {
    return t('platforms.few', {
      count: n,
      metric: name,
      where,
      list: distribution.values.map(({ value }) => format(value)).join(', '),
      median: format(median),
    });
  }
  return t('platforms.box', {
    metric: name,
    where,
    n: formatNumber(t, n),
    p10: format(p10 ?? p25),
    p25: format(p25),
    median: format(median),
    p75: format(p75),
    p90: format(p90 ?? p75),
  });
}
