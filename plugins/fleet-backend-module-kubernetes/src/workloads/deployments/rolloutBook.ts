/**
 * The rollouts of one Deployment: finds them in its ReplicaSets, judges those that are open, and says what there is to report.
 */
import type { Instant } from '@landfall/backstage-plugin-fleet-common';
import type {
  ContainerImage,
  ObservationOf,
  RolloutBody,
} from '@landfall/backstage-plugin-fleet-node';
import type { Gap, Sight } from '../types';
import type { ReplicaSetRecord } from './appearances';
import { crashLoopOf } from './crashLoop';
import type { DeploymentState, PodState } from './projections';
import { finishOf } from './rolloutEnd';
import { isAdopted, startOf } from './rolloutStart';
import { UNKNOWN_REVISION, type StatusNotes } from './statusNotes';

/** A rollout as we know it. */
export interface Rollout {
  key: string;
  revision: number;
  replicaSetUid: string;
  replicaSetName: string;
  at: Instant;
  atEstimated: boolean;
  images: ContainerImage[];
  configuration: string;
  /** How it was first seen. */
  by: Sight['by'];
  /** Whether it was seen in progress. */
  seenOpen: boolean;
  /** Since when its finish waits for its pods. */
  waitsSince: Instant | undefined;
  outcome: RolloutBody['outcome'];
  endedAt: Instant | null;
  endedAtEstimated: boolean;
  backfilled: boolean;
  overdueSince: Instant | null;
  crashLoopingSince: Instant | null;
  reason: string;
}

/** How things stand with one Deployment. */
export interface DeploymentView {
  uid: string;
  deployment: DeploymentState | undefined;
  /** It was deleted. */
  gone: { at: Instant; by: Sight['by'] } | undefined;
  notes: StatusNotes;
  replicaSets: ReadonlyMap<string, ReplicaSetRecord>;
  podsOf(replicaSetUid: string): readonly PodState[];
  /** The last time in which Deployments were not watched. */
  gap: Gap | undefined;
  /** Whether pods are watched at all. */
  podsWatched: boolean;
  now: Instant;
}

/** How long the finish of a rollout waits for the pods that came with it: they tell what its images resolved to. */
const PODS_MS = 1_000;

/** Key of a rollout's observation. */
export function rolloutKey(
  deploymentUid: string,
  replicaSetUid: string,
  revision: number,
): string {
  return `rollout/${deploymentUid}/${replicaSetUid}/${revision}`;
}

/** See the top of the file. */
export class RolloutBook {
  private readonly rollouts = new Map<string, Rollout>();

  /** Whether something is to be looked at again soon, though nothing may change. */
  get waits(): boolean {
    for (const { waitsSince, outcome } of this.rollouts.values()) {
      if (waitsSince !== undefined && outcome === 'in_progress') return true;
    }
    return false;
  }

  /** Takes over a rollout that was open before a restart. */
  restore(observation: ObservationOf<'rollout'>): void {
    const { key, body, at, estimated } = observation;
    this.rollouts.set(key, {
      key,
      revision: body.revision,
      replicaSetUid: body.facts.replicaSetUid ?? '',
      replicaSetName: body.facts.replicaSet ?? '',
      at: at as Instant,
      atEstimated: estimated.at,
      images: body.images,
      configuration: body.configuration,
      by: 'list',
      seenOpen: true,
      waitsSince: undefined,
      outcome: 'in_progress',
      endedAt: null,
      endedAtEstimated: false,
      backfilled: false,
      overdueSince: body.overdueSince as Instant | null,
      crashLoopingSince: body.crashLoopingSince as Instant | null,
      reason: body.reason,
    });
  }

  /** Brings the book up to date; gives the rollouts that were open, oldest first. */
  update(view: DeploymentView): Rollout[] {
    if (view.deployment) this.enter(view, view.deployment);
    const all = [...this.rollouts.values()].sort(byRevision);
    const open = all.filter(({ outcome }) => outcome === 'in_progress');
    for (const rollout of open) {
      const next = all.find(other => byRevision(rollout, other) < 0);
      judge(rollout, next, view);
    }
    this.forget(view);
    return open;
  }

