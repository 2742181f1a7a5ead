/**
 * The rollouts of one target: what happened since it was accounted for, and how what is open stands. Where the histories of its jobs tell when something began or
 * ended, that holds; else the moment of the look does, marked as estimated.
 */
import type {
  ObservationInput,
  ObservationOf,
} from '@landfall/backstage-plugin-fleet-node';
import type { Look } from '../../look/look';
import type { Job } from '../../model/job';
import type { Stay } from '../../model/history';
import type { GroupMemory, TargetMemory } from '../memory';
import type { SeenTarget } from '../targets';
import { isGroupTarget } from '../targets';
import { groupMoves } from './groupMoves';
import { handMoves } from './handMoves';
import { judgeGroup, judgeHand } from './judge';
import { startOf, type Happened, type JobStay, type Move } from './moves';
import {
  amendedRollout,
  newRollout,
  verdict,
  type RolloutSubject,
  type Verdict,
} from './rollout';

const UNEXPLAINED_MS = 60_000;

/** Histories that were read in this look, by short id of the job. */
export type Histories = ReadonlyMap<string, readonly Stay[]>;

/** What the rollouts of a target are made of. */
export interface TargetRolloutsOptions {
  target: SeenTarget;
  look: Look;
  memory: TargetMemory;
  open: ObservationOf<'rollout'> | undefined;
  histories: Histories;
  /** How its group was seen last. */
  group: GroupMemory | undefined;
  /** Where its jobs were by hand at the last look, by short id. */
  byHand: ReadonlyMap<string, readonly string[]>;
  subject: RolloutSubject;
  /** Whether the target is older than our first look. */
  old: boolean;
  now: number;
}

/** See the top of the file. */
export function targetRollouts(options: TargetRolloutsOptions): {
  observations: ObservationInput[];
  memory: TargetMemory;
} {
  const { target, memory, histories, old, now } = options;
  const baseline = memory.accounted === null;
  if (baseline && target.jobs.some(({ id }) => !histories.has(id))) {
    // Its histories have their turn in a later look.
    return { observations: [], memory };
  }
  const stays = staysOf(options);
  const accounted = memory.accounted ?? -Infinity;
  const told = isGroupTarget(target.ref)
    ? ofGroup(options, stays, accounted)
    : ofHand(options, stays, accounted);
  // A target that is new has no past of its own: what was there before was another's.
  const happened =
    baseline && !old ? { ...told, moves: told.moves.slice(-1) } : told;
  const teller = new Teller(options, { happened, stays, accounted });
  const used = new Set(
    [...happened.moves, { stays: happened.further }].flatMap(
      move => move.stays,
    ),
  );
  // What nothing explains yet may be the begin of what the next look explains.
  const latest = stays
    .filter(stay => used.has(stay) || stay.start < now - UNEXPLAINED_MS)
    .reduce((last, { start }) => Math.max(last, start), accounted);
  return {
    observations: teller.tell(),
    memory: {
      job: happened.moves.at(-1)?.job.id ?? memory.job,
      accounted: latest === -Infinity ? 0 : latest,
      revision: teller.revision,
    },
  };
}

/** The stays of its jobs that are its own, and whose beginning is known. */
function staysOf({
  target,
  histories,
  byHand,
}: TargetRolloutsOptions): JobStay[] {
  const { ref, group, places, jobs } = target;
  const hosts = new Set(places.map(({ deployment }) => deployment.host));
  for (const host of group?.hosts ?? []) hosts.add(host);
  for (const list of byHand.values()) for (const host of list) hosts.add(host);
  // Where nothing is by hand, nothing tells whose the past was.
  const any = !isGroupTarget(ref) && hosts.size === 0;
  // Histories are read last: what began since is for the next look.
  const begun = (job: Job, { host, end }: Stay) =>
    end !== null ||
    places.some(place => place.job === job && place.deployment.host === host);
  return jobs.flatMap(job =>
    (histories.get(job.id) ?? []).flatMap(stay =>
      stay.start !== null && (any || hosts.has(stay.host)) && begun(job, stay)
        ? [{ ...stay, start: stay.start, job }]
        : [],
    ),
  );
}

function ofGroup(
  options: TargetRolloutsOptions,
  stays: readonly JobStay[],
  accounted: number,
): Happened {
  const { group } = options.target;
  if (group === undefined) return { further: [], moves: [] };
  return groupMoves({
    group,
    before: options.group,
    lastJob: options.memory.job,
    fresh: stays.filter(({ start }) => start > accounted),
  });
}

function ofHand(
  { target, byHand, memory }: TargetRolloutsOptions,
  stays: readonly JobStay[],
  accounted: number,
): Happened {
  const deployed = new Set(target.places.map(({ job }) => job));
  return handMoves({
    // Before it was accounted for, all that is there is new.
    before: memory.accounted === null ? new Map() : byHand,
    deployed: [...deployed].sort(
      (a, b) => (a.createdAt ?? 0) - (b.createdAt ?? 0),
    ),
    lastJob: memory.job,
    stays: stays.filter(
      ({ start, end }) => start > accounted || (end ?? 0) > accounted,
    ),
    accounted,
  });
}

