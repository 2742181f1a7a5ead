/**
 * How metrics lie over the services of a team or company: "a team or the company is shown as a **distribution over its services**, never as one
 * blended mean".
 */
import { quantile, quantileOfSorted, sortedNumbers } from './quantile';
import type { Distribution, Metric, MissingReason } from './types';

/**
 * Quartiles over services, and where the outer tenths begin.
 *
 * @param services - the same metric of each service; at least one.
 * @throws RangeError when there are none, or of different metrics.
 */
export function distributionOf(services: readonly Metric[]): Distribution {
  const metrics = new Set(services.map(one => one.metric));
  if (metrics.size !== 1) {
    throw new RangeError(
      `A distribution is of one metric, not of ${metrics.size}`,
    );
  }
  const [{ metric, unit }] = services;
  const values = services.flatMap(({ value }) => value ?? []);
  const both = services.filter(
    one => one.value !== null && one.previous !== null,
  );
  const missing: Partial<Record<MissingReason, number>> = {};
  for (const one of services) {
    if (one.value === null) {
      const reason = one.missing ?? 'none_in_window';
      missing[reason] = (missing[reason] ?? 0) + 1;
    }
  }
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
      both.length === 0
        ? null
        : quantile(
            both.flatMap(({ previous }) => previous ?? []),
            0.5,
          ),
  };
}