  /** Enters the rollouts that the ReplicaSets tell of and that are not in the book. */
  private enter(view: DeploymentView, deployment: DeploymentState): void {
    const newest = newestOf(view.replicaSets.values());
    const missing = [...view.replicaSets.values()].flatMap(record =>
      record.appearances
        .filter(({ revision }) => {
          // What another Deployment left is this one's rollout only as far as it is current.
          const ours =
            !isAdopted(record, deployment.createdAt) ||
            (record === newest && revision === record.state.revision);
          const key = rolloutKey(view.uid, record.state.uid, revision);
          return ours && !this.rollouts.has(key);
        })
        .map(appearance => ({ record, appearance })),
    );
    // Those that nobody saw last: the others bound them.
    missing.sort(
      (a, b) =>
        Number(a.appearance.at === null) - Number(b.appearance.at === null) ||
        a.appearance.revision - b.appearance.revision,
    );
    for (const { record, appearance } of missing) {
      const { state } = record;
      const start = startOf({
        appearance,
        record,
        pods: view.podsOf(state.uid),
        deploymentCreatedAt: deployment.createdAt,
        others: [...this.rollouts.values()],
        seenUntil: view.gap?.from ?? null,
        now: view.now,
      });
      const key = rolloutKey(view.uid, state.uid, appearance.revision);
      this.rollouts.set(key, {
        key,
        revision: appearance.revision,
        replicaSetUid: state.uid,
        replicaSetName: state.name,
        at: start.at,
        atEstimated: start.estimated,
        images: state.images,
        configuration: state.configuration,
        by: appearance.by,
        seenOpen: false,
        waitsSince: undefined,
        outcome: 'in_progress',
        endedAt: null,
        endedAtEstimated: false,
        backfilled: false,
        overdueSince: null,
        crashLoopingSince: null,
        reason: '',
      });
    }
  }

  /** Lets go of what ended and whose ReplicaSet is gone: nothing can bring it back. */
  private forget({ replicaSets }: DeploymentView): void {
    for (const [key, rollout] of this.rollouts) {
      if (
        rollout.outcome !== 'in_progress' &&
        !replicaSets.has(rollout.replicaSetUid)
      ) {
        this.rollouts.delete(key);
      }
    }
  }
}

function byRevision(a: Rollout, b: Rollout): number {
  // A ReplicaSet that somebody deleted comes back as another one with the same revision.
  return a.revision - b.revision || a.at - b.at;
}

function newestOf(
  records: Iterable<ReplicaSetRecord>,
): ReplicaSetRecord | undefined {
  let newest: ReplicaSetRecord | undefined;
  for (const record of records) {
    if ((record.state.revision ?? -1) > (newest?.state.revision ?? -1)) {
      newest = record;
    }
  }
  return newest;
}

