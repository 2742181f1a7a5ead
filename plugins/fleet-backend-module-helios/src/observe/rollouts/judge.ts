/**
 * How a rollout that nothing replaced stands. Of a group, the group says so; by hand, its instances do.
 */
import type { Look } from '../../look/look';
import { isReady } from '../presence';
import type { SeenTarget } from '../targets';
import { HOSTS_CHANGED } from './groupMoves';
import { byStart, type JobStay } from './moves';
import { verdict, type Verdict } from './rollout';

/** What is put on one host after the other by hand within this time is one rollout. */
const JOINED_MS = 5 * 60_000;
/** Helios itself tries for ever. */
const OVERDUE_MS = 10 * 60_000;

const HISTORY_LATE_MS = 60_000;

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
  /** Hosts of which a history that was read tells that the version ran there, whenever. */
  ranOn: ReadonlySet<string>;
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
  const { target, look, jobId, begun, now, stays } = options;
  const wanted = target.places.filter(({ deployment }) => deployment.start);
  const own = wanted.filter(({ job }) => job.id === jobId);
  if (own.length === 0) {
    return stays.some(({ running }) => running !== null)
      ? succeeded(options)
      : verdict('failed', {
          endedAt: now,
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
  const { stays, now } = options;
  if (isHistoryLate(options)) return verdict('in_progress');
  let finish: number | undefined;
  for (const { start, running } of [...stays].sort(byStart)) {
    if (finish !== undefined && start - finish > JOINED_MS) break;
    if (running !== null) finish = Math.max(finish ?? running, running);
  }
  return finish === undefined
    ? verdict('succeeded', { endedAt: now, endEstimated: true })
    : verdict('succeeded', { endedAt: Math.min(now, finish) });
}

/** An agent says that a job runs a moment before the history does: the next look knows when it began to. */
function isHistoryLate(options: JudgeOptions): boolean {
  const { target, look, jobId, begun, now, stays, ranOn } = options;
  const last = stays.reduce((at, { start }) => Math.max(at, start), begun);
  if (stays.length === 0 || now - last >= HISTORY_LATE_MS) return false;
  return target.places.some(
    place =>
      place.job.id === jobId &&
      isReady(place, look) &&
      !ranOn.has(place.deployment.host),
  );
}

function crashLooping(options: JudgeOptions): number | null {
  const { target, jobId, now } = options;
  const flaps = target.places.some(
    ({ job, task }) => job.id === jobId && task?.flapping === true,
  );
  return flaps ? options.crashLoopingSince ?? now : null;
}
