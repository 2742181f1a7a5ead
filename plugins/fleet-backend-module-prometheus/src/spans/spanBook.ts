/**
 * Keeps the spans of one kind that have not ended, and turns what the looks find into versions of them. Pure: no clock, no network.
 *
 * What is told again says nothing new. What is not told any more ends only after it was missed by several complete looks in a row: not seen is not
 * gone. A look that failed, or may be incomplete, counts neither way.
 */
import type { Instant } from '@landfall/backstage-plugin-fleet-common';
import type {
  ObservationInput,
  TargetRef,
} from '@landfall/backstage-plugin-fleet-node';
import type { Subject } from '../series/subject';
import { parseSpanKey, spanKey } from './spanKey';

/** So many complete looks in a row have to miss a span before it ends. */
export const LOOKS_UNTIL_GONE = 3;

/** A span that was missed: how often, and since when. */
export interface Missed {
  looks: number;
  since: number;
}

/** The newest version of something that goes on. */
export interface Span<B> {
  key: string;
  version: number;
  at: number;
  /** Whether somebody saw it begin. */
  estimated: { at: boolean; endedAt: boolean };
  target?: TargetRef;
  service?: string;
  body: B;
}

/** A version of a span, as it is reported. */
export interface SpanVersion<B> extends Span<B> {
  ended: boolean;
  endedAt: number | null;
  backfilled: boolean;
}

/** What tells a kind of span from others. */
export interface SpanRules<B, F> {
  kind: 'traffic' | 'presence';
  /** The body by what was found; undefined if that tells nothing new. */
  next(options: {
    subject: Subject;
    found: F;
    before: B | undefined;
    key: string;
    now: Instant;
  }): B | undefined;
  /** The body of a span that has ended. */
  last(body: B): B;
  observation(version: SpanVersion<B>): ObservationInput;
}

/** What a look found by one entry of the configuration. */
export interface Finding<F> {
  /** Id of the entry. */
  entry: string;
  found: ReadonlyMap<string, { subject: Subject; fact: F }>;
  /** Keys of subjects that are there, though nothing can be told of them. */
  unclear: ReadonlySet<string>;
  /** Whether what it did not find was not there. */
  complete: boolean;
}

/** How a look is told. */
export interface LookTime {
  now: Instant;
  /** It is reconstructed from history. */
  backfilled: boolean;
  /** Nobody looked before: what is found may have begun earlier. */
  first: boolean;
}

/** See the top of the file. */
export class SpanBook<B, F> {
  /** By entry and subject. */
  private readonly open = new Map<string, Span<B>>();

  constructor(
    private readonly rules: SpanRules<B, F>,
    /** By key of what the last looks missed; kept between looks. */
    private readonly missed: Map<string, Missed>,
  ) {}

  /** Takes over a span that was open before. */
  restore(span: Span<B>): void {
    const { entry, subject } = parseSpanKey(span.key);
    const { key, version, at, estimated, target, service, body } = span;
    this.open.set(`${entry}/${subject}`, {
      ...{ key, version, at, estimated, target, service, body },
    });
  }

  /** How many spans of an entry the last look saw. */
  seenLast(entry: string): number {
    let count = 0;
    for (const [id, { key }] of this.open) {
      if (id.startsWith(`${entry}/`) && !this.missed.has(key)) count += 1;
    }
    return count;
  }

  /** Takes in what a look found, and gives what there is to report. Entries that are not among the findings are no longer asked: they found nothing. */
  look(findings: readonly Finding<F>[], time: LookTime): ObservationInput[] {
    const news: ObservationInput[] = [];
    const byEntry = new Map(findings.map(one => [one.entry, one]));
    for (const [id, span] of this.open) {
      const { entry, subject } = parseSpanKey(span.key);
      const finding = byEntry.get(entry);
      if (finding?.found.has(subject) || finding?.unclear.has(subject)) {
        this.missed.delete(span.key);
      } else if (!finding || finding.complete) {
        const end = this.miss(span, time);
        if (!end) continue;
        this.open.delete(id);
        news.push(this.rules.observation(end));
      }
    }
    for (const { entry, found } of findings) {
      for (const { subject, fact } of found.values()) {
        const told = this.tell({ entry, subject, fact, time });
        if (!told) continue;
        this.open.set(`${entry}/${subject.key}`, told);
        news.push(this.rules.observation(told));
      }
    }
    return news;
  }

  private miss(
    span: Span<B>,
    { now, backfilled }: LookTime,
  ): SpanVersion<B> | undefined {
    const { key } = span;
    const { looks, since } = this.missed.get(key) ?? { looks: 0, since: now };
    if (looks + 1 < LOOKS_UNTIL_GONE) {
      this.missed.set(key, { looks: looks + 1, since });
      return undefined;
    }
    this.missed.delete(key);
    return {
      ...span,
      version: versionAt(now, span),
      ended: true,
      endedAt: Math.max(since, span.at),
      backfilled,
      body: this.rules.last(span.body),
    };
  }

  private tell(options: {
    entry: string;
    subject: Subject;
    fact: F;
    time: LookTime;
  }): SpanVersion<B> | undefined {
    const { entry, subject, fact, time } = options;
    const { now, backfilled, first } = time;
    const { kind } = this.rules;
    const before = this.open.get(`${entry}/${subject.key}`);
    const key =
      before?.key ?? spanKey({ kind, entry, subject: subject.key }, now);
    const body = this.rules.next({
      ...{ subject, key, now },
      found: fact,
      before: before?.body,
    });
    if (body === undefined) return undefined;
    return {
      key,
      version: versionAt(now, before),
      at: before?.at ?? now,
      ended: false,
      endedAt: null,
      estimated: before?.estimated ?? { at: first, endedAt: false },
      backfilled,
      target: subject.target,
      service: subject.service,
      body,
    };
  }
}

/** Versions go up, also where a clock does not. */
function versionAt(now: Instant, before: { version: number } | undefined) {
  return Math.max(0, now, before === undefined ? 0 : before.version + 1);
}
