import {
  metricNameSchema,
  type MetricDistribution,
  type MissingReason,
} from '@landfall/backstage-plugin-fleet-common';
import { compareText } from '../../../delivery/artefact';
import { distributionOf } from '../../../delivery/distribution';
import type { Metric } from '../../../delivery/types';
import { unknownMetrics } from './metricRows';

/** The numbers of one service. */
export interface ServiceNumbers {
  service: string;
  title: string;
  metrics: Metric[];
}

/** How every metric lies over services, also where there is no service. */
export function metricDistributions(
  numbers: readonly ServiceNumbers[],
  options: {
    /** Values that a distribution tells, the least first; of more, `few` tells none. */
    values: { most: number } | { few: number };
  },
): MetricDistribution[] {
  const byName = new Map<string, { service: string; metric: Metric }[]>();
  for (const { service, metrics } of numbers) {
    for (const metric of metrics) {
      const list = byName.get(metric.metric) ?? [];
      byName.set(metric.metric, list);
      list.push({ service, metric });
    }
  }
  const units = new Map(
    unknownMetrics().map(({ metric, unit }) => [metric, unit]),
  );
  return metricNameSchema.options.map(name => {
    const list = byName.get(name) ?? [];
    if (list.length === 0) {
      return {
        metric: name,
        unit: units.get(name) ?? 'count',
        n: 0,
        missing: [],
        p10: null,
        p25: null,
        median: null,
        p75: null,
        p90: null,
        previousMedian: null,
        values: [],
      };
    }
    const { missing, ...distribution } = distributionOf(
      list.map(({ metric }) => metric),
    );
    return {
      ...distribution,
      missing: Object.entries(missing).map(([reason, services]) => ({
        reason: reason as MissingReason,
        services,
      })),
      values: valuesOf(list, options.values),
    };
  });
}

function valuesOf(
  list: readonly { service: string; metric: Metric }[],
  limit: { most: number } | { few: number },
): MetricDistribution['values'] {
  const values = list.flatMap(({ service, metric: { value } }) =>
    value === null ? [] : [{ service, value }],
  );
  if ('few' in limit && values.length > limit.few) return [];
  return values
    .sort((a, b) => a.value - b.value || compareText(a.service, b.service))
    .slice(0, 'most' in limit ? limit.most : limit.few);
}
