import {
  failureRuleSchema,
  type FailureRule,
  type MetricName,
} from '@landfall/backstage-plugin-fleet-common';

/** Where the deployments of a service are on its tab. */
export const DEPLOYMENTS_ANCHOR = 'deployments';
/** Where the numbers of a service are on its tab. */
export const METRICS_ANCHOR = 'metrics';
/** Where the incidents of a service are on its tab. */
export const INCIDENTS_ANCHOR = 'incidents';

const COUNTED = 'class=release&class=config&class=rollback';

/**
 * The part of a service's tab that a metric rests on, with the filters that fit it, as the end of an address; undefined for numbers whose single
 * events no page lists.
 */
export function evidencePath(metric: MetricName): string | undefined {
  switch (metric) {
    case 'deployment_frequency':
    case 'lead_time':
      return `?${COUNTED}&outcome=succeeded#${DEPLOYMENTS_ANCHOR}`;
    case 'change_fail_rate':
    case 'recovery_time':
    case 'rework_rate':
      // Rolled back, fixed or followed by an incident: a deployment that failed by those had succeeded first.
      return `?${COUNTED}#${DEPLOYMENTS_ANCHOR}`;
    case 'time_to_resolution':
    case 'time_to_acknowledge':
    case 'time_to_resolution_detected':
      return `#${INCIDENTS_ANCHOR}`;
    default:
      return undefined;
  }
}

/** The rules by which the deployments behind a metric have failed; undefined where it is not about those that failed. */
export function failedByRules(
  metric: MetricName,
): readonly FailureRule[] | undefined {
  return metric === 'change_fail_rate' || metric === 'recovery_time'
    ? failureRuleSchema.options
    : undefined;
}
