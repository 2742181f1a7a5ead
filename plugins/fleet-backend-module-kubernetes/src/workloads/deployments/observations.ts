import type {
  ObservationInput,
  TargetRef,
} from '@landfall/backstage-plugin-fleet-node';
import type { Instant } from '@landfall/backstage-plugin-fleet-common';
import { presenceKey, type Presence } from './presence';
import type { Rollout } from './rollout';

/** What all observations of a Deployment have in common. */
export interface Subject {
  target: TargetRef;
  /** Uid of the Deployment. */
  uid: string;
  link: string | undefined;
  version: number;
}

/** A rollout as an observation. */
export function rolloutObservation(
  rollout: Rollout,
  { target, uid, link, version }: Subject,
): ObservationInput {
  const ended = rollout.outcome !== 'in_progress';
  return {
    kind: 'rollout',
    key: rollout.key,
    version,
    at: rollout.at,
    ended,
    endedAt: rollout.endedAt,
    estimated: {
      at: rollout.atEstimated,
      endedAt: rollout.endedAt !== null && rollout.endedAtEstimated,
    },
    backfilled: rollout.backfilled,
    target,
    body: {
      images: rollout.images,
      configuration: rollout.configuration,
      outcome: rollout.outcome,
      overdueSince: rollout.overdueSince,
      crashLoopingSince: rollout.crashLoopingSince,
      reason: rollout.reason,
      revision: rollout.revision,
      incarnation: uid,
      facts: {
        revision: String(rollout.revision),
        replicaSet: rollout.replicaSetName,
        replicaSetUid: rollout.replicaSetUid,
        deploymentUid: uid,
      },
      ...(link !== undefined && { link }),
    },
  };
}

/** A presence as an observation; it has ended when the Deployment is gone. */
export function presenceObservation(
  presence: Presence,
  { target, uid, version }: Subject,
  gone?: { at: Instant; estimated: boolean },
): ObservationInput {
  return {
    kind: 'presence',
    key: presenceKey(uid),
    version,
    at: presence.at,
    ended: gone !== undefined,
    endedAt: gone === undefined ? null : Math.max(gone.at, presence.at),
    estimated: { at: false, endedAt: gone?.estimated ?? false },
    target,
    body: { ...presence.body, ...(gone && { desired: 0, ready: 0 }) },
  };
}
