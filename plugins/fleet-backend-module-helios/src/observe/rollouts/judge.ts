/**
 * How a rollout that nothing replaced stands. Of a group, the group says so; by hand, its instances do.
 */
import type { Look } from '../../look/look';
import type { Stay } from '../../model/history';
import { isReady } from '../presence';
import type { SeenTarget } from '../targets';
import { isWorthWaiting, tellsOfRun } from '../told';
import { HOSTS_CHANGED } from './groupMoves';
import { byStart, type JobStay } from './moves';
import { verdict, type Verdict } from './rollout';

/** What is put on one host after the other by hand within this time is one rollout. */
const JOINED_MS = 5 * 60_000;
/** Helios itself tries for ever. */
const OVERDUE_MS = 10 * 60_000;

/** What is looked at. */
export interface JudgeOptions {
  target: SeenTarget;
  look: Look;
  /** Short id of the version that it moves to. */
  jobId: string;
  /** When it began. */
  begun: number;
  now: number;
  /** Stays of the version since then. */
  stays: readonly JobStay[];
  /** All that the history of the version tells now, of whichever target. */
  history: readonly Stay[];
  /** When it was first seen to be over while its history did not tell; now, if that is now. */
  awaitedSince: number;
  /** Since when its instances were seen to crash. */
  crashLoopingSince: number | null;
}

/** A rolling update of a group. */
export function judgeGroup(options: JudgeOptions): Verdict {
  const { target, look, now } = options;
  const { group } = target;
  if (group === undefined) {
    // The group runs a job of another name now, or is gone.
    return look.groups.has(target.ref.namespace)
      ? verdict('superseded', { endedAt: now, endEstimated: true })
      : verdict('unknown');
  }
  // Hosts are only taken in after it ended well.
  if (group.reason === HOSTS_CHANGED || group.status === 'ACTIVE') {
    return succeeded(options);
  }
  if (group.status === 'FAILED') {
    return verdict('failed', {
      endedAt: now,
      endEstimated: true,
      reason: group.error,
    });
  }
  return verdict('in_progress', {
    crashLoopingSince: crashLooping(options),
  });
}

/** A version that somebody puts on hosts by hand. */
export function judgeHand(options: JudgeOptions): Verdict {
  const { target, look, jobId, begun, now, stays, awaitedSince } = options;
  const wanted = target.places.filter(({ deployment }) => deployment.start);
  const own = wanted.filter(({ job }) => job.id === jobId);
  if (own.length === 0) {
    if (isWorthWaiting({ since: awaitedSince, now }) && isEndUntold(options)) {
      return verdict('in_progress', { awaitsHistory: true });
    }
    return stays.some(({ running }) => running !== null)
      ? succeeded(options)
      : verdict('failed', {
          endedAt: awaitedSince,
          endEstimated: true,
          reason: 'It was taken away before it ran',
        });
  }
  const last = stays.reduce((at, { start }) => Math.max(at, start), begun);
  const everywhere = own.length === wanted.length;
  if (
    own.every(place => isReady(place, look)) &&
    (everywhere || now - last >= JOINED_MS)
  ) {
    return succeeded(options);
  }
  const overdue = own.some(place => !isReady(place, look));
  return verdict('in_progress', {
    crashLoopingSince: crashLooping(options),
    overdueSince:
      overdue && now - begun >= OVERDUE_MS ? begun + OVERDUE_MS : null,
  });
}

/** It ended when the last of its instances first ran. What joined long after is no part of it. */
function succeeded(options: JudgeOptions): Verdict {
  const { stays, now, awaitedSince } = options;
  if (isWorthWaiting({ since: awaitedSince, now }) && isRunUntold(options)) {
    return verdict('in_progress', { awaitsHistory: true });
  }
  let finish: number | undefined;
  for (const { start, running } of [...stays].sort(byStart)) {
    if (finish !== undefined && start - finish > JOINED_MS) break;
    if (running !== null) finish = Math.max(finish ?? running, running);
  }
  return finish === undefined
    ? verdict('succeeded', { endedAt: awaitedSince, endEstimated: true })
    : verdict('succeeded', { endedAt: Math.min(now, finish) });
}

/** Whether an instance runs, and the history does not yet tell since when. */
function isRunUntold({ target, look, jobId, history }: JudgeOptions): boolean {
  return target.places.some(
    place =>
      place.job.id === jobId &&
      isReady(place, look) &&
      !tellsOfRun(history, place.deployment.host),
  );
}

/** Whether a version is nowhere any more, and its history does not yet tell so, nor whether it ran. What was removed tells nothing any more. */
function isEndUntold({ look, jobId, history }: JudgeOptions): boolean {
  if (!look.jobs.has(jobId)) return false;
  const deployments = look.statuses.get(jobId)?.deployments ?? [];
  const left = new Set(deployments.map(({ host }) => host));
  return (
    history.length === 0 ||
    history.some(
      ({ host, end, stopped }) => end === null && !stopped && !left.has(host),
    )
  );
}

function crashLooping(options: JudgeOptions): number | null {
  const { target, jobId, now } = options;
  const flaps = target.places.some(
    ({ job, task }) => job.id === jobId && task?.flapping === true,
  );
  return flaps ? options.crashLoopingSince ?? now : null;
}
