/**
 * Restarts and kills for lack of memory of one Deployment, counted by the hour of their time: a span from the first to the last of an hour. It ends a
 * little after its hour. A count that grows is told at once when it begins, and then now and again, so that a bad hour costs a few versions and not a thousand.
 */
import { instant, type Instant } from '@landfall/backstage-plugin-fleet-common';
import type { Disturbance } from './disturbances';

const HOUR_MS = 3_600_000;
/** What comes later than that after its hour is counted to the next. */
const GRACE_MS = 120_000;
/** How often a count that grows is told. */
const TELL_MS = 900_000;

/** What happened in one hour. */
export interface HourlyCount {
  kind: Disturbance['kind'];
  /** The hour, counted from the epoch. */
  hour: number;
  /** The first. */
  at: Instant;
  /** The last. */
  last: Instant;
  count: number;
  /** Whether the first may have been earlier. */
  estimated: boolean;
  backfilled: boolean;
  ended: boolean;
}

interface Counter extends HourlyCount {
  /** What was told, and when. */
  told: number;
  toldAt: Instant;
  /** Told before a restart of the portal. */
  restored: boolean;
}

/** See the top of the file. */
export class HourlyCounts {
  private readonly counters = new Map<string, Counter>();
  /** The last hour that is over, by kind. */
  private readonly over = new Map<string, number>();

  /** Takes over a count that was open before a restart. */
  restore(options: {
    kind: HourlyCount['kind'];
    hour: number;
    at: Instant;
    count: number;
    estimated: boolean;
    backfilled: boolean;
  }): void {
    const { kind, hour, at, count } = options;
    this.counters.set(`${kind}/${hour}`, {
      ...options,
      last: at,
      ended: false,
      told: count,
      toldAt: at,
      restored: true,
    });
  }

  add({ kind, count, at, backfilled, unsure }: Disturbance): void {
    const over = this.over.get(kind) ?? -Infinity;
    const hour = Math.max(Math.floor(at / HOUR_MS), over + 1);
    const when = instant(Math.max(at, hour * HOUR_MS));
    const key = `${kind}/${hour}`;
    const known = this.counters.get(key);
    if (!known) {
      const estimated = when !== at || (backfilled && count > 1);
      this.counters.set(key, {
        ...{ kind, hour, at: when, last: when, count, estimated, backfilled },
        ended: false,
        told: 0,
        toldAt: when,
        restored: false,
      });
      return;
    }
    // Counted before the restart, most likely.
    if (unsure && known.restored) return;
    known.count += count;
    if (when > known.last) known.last = when;
    if (when < known.at && known.told === 0) known.at = when;
  }

  /** What is to be told now; all of it ends when there will be no more. */
  look(now: Instant, options: { gone: boolean }): HourlyCount[] {
    const news: HourlyCount[] = [];
    for (const [key, counter] of this.counters) {
      const { kind, hour, count, told } = counter;
      counter.ended = options.gone || now >= endOf(counter);
      if (counter.ended) {
        this.counters.delete(key);
        this.over.set(kind, Math.max(hour, this.over.get(kind) ?? hour));
        news.push(counter);
      } else if (told === 0 || (count > told && now >= tellAt(counter))) {
        counter.told = count;
        counter.toldAt = now;
        news.push({ ...counter });
      }
    }
    return news;
  }

  /** When to look again, though nothing may happen. */
  get dueAt(): number {
    let due = Infinity;
    for (const counter of this.counters.values()) {
      due = Math.min(due, endOf(counter));
      if (counter.count > counter.told) due = Math.min(due, tellAt(counter));
    }
    return due;
  }
}

function endOf({ hour }: Counter): number {
  return (hour + 1) * HOUR_MS + GRACE_MS;
}

function tellAt({ toldAt }: Counter): number {
  return toldAt + TELL_MS;
}
