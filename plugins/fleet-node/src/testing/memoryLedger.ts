import { createHmac } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { LoggerService } from '@backstage/backend-plugin-api';
import type { JsonValue } from '@backstage/types';
import { instant, type Instant } from '@landfall/backstage-plugin-fleet-common';
import {
  observationSchema,
  type Observation,
  type ObservationInput,
  type ObservationKind,
  type ObservationOf,
} from '../observations/observation';
import type { Look, SourceContext, SourceInbox } from '../source';

/**
 * A ledger in memory that keeps the ledger's promises as far as a source can tell: the same twice is once, a lower version replaces nothing, and what ended
 * stays, but for a correction. It outlives the runs of a source, as the real one does.
 *
 * @public
 */
export class MemoryLedger {
  /** Every accepted version, oldest first, by key. */
  readonly versions = new Map<string, Observation[]>();
  /** What broke its schema: its key, and the paths that failed. */
  readonly refused: { key: unknown; paths: string[] }[] = [];
  /** What `seen` was told, and when. */
  readonly looks: (Look & { at: number })[] = [];
  /** How many observations were handed over, new or not. */
  reported = 0;
  /** The cursor that was reported last. */
  cursor: JsonValue | undefined;
  /** The highest version that was reported, by key. */
  private readonly seenVersions = new Map<string, number>();
  /** The clock of the runs; set it to another. */
  now: () => Instant = () => instant(Date.now());

  /** Newest versions of a kind, in order of key. */
  newest<K extends ObservationKind>(kind: K): ObservationOf<K>[] {
    return [...this.versions.entries()]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, versions]) => versions[versions.length - 1])
      .filter((o): o is ObservationOf<K> => o.kind === kind);
  }

  /** What is known of everything, in order of key, without what tells of the way there. */
  known(): Omit<Observation, 'version' | 'correction'>[] {
    return [...this.versions.values()]
      .map(versions => versions[versions.length - 1])
      .sort((a, b) => (a.key < b.key ? -1 : 1))
      .map(({ version: _version, correction: _why, ...rest }) => rest);
  }

  /** Records one observation as the ledger does. */
  record(input: ObservationInput): void {
    this.reported += 1;
    const parsed = observationSchema.safeParse(input);
    if (!parsed.success) {
      const paths = parsed.error.issues.map(({ path }) => path.join('.'));
      this.refused.push({ key: input.key, paths });
      return;
    }
    const incoming = parsed.data;
    const known = this.versions.get(incoming.key);
    if (!known) {
      this.versions.set(incoming.key, [incoming]);
      return;
    }
    const newest = known[known.length - 1];
    const seen = this.seenVersions.get(incoming.key) ?? newest.version;
    if (incoming.version < seen) return;
    if (!newest.ended) this.seenVersions.set(incoming.key, incoming.version);
    if (newest.ended) {
      if (incoming.correction === undefined) return;
      this.seenVersions.set(incoming.key, incoming.version);
      if (!saysTheSame(incoming, newest)) known.push(incoming);
      return;
    }
    const takesAt = newest.estimated.at && !incoming.estimated.at;
    const at = takesAt ? incoming.at : newest.at;
    const endsBefore = incoming.endedAt !== null && incoming.endedAt < at;
    const next: Observation = {
      ...incoming,
      at,
      endedAt: endsBefore ? at : incoming.endedAt,
      estimated: {
        at: takesAt ? false : newest.estimated.at,
        endedAt: endsBefore || incoming.estimated.endedAt,
      },
      backfilled: newest.backfilled && incoming.backfilled,
    };
    if (!saysTheSame(next, newest)) known.push(next);
  }

  /** What a source is connected to. */
  inbox(): SourceInbox {
    return {
      accept: async (_scope, observations) => {
        const before = this.refused.length;
        for (const observation of observations) this.record(observation);
        return {
          refused: this.refused.slice(before).map(({ key, paths }) => ({
            key: typeof key === 'string' ? key : null,
            reason: 'It breaks its schema',
            paths,
          })),
        };
      },
      known: async (_scope, keys) => {
        const found = keys.flatMap(key => {
          const newest = this.versions.get(key)?.at(-1);
          return newest ? [[key, newest] as const] : [];
        });
        // As of a database: what is recorded meanwhile is not in the answer.
        await new Promise(resolve => setImmediate(resolve));
        return new Map(found);
      },
    };
  }

  /** What a run gets. */
  context(options: {
    signal: AbortSignal;
    logger: LoggerService;
  }): SourceContext {
    const cursor = () => this.cursor;
    const record = (observations: readonly ObservationInput[]) => {
      for (const observation of observations) this.record(observation);
    };
    const newest = <K extends ObservationKind>(kind: K) => this.newest(kind);
    return {
      report: async (observations, { cursor: next } = {}) => {
        options.signal.throwIfAborted();
        record(observations);
        if (next !== undefined) this.cursor = next;
      },
      flush: async () => {},
      get cursor() {
        return cursor();
      },
      async *open(kind) {
        for (const observation of newest(kind)) {
          if (!observation.ended) yield observation;
        }
      },
      seen: async look => {
        this.looks.push({ ...look, at: Date.now() });
      },
      fingerprint: text =>
        createHmac('sha256', 'test').update(text).digest('hex'),
      signal: options.signal,
      logger: options.logger,
      clock: { now: () => this.now() },
    };
  }
}

function saysTheSame(a: Observation, b: Observation): boolean {
  const said = ({
    version: _version,
    correction: _correction,
    ...rest
  }: Observation) => JSON.parse(JSON.stringify(rest));
  return isDeepStrictEqual(said(a), said(b));
}
