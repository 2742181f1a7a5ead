import type {
  MetricDistribution,
  TeamMetrics,
} from '@landfall/backstage-plugin-fleet-common';
import { useT } from '../../components/useT';
import { MetricHint } from '../metrics/MetricHint';
import { DistributionValue } from './DistributionValue';
import { HowMany } from './HowMany';
import styles from './DistributionLine.module.css';

/** One number of a team on one line, without a picture. */
export function DistributionLine(props: {
  distribution: MetricDistribution;
  metrics: TeamMetrics;
}) {
  const t = useT();
  const { distribution, metrics } = props;
  const { metric } = distribution;
  return (
    <span className={styles.line}>
      <MetricHint metric={metric}>{t(`delivery.metric.${metric}`)}</MetricHint>
      <DistributionValue distribution={distribution} metrics={metrics} />
      <span className={styles.quiet}>
        <HowMany distribution={distribution} services={metrics.services} />
      </span>
    </span>
  );
}
