import type { Instant } from '@landfall/backstage-plugin-fleet-common';
import type {
  ContainerImage,
  RolloutBody,
} from '@landfall/backstage-plugin-fleet-node';
import type { Gap } from '../types';
import { crashLoopOf } from './crashLoop';
import type { PodState } from './projections';
import type { DeploymentView, Rollout } from './rollout';
import { finishOf } from './rolloutEnd';
import { UNKNOWN_REVISION, type StatusNote } from './statusNotes';

/** How long the finish of a rollout waits for the pods that came with it: they tell what its images resolved to. */
const PODS_MS = 1_000;

/**
 * Judges an open rollout by what is known now, and notes the judgement in it.
 *
 * @param next - the one that replaced it, if any
 * @returns whether its finish waits for its pods: until then nothing can be told of the next one without contradicting it
 */
export function judge(
  rollout: Rollout,
  next: Rollout | undefined,
  view: DeploymentView,
): 'judged' | 'waits' {
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
  if (finish) {
    if (waitsForPods(rollout, note, view)) return 'waits';
    end(rollout, 'succeeded', finish);
    rollout.overdueSince = null;
    rollout.crashLoopingSince = null;
    rollout.reason = '';
    rollout.backfilled = rollout.by === 'list' && !rollout.seenOpen;
    return 'judged';
  }

  if (note) {
    const { overdue } = note;
    const ours = overdue?.replicaSet === rollout.replicaSetName;
    rollout.overdueSince =
      overdue && ours ? later(overdue.since, rollout.at) : null;
  }

  const loop = crashLoopOf({
    pods,
    containers: new Set(rollout.images.map(({ container }) => container)),
    before: rollout.crashLoopingSince,
    start: rollout.at,
    now: view.now,
  });
  // Once it is replaced its pods go, the broken ones first: that is no recovery.
  const replaced = next !== undefined || gone !== undefined;
  if (loop.since !== null || !replaced) {
    rollout.crashLoopingSince = loop.since;
    rollout.crashReason =
      loop.reason || (loop.since === null ? '' : rollout.crashReason);
  }
  rollout.reason = note?.reason || rollout.crashReason;

  // The Deployment's status comes over another stream: it may yet tell that this one succeeded before the next began.
  const heardOut =
    gone !== undefined ||
    (deployment !== undefined &&
      next !== undefined &&
      (deployment.revision === null || deployment.revision >= next.revision));
  if (next && heardOut) {
    const watched = rollout.seenOpen || rollout.by === 'watch';
    if (watched && !isWithin(next, gap)) {
      end(rollout, isRefused(rollout, note, view) ? 'failed' : 'superseded', {
        at: later(next.at, rollout.at),
        estimated: next.atEstimated,
      });
    } else {
      endUnknown(rollout);
    }
    return 'judged';
  }

  if (gone?.by === 'list') {
    endUnknown(rollout);
  } else if (gone) {
    const failed =
      rollout.overdueSince !== null ||
      rollout.crashLoopingSince !== null ||
      isRefused(rollout, note, view);
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
  return 'judged';
}

/** Whether the cluster could not make its pods, the last time that it said so. The condition is one for all ReplicaSets, and names a pod. */
function isRefused(
  { replicaSetName }: Rollout,
  note: StatusNote | undefined,
  { replicaSets }: DeploymentView,
): boolean {
  const refusal = note?.refusal ?? '';
  const names = (replicaSet: string) => refusal.includes(`"${replicaSet}-`);
  if (refusal === '' || names(replicaSetName)) return refusal !== '';
  for (const { state } of replicaSets.values()) {
    if (names(state.name)) return false;
  }
  return true;
}

/**
 * Pods come over a stream of their own, and may be a moment behind the Deployment that counts them, also when that goes on to the next
 * revision at once.
 */
function waitsForPods(
  rollout: Rollout,
  note: StatusNote | undefined,
  view: DeploymentView,
): boolean {
  const { podsWatched, now } = view;
  const resolved = rollout.images.every(({ digest }) => digest !== undefined);
  if (!podsWatched || !note?.served || resolved) return false;
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
  if (rollout.atEstimated) return true;
  // The cluster's timestamps are cut to the second.
  const after = gap.from === null || rollout.at + 1000 > gap.from;
  return after && rollout.at <= gap.to;
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
