import type {
  ObservationInput,
  TargetRef,
} from '@landfall/backstage-plugin-fleet-node';
import type { Instant } from '@landfall/backstage-plugin-fleet-common';
import type { CrashEpisode } from './crashEpisodes';
import type { HourlyCount } from './hourlyCounts';
import type { Operation } from './operations';
import type { Outage } from './outages';
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
      ...(rollout.madeFrom !== undefined && { madeFrom: rollout.madeFrom }),
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

/** Key of an outage's observation. */
export function outageKey(uid: string, id: string): string {
  return `outage/${uid}/${id}`;
}

/** An outage as an observation. */
export function outageObservation(
  outage: Outage,
  { target, uid, link, version }: Subject,
): ObservationInput {
  const { id, at, endedAt, backfilled, cause } = outage;
  return {
    kind: 'outage',
    key: outageKey(uid, id),
    version,
    at,
    ended: endedAt !== null,
    endedAt,
    estimated: { at: false, endedAt: outage.endedAtEstimated },
    backfilled,
    target,
    body: { cause, ...(link !== undefined && { link }) },
  };
}

/** What somebody did by hand as an observation. */
export function operationObservation(
  { id, at, estimated, operation, from, to, backfilled }: Operation,
  { target, uid, link, version }: Subject,
): ObservationInput {
  return {
    kind: 'operation',
    // One program that writes twice within a second is one hand.
    key: `operation/${uid}/${id}`,
    version,
    at,
    ended: true,
    endedAt: at,
    estimated: { at: estimated, endedAt: estimated },
    backfilled,
    target,
    body: {
      operation,
      actor: 'person',
      from,
      to,
      ...(link !== undefined && { link }),
    },
  };
}

/** Restarts or kills of one hour as an observation. */
export function hourObservation(
  hour: HourlyCount,
  { target, uid, link, version }: Subject,
): ObservationInput {
  const { kind, at, last, ended, estimated, backfilled, count } = hour;
  return {
    kind: 'disruption',
    key: `${kind}/${uid}/${hour.hour}`,
    version,
    at,
    ended,
    endedAt: ended ? Math.max(last, at) : null,
    estimated: { at: estimated, endedAt: false },
    backfilled,
    target,
    body: { disruption: kind, count, ...(link !== undefined && { link }) },
  };
}

/** A crash loop as an observation. */
export function crashObservation(
  episode: CrashEpisode,
  { target, uid, link, version }: Subject,
): ObservationInput {
  const { id, at, last, ended, count, backfilled } = episode;
  return {
    kind: 'disruption',
    key: `crash_loop/${uid}/${id}`,
    version,
    at,
    ended,
    endedAt: ended ? Math.max(last, at) : null,
    estimated: {
      at: episode.atEstimated,
      endedAt: ended && episode.lastEstimated,
    },
    backfilled,
    target,
    body: {
      disruption: 'crash_loop',
      count,
      ...(link !== undefined && { link }),
    },
  };
}

/** The Deployment's uid in a key that an observation of this file has, and what follows it. */
export function partsOfKey(key: string): { uid: string; id: string } {
  const [, uid = '', ...rest] = key.split('/');
  return { uid, id: rest.join('/') };
}
