/**
 * What the hosts of platforms can give, hour by hour, where a source sees the hosts themselves. A host that is down is there still. Before the first was
 * seen nothing is known; of a platform without hosts neither.
 */
import { instant, type Instant } from '@landfall/backstage-plugin-fleet-common';
import type { Hour } from './hours';

const HOUR_MS = 3_600_000;

/** A machine, as long as it was there. */
export interface HostSpan {
  platform: string;
  at: Instant;
  /** Null while it is there. */
  endedAt: Instant | null;
  /** Processors; null where that is not known. */
  cpus: number | null;
}

/** The full hours of one platform since an instant; an hour is told as it was at its end. */
export function hostHours(
  hosts: readonly HostSpan[],
  options: { since: Instant; now: Instant },
): Hour<'allocatable' | 'nodes'>[] {
  const changes = hosts
    .flatMap(({ at, endedAt, cpus }) => [
      { at, by: 1, cpus },
      ...(endedAt === null ? [] : [{ at: endedAt, by: -1, cpus }]),
    ])
    .sort((a, b) => a.at - b.at);
  const hours: Hour<'allocatable' | 'nodes'>[] = [];
  const there = { nodes: 0, cores: 0, unknown: 0 };
  let next = 0;
  const first = Math.ceil(options.since / HOUR_MS) * HOUR_MS;
  for (let at = first; at + HOUR_MS <= options.now; at += HOUR_MS) {
    while (next < changes.length && changes[next].at <= at + HOUR_MS) {
      const { by, cpus } = changes[next];
      there.nodes += by;
      there.cores += by * (cpus ?? 0);
      there.unknown += cpus === null ? by : 0;
      next += 1;
    }
    if (there.nodes === 0) continue;
    hours.push({
      at: instant(at),
      values: {
        nodes: there.nodes,
        // A sum without some of them would be less than there is.
        ...(there.unknown === 0 && { allocatable: there.cores }),
      },
    });
  }
  return hours;
}
