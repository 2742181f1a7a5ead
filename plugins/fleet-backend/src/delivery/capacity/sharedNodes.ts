import { parseTargetKey } from '@landfall/backstage-plugin-fleet-node';
import type { ToldHour } from './hours';

/**
 * Forgets what the nodes of targets can give where several targets of one cluster tell it of an hour: some of those may be the same nodes, and how many nobody
 * tells, so that neither their sum nor the greatest of them is what there is. What is told of a service as a whole stays.
 */
export function withoutSharedNodes<Field extends string>(
  hours: readonly ToldHour<Field | 'allocatable'>[],
): ToldHour<Field | 'allocatable'>[] {
  const clusters = new Map<string, string>();
  const parts = new Map<string, Set<string>>();
  const placeOf = ({ part, at }: { part: string; at: number }) => {
    let cluster = clusters.get(part);
    if (cluster === undefined) {
      const target = parseTargetKey(part);
      cluster = JSON.stringify([target.platform, target.cluster]);
      clusters.set(part, cluster);
    }
    return `${cluster}${at}`;
  };
  for (const { part, at, values } of hours) {
    if (part === null || values.allocatable === null) continue;
    const place = placeOf({ part, at });
    const known = parts.get(place);
    if (known) known.add(part);
    else parts.set(place, new Set([part]));
  }
  return hours.map(hour => {
    const { part, at, values } = hour;
    if (part === null || values.allocatable === null) return hour;
    const several = (parts.get(placeOf({ part, at }))?.size ?? 0) > 1;
    return several
      ? { ...hour, values: { ...values, allocatable: null } }
      : hour;
  });
}
