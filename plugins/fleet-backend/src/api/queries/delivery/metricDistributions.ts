import {
  metricNameSchema,
  type MetricDistribution,
  type MissingReason,
} from '@landfall/backstage-plugin-fleet-common';
import { compareText } from '../../../delivery/artefact';
import { distributionOf } from '../../../delivery/distribution';
import { sortedNumbers } from '../../../delivery/quantile';
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
  const byName = new Map<string, Told>();
  for (const { service, metrics } of numbers) {
    for (const metric of metrics) {
      let told = byName.get(metric.metric);
      if (!told) {
        told = { services: [], metrics: [] };
        byName.set(metric.metric, told);
      }
      told.services.push(service);
      told.metrics.push(metric);
    }
  }
  const units = new Map(
    unknownMetrics().map(({ metric, unit }) => [metric, unit]),
  );
  return metricNameSchema.options.map(name => {
    const told = byName.get(name);
    if (!told) {
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
    const { missing, ...distribution } = distributionOf(told.metrics);
    return {
      ...distribution,
      missing: Object.entries(missing).map(([reason, services]) => ({
        reason: reason as MissingReason,
        services,
      })),
      values: valuesOf(told, { ...options.values, n: distribution.n }),
    };
  });
}

/** One metric of several services, in the same order. */
interface Told {
  services: string[];
  metrics: Metric[];
}

function valuesOf(
  { services, metrics }: Told,
  limit: ({ most: number } | { few: number }) & { n: number },
): MetricDistribution['values'] {
  if ('few' in limit && limit.n > limit.few) return [];
  const most = 'most' in limit ? limit.most : limit.few;
  // Of thousands only the least are put in order.
  const greatest =
    limit.n > most
      ? sortedNumbers(metrics.flatMap(({ value }) => value ?? []))[most - 1]
      : Infinity;
  const values: MetricDistribution['values'] = [];
  for (const [index, { value }] of metrics.entries()) {
    if (value !== null && value <= greatest) {
      values.push({ service: services[index], value });
    }
  }
  return values
    .sort((a, b) => a.value - b.value || compareText(a.service, b.service))
    .slice(0, most);
}
