/**
 * What a deployment group's rolling updates did to its target. A group tells only its last one, so what began and ended between two looks is told by the histories of its
 * jobs: a rolling update goes from host to host, and hosts only change versions by one.
 */
import type { SeenGroup } from '../../look/look';
import type { GroupMemory } from '../memory';
import { byStart, type Happened, type JobStay, type Move } from './moves';

/** Why a rolling update began that nobody asked for: hosts joined or left. */
export const HOSTS_CHANGED = 'HOSTS_CHANGED';

/** What {@link groupMoves} looks at. */
export interface GroupMovesOptions {
  group: SeenGroup;
  /** How the group was seen last. */
  before: GroupMemory | undefined;
  /** Short id of the version that the target was last seen to move to. */
  lastJob: string | null;
  /** Stays on the group's hosts that are not accounted for. */
  fresh: readonly JobStay[];
}

/** See the top of the file. */
export function groupMoves({
  group,
  before,
  lastJob,
  fresh,
}: GroupMovesOptions): Happened {
  const { job } = group;
  if (job === null) return { further: [], moves: [] };
  const moves = collapse(fresh);
  const leading = moves[0]?.job.id === lastJob ? moves.shift() : undefined;
  const further = leading?.stays ?? [];
  if (moves.at(-1)?.job.id === job.id) return { further, moves };
  const asked =
    lastJob === null
      ? group.reason !== null
      : wasRolledAnew(before, group) || wentAndCameBack(before, moves);
  // What came and went on the group's hosts without the group was put there by hand.
  if (!asked) return { further, moves: [] };
  if (moves.length === 0 && job.id === lastJob) {
    return { further: [], moves: [{ job, stays: further }] };
  }
  return { further, moves: [...moves, { job, stays: [] }] };
}

/** Whether a group that rolled out, and does so again or has failed, had begun with another version meanwhile. */
function wentAndCameBack(
  before: GroupMemory | undefined,
  moves: readonly Move[],
): boolean {
  return moves.length > 0 && before?.status === 'ROLLING_OUT';
}

/** Consecutive stays of one version are one move. */
function collapse(fresh: readonly JobStay[]): Move[] {
  const moves: Move[] = [];
  for (const stay of [...fresh].sort(byStart)) {
    const last = moves.at(-1);
    if (last?.job.id === stay.job.id) last.stays.push(stay);
    else moves.push({ job: stay.job, stays: [stay] });
  }
  return moves;
}

/** Whether somebody asked for a rolling update between two looks, as far as the group alone can tell. */
export function wasRolledAnew(
  before: GroupMemory | undefined,
  now: SeenGroup,
): boolean {
  if (before === undefined) return now.reason !== null;
  if (now.reason === null) return false;
  if (before.job !== (now.job?.id ?? null)) return true;
  const askedBefore = before.reason !== null && before.reason !== HOSTS_CHANGED;
  const askedNow = now.reason !== HOSTS_CHANGED;
  // Hosts that change do not start a failed update again that somebody asked for.
  if (!askedNow) return askedBefore && before.status === 'FAILED';
  if (!askedBefore) return true;
  switch (before.status) {
    case 'ACTIVE':
      return now.status !== 'ACTIVE';
    case 'FAILED':
      return now.status !== 'FAILED' || now.error !== before.error;
    default:
      return false;
  }
}
