import { instant, type Instant } from '@landfall/backstage-plugin-fleet-common';
import type { Appearance, ReplicaSetRecord } from './appearances';
import type { PodState } from './projections';

/** When a rollout began, and whether that is reconstructed. */
export interface Start {
  at: Instant;
  estimated: boolean;
}

/** What the start of a rollout is judged by. */
export interface StartOptions {
  appearance: Appearance;
  record: ReplicaSetRecord;
  /** The current pods of its ReplicaSet. */
  pods: readonly PodState[];
  deploymentCreatedAt: Instant;
  /** Starts of the other rollouts that are known, by revision. */
  others: readonly { revision: number; at: Instant }[];
  /** Until then everything was seen: what nobody saw began later. Null if it never was. */
  seenUntil: Instant | null;
  now: Instant;
}

/** The cluster's clocks cut to the second; two of its machines may differ a little. */
const CLOCK_SLACK_MS = 2_000;

/** Whether a ReplicaSet is older than its Deployment: that took over what another one left. */
export function isAdopted(
  record: ReplicaSetRecord,
  deploymentCreatedAt: Instant,
): boolean {
  return record.state.createdAt < deploymentCreatedAt - CLOCK_SLACK_MS;
}

/**
 * A new template: the creation of its ReplicaSet. A rollback: the raise of its revision as we saw it; found later, the earliest current pod that was
 * made since the revision before began, else that beginning, marked as estimated.
 */
export function startOf(options: StartOptions): Start {
  const { appearance, record, deploymentCreatedAt, others, now } = options;
  if (isAdopted(record, deploymentCreatedAt)) {
    return { at: deploymentCreatedAt, estimated: false };
  }
  if (appearance.at !== null) {
    return { at: appearance.at, estimated: false };
  }
  const { revision } = appearance;
  const earlier = others.filter(other => other.revision < revision);
  const later = others.filter(other => other.revision > revision);
  const from = Math.max(
    record.state.createdAt,
    options.seenUntil ?? -Infinity,
    ...earlier.map(other => other.at),
  );
  const to = Math.min(now, ...later.map(other => other.at));
  let firstPod = Infinity;
  // The pods that there are came with the last time that it was current.
  if (revision === record.state.revision) {
    for (const pod of options.pods) {
      if (pod.createdAt >= from) firstPod = Math.min(firstPod, pod.createdAt);
    }
  }
  const at = Number.isFinite(firstPod) ? firstPod : from;
  return { at: instant(Math.max(from, Math.min(at, to))), estimated: true };
}
