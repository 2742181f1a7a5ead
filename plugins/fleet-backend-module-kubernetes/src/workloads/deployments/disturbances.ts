import type { Instant } from '@landfall/backstage-plugin-fleet-common';
import type { Sight } from '../types';
import type { PodState } from './projections';

/** Containers of a pod started again, or were killed for their memory. */
export interface Disturbance {
  kind: 'restart' | 'out_of_memory';
  count: number;
  /** When the last of them was. */
  at: Instant;
  /** Found later: all but the last may have been earlier. */
  backfilled: boolean;
  /** The pod was not known before, so that it may have been told already. */
  unsure: boolean;
}

/**
 * What disturbed a pod between two of its states. Of one that is first found by a list that is what happened after all was last seen, as far as its
 * times tell; before the first look nothing is counted.
 */
export function disturbancesOf(
  pod: PodState,
  before: PodState | undefined,
  sight: Sight,
): Disturbance[] {
  if (pod.restarts.length === 0) return [];
  const found: Disturbance[] = [];
  for (const now of pod.restarts) {
    const known = before?.restarts.find(
      ({ container }) => container === now.container,
    );
    const mark = { backfilled: sight.by === 'list', unsure: !before };
    const restarts = before
      ? now.count - (known?.count ?? 0)
      : unseenRestarts(pod, now, sight);
    const killed = before
      ? now.endedAt !== known?.endedAt
      : isAfter(now.endedAt, sight.from);
    if (restarts > 0) {
      const at = earlier(now.at ?? sight.now, sight.now);
      found.push({ kind: 'restart', count: restarts, at, ...mark });
    }
    if (now.outOfMemory && killed) {
      const at = earlier(now.endedAt ?? sight.now, sight.now);
      found.push({ kind: 'out_of_memory', count: 1, at, ...mark });
    }
  }
  return found;
}

function unseenRestarts(
  pod: PodState,
  { count, at }: PodState['restarts'][number],
  { from }: Sight,
): number {
  if (isAfter(pod.createdAt, from)) return count;
  return isAfter(at, from) ? Math.min(count, 1) : 0;
}

function isAfter(at: Instant | null, from: Instant | null | undefined) {
  return at !== null && typeof from === 'number' && at > from;
}

function earlier(a: Instant, b: Instant): Instant {
  return a < b ? a : b;
}
