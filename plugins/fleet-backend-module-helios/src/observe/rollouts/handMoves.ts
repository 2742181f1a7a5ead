/**
 * What people did to the version of a job that they put on hosts by hand. A version that comes to where none of it was is a move; more of a version that is there
 * already joins it, and so does what comes within a few minutes.
 */
import type { Job } from '../../model/job';
import { byStart, type Happened, type JobStay, type Move } from './moves';

/** What {@link handMoves} looks at. */
export interface HandMovesOptions {
  /** Where versions were by hand at the last look, by short id. */
  before: ReadonlyMap<string, readonly string[]>;
  /** Versions that are somewhere by hand now, the oldest first. */
  deployed: readonly Job[];
  /** Short id of the version that the target was last seen to move to. */
  lastJob: string | null;
  /** Stays that are not accounted for, by their beginning or their end. */
  stays: readonly JobStay[];
  /** Up to when beginnings are accounted for. */
  accounted: number;
  /** What began by then belongs to what it was last seen to move to, or to what was before. */
  seenSince: number;
}

/** See the top of the file. */
export function handMoves({
  before,
  deployed,
  lastJob,
  stays,
  accounted,
  seenSince,
}: HandMovesOptions): Happened {
  const there = new Map<string, Set<string>>();
  for (const [id, hosts] of before) there.set(id, new Set(hosts));
  const hostsOf = (id: string) => {
    const hosts = there.get(id) ?? new Set<string>();
    there.set(id, hosts);
    return hosts;
  };
  const happened: Happened = { further: [], moves: [] };
  const known = new Set(before.keys());
  for (const { at, stay, begins } of eventsOf(stays)) {
    const hosts = hostsOf(stay.job.id);
    if (!begins) {
      hosts.delete(stay.host);
      continue;
    }
    if (at > accounted) {
      const isNew = hosts.size === 0 && at > seenSince;
      take(happened, stay, { isNew, lastJob });
      known.add(stay.job.id);
    }
    hosts.add(stay.host);
  }
  for (const job of deployed) {
    if (!known.has(job.id)) happened.moves.push({ job, stays: [] });
  }
  return happened;
}

function take(
  happened: Happened,
  stay: JobStay,
  { isNew, lastJob }: { isNew: boolean; lastJob: string | null },
): void {
  const last: Move | undefined = happened.moves.at(-1);
  if (last?.job.id === stay.job.id) last.stays.push(stay);
  else if (isNew) happened.moves.push({ job: stay.job, stays: [stay] });
  else if (last === undefined && stay.job.id === lastJob) {
    happened.further.push(stay);
  }
}

function eventsOf(stays: readonly JobStay[]) {
  return [...stays]
    .sort(byStart)
    .flatMap(stay => [
      { at: stay.start, stay, begins: true },
      ...(stay.end === null ? [] : [{ at: stay.end, stay, begins: false }]),
    ])
    .sort((a, b) => a.at - b.at);
}