/** Puts what happened into observations. */
class Teller {
  revision: number;
  private readonly found: ObservationInput[] = [];

  constructor(
    private readonly options: TargetRolloutsOptions,
    private readonly seen: {
      happened: Happened;
      stays: readonly JobStay[];
      accounted: number;
    },
  ) {
    this.revision = options.memory.revision;
  }

  tell(): ObservationInput[] {
    const { moves } = this.seen.happened;
    this.tellOpen(moves[0]);
    for (const move of moves.slice(0, -1)) this.tellPast(move);
    const last = moves.at(-1);
    if (last) this.tellLast(last);
    return this.found;
  }

  /** How the one that was open stands, or ended. */
  private tellOpen(next: Move | undefined): void {
    const { open, subject } = this.options;
    if (open === undefined) return;
    const [first] = this.seen.happened.further;
    const at = open.estimated.at && first ? this.ours(first.start) : null;
    const begun = at ?? open.at;
    const amended = amendedRollout(open, {
      version: subject.version,
      at,
      verdict: next
        ? this.replaced(open, begun, next)
        : this.judge(open.body.facts.job, begun, open),
    });
    if (amended) this.found.push(amended);
  }

  /** One that came and went between two looks. How it ended nobody remembers. */
  private tellPast(move: Move): void {
    this.add(move, { backfilled: true, verdict: verdict('unknown') });
  }

  private tellLast(move: Move): void {
    const { old, memory, now } = this.options;
    const backfilled = old && memory.accounted === null;
    const start = startOf(move);
    const at = start === null ? now : this.ours(start);
    const judged = this.judge(move.job.id, at, undefined);
    this.add(move, {
      backfilled,
      // Something that is over since nobody knows when.
      verdict: backfilled ? withoutGuess(judged) : judged,
    });
  }

  private add(
    move: Move,
    rest: { backfilled: boolean; verdict: Verdict },
  ): void {
    const { now, subject } = this.options;
    const { job } = move;
    const start = startOf(move);
    const since = rest.backfilled ? Math.min(job.createdAt ?? now, now) : now;
    const at = start === null ? since : this.ours(start);
    this.revision = Math.max(this.revision + 1, at);
    this.found.push(
      newRollout(subject, {
        job,
        revision: this.revision,
        at,
        atEstimated: start === null,
        ...rest,
      }),
    );
  }

  /** What became of a rollout that another followed. */
  private replaced(
    open: ObservationOf<'rollout'>,
    begun: number,
    next: Move,
  ): Verdict {
    const { target, now } = this.options;
    const start = startOf(next);
    const until = start === null ? now : this.ours(start);
    const stays = this.staysSince(open.body.facts.job, begun);
    const hosts = target.group?.hosts ?? stays.map(({ host }) => host);
    const ran = hosts.map(host =>
      Math.min(
        ...stays
          .filter(stay => stay.host === host)
          .map(({ running }) => running ?? Infinity),
      ),
    );
    const finish = Math.max(...ran);
    // It had come everywhere before.
    if (ran.length > 0 && finish <= until) {
      return verdict('succeeded', { endedAt: finish });
    }
    return verdict('superseded', {
      endedAt: until,
      endEstimated: start === null,
    });
  }

  private judge(
    jobId: string,
    begun: number,
    open: ObservationOf<'rollout'> | undefined,
  ): Verdict {
    const { target, look, now } = this.options;
    const options = {
      target,
      look,
      jobId,
      begun,
      now,
      stays: this.staysSince(jobId, begun),
      crashLoopingSince: open?.body.crashLoopingSince ?? null,
    };
    return isGroupTarget(target.ref) ? judgeGroup(options) : judgeHand(options);
  }

  private staysSince(jobId: string, begun: number): JobStay[] {
    const { stays, accounted } = this.seen;
    return stays.filter(
      ({ job, start }) =>
        job.id === jobId && (start >= begun || start > accounted),
    );
  }

  /** An instant of a host's clock in ours: never in the future. */
  private ours(instant: number): number {
    return Math.min(instant, this.options.now);
  }
}

function withoutGuess(judged: Verdict): Verdict {
  if (judged.endedAt === null || !judged.endEstimated) return judged;
  return judged.outcome === 'succeeded'
    ? verdict('unknown')
    : { ...judged, endedAt: null, endEstimated: false };
}

/** The end of an open rollout whose target is gone: how it came out nobody remembers. */
export function abandoned(
  open: ObservationOf<'rollout'>,
  { version }: { version: number },
): ObservationInput | undefined {
  return amendedRollout(open, {
    version,
    at: null,
    verdict: verdict('unknown'),
  });
}
