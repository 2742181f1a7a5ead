/**
 * Puts what happened to a target into observations. Where histories tell when something began or ended, that holds; else the moment of the look does, marked as
 * estimated.
 */
import type {
  ObservationInput,
  ObservationOf,
} from '@landfall/backstage-plugin-fleet-node';
import type { Stay } from '../../model/history';
import { isGroupTarget } from '../targets';
import { tellsOf } from '../told';
import { judgeGroup, judgeHand } from './judge';
import { startOf, type Happened, type JobStay, type Move } from './moves';
import { amendedRollout, newRollout, verdict, type Verdict } from './rollout';
import type { TargetRolloutsOptions } from './subject';

/** See the top of the file. */
export class Teller {
  /** Of the last rollout. */
  revision: number;
  /** Since when the last rollout is over, and only its history does not tell yet; null otherwise. */
  awaitedSince: number | null = null;
  /** Whether the last rollout is open, and may have begun before what its history tells of yet. */
  isBeginOpen = false;
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
    const at = this.observedBegin(open);
    const begun = at ?? open.at;
    const how = next
      ? this.replaced(open, begun, next)
      : this.judgeOpen(open, begun);
    if (next === undefined) {
      this.isBeginOpen = open.estimated.at && at === null && !isOver(how);
    }
    const amended = amendedRollout(open, {
      version: subject.version,
      at,
      verdict: how,
    });
    if (amended) this.found.push(amended);
  }

  /** When a rollout began whose begin was only estimated; null while its history may not tell all of it. */
  private observedBegin(open: ObservationOf<'rollout'>): number | null {
    const { further } = this.seen.happened;
    const { job } = open.body.facts;
    if (!open.estimated.at || this.isBeginUntold(job)) return null;
    const starts = [...further, ...this.staysSince(job, open.at)].map(
      ({ start }) => start,
    );
    return starts.length > 0 ? this.ours(Math.min(...starts)) : null;
  }

  /** Whether a version is on a host of which its history does not tell yet. */
  private isBeginUntold(jobId: string): boolean {
    return this.options.target.places.some(
      ({ job, deployment }) =>
        job.id === jobId && !tellsOf(this.historyOf(jobId), deployment.host),
    );
  }

  private historyOf(jobId: string): readonly Stay[] {
    return this.options.histories.get(jobId) ?? [];
  }

  /** One that came and went between two looks. How it ended nobody remembers. */
  private tellPast(move: Move): void {
    this.add(move, {
      backfilled: true,
      atEstimated: startOf(move) === null,
      verdict: verdict('unknown'),
    });
  }

  private tellLast(move: Move): void {
    const { old, memory, now } = this.options;
    const backfilled = old && memory.accounted === null;
    const start = startOf(move);
    const at = start === null ? now : this.ours(start);
    const judged = this.judge(move.job.id, at, undefined);
    const isUntold = start === null || this.isBeginUntold(move.job.id);
    this.isBeginOpen = isUntold && !isOver(judged);
    this.add(move, {
      backfilled,
      atEstimated: isUntold,
      // Something that is over since nobody knows when.
      verdict: backfilled ? withoutGuess(judged) : judged,
    });
  }

  private add(
    move: Move,
    rest: { backfilled: boolean; atEstimated: boolean; verdict: Verdict },
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

  private judgeOpen(open: ObservationOf<'rollout'>, begun: number): Verdict {
    const judged = this.judge(open.body.facts.job, begun, open);
    // It was over when it was first seen, and nobody told since when.
    const isOld = open.backfilled && this.options.memory.awaitedSince !== null;
    return isOld ? withoutGuess(judged) : judged;
  }

  private judge(
    jobId: string,
    begun: number,
    open: ObservationOf<'rollout'> | undefined,
  ): Verdict {
    const { target, look, memory, now } = this.options;
    const awaitedSince = (open && memory.awaitedSince) ?? now;
    const options = {
      target,
      look,
      jobId,
      begun,
      now,
      stays: this.staysSince(jobId, begun),
      history: this.historyOf(jobId),
      awaitedSince,
      crashLoopingSince: open?.body.crashLoopingSince ?? null,
    };
    const how = isGroupTarget(target.ref)
      ? judgeGroup(options)
      : judgeHand(options);
    this.awaitedSince = how.awaitsHistory ? awaitedSince : null;
    return how;
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

function isOver({ outcome }: Verdict): boolean {
  return outcome !== 'in_progress';
}

function withoutGuess(judged: Verdict): Verdict {
  if (judged.endedAt === null || !judged.endEstimated) return judged;
  return judged.outcome === 'succeeded'
    ? verdict('unknown')
    : { ...judged, endedAt: null, endEstimated: false };
}
