import type { MetricDistribution } from '@landfall/backstage-plugin-fleet-common';

/** Of fewer services quartiles say nothing that their dots do not. */
const LEAST_OF_BOX = 5;
/** How far beyond the quartiles an axis goes for those who are far out. */
const STRETCH = 3;

/** Whether so few services have the number that each of them is shown. */
export function areFew({ n, values }: MetricDistribution): boolean {
  return n < LEAST_OF_BOX && values.length === n;
}

/**
 * Where the axis ends that several distributions share: at the last dot, or where the outer tenth begins, but not so far out that the boxes could no longer be told
 * apart. What goes further is cut off there.
 */
export function axisEnd(distributions: readonly MetricDistribution[]): number {
  const quartile = Math.max(0, ...distributions.map(({ p75 }) => p75 ?? 0));
  const ends = distributions.map(one => {
    if (areFew(one)) return Math.max(0, ...one.values.map(v => v.value));
    const far = one.p90 ?? one.p75 ?? 0;
    return quartile > 0 ? Math.min(far, STRETCH * quartile) : far;
  });
  return Math.max(quartile, ...ends) || 1;
}
