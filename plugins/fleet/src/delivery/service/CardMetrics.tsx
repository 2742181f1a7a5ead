import type { MetricName } from '@landfall/backstage-plugin-fleet-common';
import { Skeleton } from '@backstage/ui';
import { AnswerView } from '../../components/AnswerView';
import { useT } from '../../components/useT';
import { useServiceMetrics } from '../../data/useFleetQuery';
import { formatNumber } from '../../format/units';
import { MetricHint } from '../metrics/MetricHint';
import { formatMetric } from '../metrics/formatMetric';
import { MetricMissing } from '../metrics/MetricMissing';
import styles from './CardMetrics.module.css';

const SHOWN: MetricName[] = [
  'lead_time',
  'change_fail_rate',
  'time_to_resolution',
];

/** The few metrics that a card has room for, each with what it rests on. */
export function CardMetrics({ serviceRef }: { serviceRef: string }) {
  const t = useT();
  const answer = useServiceMetrics(serviceRef, {});
  return (
    <AnswerView
      answer={answer}
      waiting={t('delivery.service.waiting')}
      skeleton={<Skeleton width="80%" height={20} />}
    >
      {({ metrics, windowDays }) => (
        <ul
          className={styles.list}
          aria-label={t('delivery.service.caption', {
            days: String(windowDays),
          })}
        >
          {metrics
            .filter(one => SHOWN.includes(one.metric))
            .map(one => (
              <li key={one.metric}>
                <MetricHint metric={one.metric}>
                  {t(`delivery.metric.${one.metric}`)}
                </MetricHint>{' '}
                {one.value === null ? (
                  <MetricMissing reason={one.missing} />
                ) : (
                  t('delivery.card.value', {
                    value: formatMetric(t, one.value, one.unit),
                    n: formatNumber(t, one.n),
                    days: String(windowDays),
                  })
                )}
              </li>
            ))}
        </ul>
      )}
    </AnswerView>
  );
}
