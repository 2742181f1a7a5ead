import type {
  MetricDistribution,
  MissingReason,
} from '@landfall/backstage-plugin-fleet-common';

/** Why most services of a distribution lack the number; null where none does. */
export function mainReason({
  missing,
}: Pick<MetricDistribution, 'missing'>): MissingReason | null {
  const [first] = [...missing].sort((a, b) => b.services - a.services);
  return first?.reason ?? null;
}
