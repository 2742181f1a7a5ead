/**
 * How long the request takes for the metrics of one service of 2,000 that have deployed for three years, in requests that do next to nothing: p95 over p95, both
 * asked in turn of the same backend on PostgreSQL.
 */
import {
  serviceMetricsSchema,
  type MetricName,
} from '@landfall/backstage-plugin-fleet-common';
import { deliveryBench, METRICS } from './support/timedDelivery';

/** What the company that is written has all of. */
const KNOWN: readonly MetricName[] = [
  'lead_time',
  'deployment_frequency',
  'change_fail_rate',
  'recovery_time',
  'time_to_resolution',
];

export const bench = deliveryBench({
  name: 'delivery-service',
  path: METRICS.service,
  limit: 6,
  check(body) {
    const { metrics } = serviceMetricsSchema.parse(body);
    for (const name of KNOWN) {
      const metric = metrics.find(one => one.metric === name);
      if (metric?.value === null || metric?.weeks.length !== 14) {
        throw new Error(`The service does not show ${name} with its weeks`);
      }
    }
  },
});
