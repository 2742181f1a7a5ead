/**
 * How metrics lie over the services of a team or company: "a team or the company is shown as a **distribution over its services**, never as one
 * blended mean".
 */
import { quantileOfSorted, sortedNumbers } from './quantile';
import type { Distribution, Metric, MissingReason } from './types';

/**
 * Quartiles over services, and where the outer tenths begin.
 *
 * @param services - the same metric of each service; at least one.
 * @throws RangeError when there are none, or of different metrics.
 */
export function distributionOf(services: readonly Metric[]): Distribution {
  const metrics = new Set<string>();
  const values: number[] = [];
  const before: number[] = [];
  const missing: Partial<Record<MissingReason, number>> = {};
  for (const one of services) {
    metrics.add(one.metric);
    if (one.value === null) {
      const reason = one.missing ?? 'none_in_window';
      missing[reason] = (missing[reason] ?? 0) + 1;
    } else {
      values.push(one.value);
      if (one.previous !== null) before.push(one.previous);
    }
  }
  if (metrics.size !== 1) {
    throw new RangeError(
      `A distribution is of one metric, not of ${metrics.size}`,
    );
  }
  const [{ metric, unit }] = services;
  const sorted = sortedNumbers(values);
  const at = (share: number) =>
    sorted.length === 0 ? null : quantileOfSorted(sorted, share);
  return {
    metric,
    unit,
    n: values.length,
    missing,
    p10: at(0.1),
    p25: at(0.25),
    median: at(0.5),
    p75: at(0.75),
    p90: at(0.9),
    previousMedian:
      before.length === 0 ? null : quantileOfSorted(sortedNumbers(before), 0.5),
  };
}
