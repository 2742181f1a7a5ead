import { Link } from '@backstage/ui';
import type {
  MetricDistribution,
  TeamMetrics,
} from '@landfall/backstage-plugin-fleet-common';
import { Hint } from '../../components/Hint';
import { useT } from '../../components/useT';
import { useMetricTable } from '../../url/useMetricTable';
import { ChangeMark } from '../metrics/ChangeMark';
import { formatMetric } from '../metrics/formatMetric';
import { MetricMissing } from '../metrics/MetricMissing';
import { mainReason } from './missingReasons';
import styles from './DistributionValue.module.css';

/** The median of a team's services, which opens the table behind it, and its change; or why there is none. */
export function DistributionValue(props: {
  distribution: MetricDistribution;
  metrics: TeamMetrics;
  big?: boolean;
}) {
  const t = useT();
  const { hrefOf, open } = useMetricTable();
  const { distribution, metrics, big = false } = props;
  const { metric, unit, median, previousMedian } = distribution;
  if (median === null) {
    return <MetricMissing reason={mainReason(distribution)} />;
  }
  return (
    <span className={styles.value}>
      <Hint text={t('delivery.value.perServiceHint')} passive>
        <Link
          href={hrefOf(metric)}
          standalone
          aria-label={t('delivery.strip.table', {
            metric: t(`delivery.metric.${metric}`),
            value: formatMetric(t, median, unit),
          })}
          aria-expanded={open === metric}
          className={big ? styles.big : styles.number}
        >
          {t('delivery.value.median', {
            value: formatMetric(t, median, unit),
          })}
        </Link>
      </Hint>
      <ChangeMark
        metric={metric}
        unit={unit}
        value={median}
        previous={previousMedian}
        windowDays={metrics.windowDays}
      />
    </span>
  );
}