/** Judges an open rollout by what is known now. */
function judge(
  rollout: Rollout,
  next: Rollout | undefined,
  view: DeploymentView,
): void {
  const { deployment, gone, notes, gap } = view;
  const pods = view.podsOf(rollout.replicaSetUid);
  rollout.images = withDigests(rollout.images, pods);
  const note =
    notes.get(rollout.revision) ??
    // Nobody tells revisions: then the status speaks about the newest.
    (next ? undefined : notes.get(UNKNOWN_REVISION));

  const finish = finishOf({
    note,
    start: rollout.at,
    replicaSet: rollout.replicaSetName,
    pods,
  });
  if (finish && !waitsForPods(rollout, view)) {
    end(rollout, 'succeeded', finish);
    rollout.overdueSince = null;
    rollout.crashLoopingSince = null;
    rollout.reason = '';
    rollout.backfilled = rollout.by === 'list' && !rollout.seenOpen;
    return;
  }

  if (finish) return;

  const overdue = note?.overdue;
  rollout.overdueSince =
    overdue && overdue.replicaSet === rollout.replicaSetName
      ? later(overdue.since, rollout.at)
      : note
      ? null
      : rollout.overdueSince;

  const loop = crashLoopOf({
    pods,
    containers: new Set(rollout.images.map(({ container }) => container)),
    before: rollout.crashLoopingSince,
    start: rollout.at,
    now: view.now,
  });
  // Once it is replaced its pods go, the broken ones first: that is no recovery.
  rollout.crashLoopingSince =
    loop.since ?? (next || gone ? rollout.crashLoopingSince : null);
  rollout.reason =
    note?.reason || loop.reason || (next || gone ? rollout.reason : '');

  // The Deployment's status comes over another stream: it may yet tell that this one succeeded before the next began.
  const heardOut =
    gone !== undefined ||
    (deployment !== undefined &&
      next !== undefined &&
      (deployment.revision === null || deployment.revision >= next.revision));
  if (next && heardOut) {
    const watched = rollout.seenOpen || rollout.by === 'watch';
    if (watched && !isWithin(next, gap)) {
      end(rollout, 'superseded', {
        at: later(next.at, rollout.at),
        estimated: next.atEstimated,
      });
    } else {
      endUnknown(rollout);
    }
    return;
  }

  if (gone?.by === 'list') {
    endUnknown(rollout);
  } else if (gone) {
    const failed =
      rollout.overdueSince !== null || rollout.crashLoopingSince !== null;
    end(rollout, failed ? 'failed' : 'superseded', {
      at: later(gone.at, rollout.at),
      estimated: false,
    });
    rollout.reason = [
      'The Deployment was deleted before the rollout had finished',
      rollout.reason,
    ]
      .filter(Boolean)
      .join('; ');
  }
}

/** Pods come over a stream of their own, and may be a moment behind the Deployment that counts them. */
function waitsForPods(rollout: Rollout, view: DeploymentView): boolean {
  const { deployment, podsWatched, now } = view;
  const expected =
    podsWatched &&
    deployment?.revision === rollout.revision &&
    deployment.available > 0;
  if (!expected) return false;
  for (const pod of view.podsOf(rollout.replicaSetUid)) {
    if (pod.ready) return false;
  }
  rollout.waitsSince ??= now;
  return now - rollout.waitsSince < PODS_MS;
}

function end(
  rollout: Rollout,
  outcome: RolloutBody['outcome'],
  finish: { at: Instant; estimated: boolean },
): void {
  rollout.outcome = outcome;
  rollout.endedAt = finish.at;
  rollout.endedAtEstimated = finish.estimated;
}

/** It ended while nobody looked, and the cluster forgot how. */
function endUnknown(rollout: Rollout): void {
  rollout.outcome = 'unknown';
  rollout.backfilled = true;
  rollout.overdueSince = null;
  rollout.crashLoopingSince = null;
  rollout.reason = '';
}

/** Whether a rollout may have begun in the gap; then the one before it may have ended there as well. */
function isWithin(rollout: Rollout, gap: Gap | undefined): boolean {
  if (!gap) return false;
  if (rollout.atEstimated || gap.from === null) return true;
  // The cluster's timestamps are cut to the second.
  return rollout.at + 1000 > gap.from && rollout.at <= gap.to;
}

function later(a: Instant, b: Instant): Instant {
  return a > b ? a : b;
}

/** Adds the digests that the references resolved to first, where the reference does not hold one. */
function withDigests(
  images: ContainerImage[],
  pods: readonly PodState[],
): ContainerImage[] {
  if (images.every(({ digest }) => digest !== undefined)) return images;
  const oldestFirst = [...pods].sort(
    (a, b) => a.createdAt - b.createdAt || (a.uid < b.uid ? -1 : 1),
  );
  return images.map(image => {
    if (image.digest !== undefined) return image;
    const pod = oldestFirst.find(({ digests }) => digests[image.container]);
    return pod ? { ...image, digest: pod.digests[image.container] } : image;
  });
}
