import type { MetricName } from '@landfall/backstage-plugin-fleet-common';

/** What an overview shows: the four that one looks at first, then whether what was delivered holds. */
export const SHOWN_METRICS: readonly MetricName[] = [
  'lead_time',
  'deployment_frequency',
  'time_to_resolution',
  'pages',
  'change_fail_rate',
  'recovery_time',
  'rework_rate',
];
