import type { Instant } from '@landfall/backstage-plugin-fleet-common';
import type { PodState } from './projections';

/** Since when the new instances crash again and again, and which container. */
export interface CrashLoop {
  since: Instant | null;
  reason: string;
}

/** What it is judged by. */
export interface CrashLoopOptions {
  /** The pods of the rollout's ReplicaSet. */
  pods: readonly PodState[];
  /** The author's containers: what is injected is not the author's. */
  containers: ReadonlySet<string>;
  /** Since when, as far as was known. */
  before: Instant | null;
  /** When the rollout began. */
  start: Instant;
  now: Instant;
}

/**
 * A crash loop, once seen, holds until the pods that are there are ready: a container between two crashes, or a pod that is gone, has not recovered.
 */
export function crashLoopOf(options: CrashLoopOptions): CrashLoop {
  const { containers, before, start, now } = options;
  let since: Instant | null = null;
  let container = '';
  let pods = 0;
  let ready = 0;
  for (const pod of options.pods) {
    pods += 1;
    if (pod.ready) ready += 1;
    for (const crash of pod.crashing) {
      if (!containers.has(crash.container)) continue;
      const at = crash.since ?? now;
      if (since === null || at < since) {
        since = at;
        container = crash.container;
      }
    }
  }
  if (since !== null) {
    const first = before ?? since;
    return {
      since: first > start ? first : start,
      reason: `CrashLoopBackOff: container ${container} ends again and again`,
    };
  }
  const recovered = pods > 0 && ready === pods;
  return { since: recovered ? null : before, reason: '' };
}

/** A pod tells only when a container ended last: one that was crashing before has been since then. */
export function stillCrashing(pod: PodState, before: PodState): PodState {
  if (before.crashing.length === 0) return pod;
  return {
    ...pod,
    crashing: pod.crashing.map(crash => {
      const known = before.crashing.find(
        ({ container }) => container === crash.container,
      );
      return known ? { ...crash, since: known.since } : crash;
    }),
  };
}
