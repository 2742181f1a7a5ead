/** How a number of a team went from week to week: the median over its services in each, never one blended mean. */
import { compareText } from './artefact';
import { median } from './median';
import type { MetricWeek } from './types';

/**
 * The weeks of a team.
 *
 * @param services - the weeks of one metric of each of its services.
 * @returns oldest first; `n` is how many services have a number in the week.
 */
export function medianWeeks(
  services: readonly (readonly MetricWeek[])[],
): MetricWeek[] {
  const weeks = new Map<string, { running: boolean; values: number[] }>();
  for (const { weekStart, running, value } of services.flat()) {
    const week = weeks.get(weekStart) ?? { running, values: [] };
    weeks.set(weekStart, week);
    if (value !== null) week.values.push(value);
  }
  return [...weeks]
    .map(([weekStart, { running, values }]) => ({
      weekStart,
      running,
      value: median(values),
      n: values.length,
    }))
    .sort((a, b) => compareText(a.weekStart, b.weekStart));
}
