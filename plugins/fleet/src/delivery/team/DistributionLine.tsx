import type {
  MetricDistribution,
  TeamMetrics,
} from '@landfall/backstage-plugin-fleet-common';
import { Hint } from '../../components/Hint';
import { useT } from '../../components/useT';
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
      <Hint text={t(`delivery.hint.${metric}`)} underline>
        {t(`delivery.metric.${metric}`)}
      </Hint>
      <DistributionValue distribution={distribution} metrics={metrics} />
      <span className={styles.quiet}>
        <HowMany distribution={distribution} services={metrics.services} />
      </span>
    </span>
  );
}
