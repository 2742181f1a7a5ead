import { instant, type Instant } from '@landfall/backstage-plugin-fleet-common';
import type { PodState } from './projections';
import type { StatusNote } from './statusNotes';

/** When a rollout ended well, and whether that is reconstructed. */
export interface Finish {
  at: Instant;
  estimated: boolean;
}

/** What the finish is judged by. */
export interface FinishOptions {
  note: StatusNote | undefined;
  /** When the rollout began. */
  start: Instant;
  /** Name of its ReplicaSet. */
  replicaSet: string;
  /** The current pods of its ReplicaSet. */
  pods: readonly PodState[];
}

/**
 * The finish of a rollout, if it succeeded: the stamp of success, where it is this rollout's; else the moment when the counts were seen to hold.
 *
 * The stamp is not this rollout's when it names another ReplicaSet (after a rollback the old one stays under the new generation; without replicas it never
 * moves) or is older than the rollout. Without a deadline there is none.
 */
export function finishOf(options: FinishOptions): Finish | undefined {
  const { note, start, replicaSet, pods } = options;
  if (!note || note.holds.length === 0) return undefined;
  const begun = toSecond(start);
  const { success, holds, holding } = note;
  if (success && success.replicaSet === replicaSet && success.at >= begun) {
    return { at: later(success.at, start), estimated: false };
  }
  const hold = holds.find(({ at }) => at >= begun);
  if (!hold) {
    // They held before this rollout began, and still do: it had nothing to do.
    return holding ? { at: start, estimated: true } : undefined;
  }
  if (!hold.estimated) return { at: later(hold.at, start), estimated: false };
  // Found later: the last pod that became ready tells better than the last time that the status was written.
  let lastReady = -Infinity;
  for (const pod of pods) {
    if (pod.ready) lastReady = Math.max(lastReady, pod.readyChangedAt ?? 0);
  }
  const at =
    lastReady >= begun && lastReady < hold.at ? instant(lastReady) : hold.at;
  return { at: later(at, start), estimated: true };
}

/** The cluster's timestamps are cut to the second, ours are not. */
function toSecond(at: Instant): number {
  return Math.floor(at / 1000) * 1000;
}

function later(a: Instant, b: Instant): Instant {
  return a > b ? a : b;
}
