import type {
  MetricDistribution,
  TeamMetrics,
} from '@landfall/backstage-plugin-fleet-common';
import type { ReactNode } from 'react';
import { useT } from '../../components/useT';
import { MetricHint } from '../metrics/MetricHint';
import { formatMetric } from '../metrics/formatMetric';
import { MetricWeeks } from '../metrics/MetricWeeks';
import { ServiceDots } from '../metrics/ServiceDots';
import { DistributionValue } from './DistributionValue';
import { HowMany } from './HowMany';
import styles from './DistributionPart.module.css';

/** One number of a team with its picture: the median of its services, where each of them lies, and how many have the number. */
export function DistributionPart(props: {
  distribution: MetricDistribution;
  metrics: TeamMetrics;
  /** Said before the middle half. */
  children?: ReactNode;
}) {
  const t = useT();
  const { distribution, metrics, children } = props;
  const { metric, unit, p25, p75 } = distribution;
  return (
    <div className={styles.part}>
      <div className={styles.label}>
        <MetricHint metric={metric}>
          {metric === 'pages'
            ? t('delivery.strip.load')
            : t(`delivery.metric.${metric}`)}
        </MetricHint>
      </div>
      <DistributionValue distribution={distribution} metrics={metrics} big />
      <ServiceDots distribution={distribution} />
      {distribution.weeks && (
        <MetricWeeks metric={{ metric, unit, weeks: distribution.weeks }} />
      )}
      <span className={styles.label}>
        {children}
        {p25 !== null && p75 !== null && (
          <>
            {t('delivery.strip.middle', {
              p25: formatMetric(t, p25, unit),
              p75: formatMetric(t, p75, unit),
            })}
            {' · '}
          </>
        )}
        <HowMany distribution={distribution} services={metrics.services} />
      </span>
    </div>
  );
}
