import type { JsonValue } from '@backstage/types';
import type { Knex } from 'knex';
import type { Instant } from '@landfall/backstage-plugin-fleet-common';
import type {
  Observation,
  ObservationKind,
  ObservationOf,
} from '@landfall/backstage-plugin-fleet-node';

/** What a source reported at once, recorded in one transaction. */
export interface Batch {
  source: string;
  scope: string;
  /** As reported, not yet checked. */
  observations: readonly unknown[];
  /** The source's cursor after them; undefined leaves the one that is there. */
  cursor?: JsonValue;
  /** Made up: recorded as if it had been learnt then, though never before what the scope recorded already, and never in the future. */
  learntAt?: Instant;
}

/** Why an observation was refused: identifiers and failing paths, never values. */
export interface Refusal {
  key: string | null;
  kind: string | null;
  reason: string;
  paths: string[];
  sizeBytes: number;
}

/** What recording a batch came to. The first four add up to the length of the batch. */
export interface RecordResult {
  /** Not known before. */
  added: number;
  /** A newer version of one that was known. */
  amended: number;
  /** Told nothing new, or was older or less certain than what is known. */
  unchanged: number;
  refused: Refusal[];
}

/** An observation as the ledger holds it. */
export type Recorded<T extends Observation = Observation> = T & {
  seq: number;
  source: string;
  scope: string;
  recordedAt: Instant;
};

/** A mark that something about a target, about a service itself, or about a repository, job or pager is to be derived again from an instant on. */
export interface Mark {
  id: number;
  /** Key of a target, an entity ref of a service, or an origin. */
  subject: { target: string } | { service: string } | { origin: string };
  /** The earliest instant that is touched. */
  earliest: Instant;
  markedAt: Instant;
}

/** Which observations are wanted. */
export interface ObservationQuery<K extends ObservationKind> {
  kind: K;
  targets: readonly string[];
  /** Only those that began then or later. */
  since?: Instant;
  /** As was known then: the newest version recorded at or before it. Default: the newest. */
  asOf?: Instant;
}

/** What can be asked of the ledger, outside or inside somebody's transaction. */
export interface LedgerReads {
  /** The cursor last recorded for a scope. */
  cursor(scope: {
    source: string;
    scope: string;
  }): Promise<JsonValue | undefined>;
  /** Observations of a scope that have not ended, newest versions, by key, in pages. */
  open<K extends ObservationKind>(query: {
    source: string;
    scope: string;
    kind: K;
  }): AsyncIterable<Recorded<ObservationOf<K>>>;
  /** Newest versions (or those of `asOf`) of observations of targets, by (target, at, source, scope, key). */
  observations<K extends ObservationKind>(
    query: ObservationQuery<K>,
  ): Promise<Recorded<ObservationOf<K>>[]>;
  /** The same for observations that name a service themselves, by (service, at, source, scope, key). */
  observationsOfServices<K extends ObservationKind>(
    query: Omit<ObservationQuery<K>, 'targets'> & {
      services: readonly string[];
    },
  ): Promise<Recorded<ObservationOf<K>>[]>;
  /** The same for observations of repositories, jobs and pagers, by (origin, at, source, scope, key). */
  observationsOfOrigins<K extends ObservationKind>(
    query: Omit<ObservationQuery<K>, 'targets'> & {
      origins: readonly string[];
    },
  ): Promise<Recorded<ObservationOf<K>>[]>;
  /** Every version of the given observations, by (source, scope, key, seq). */
  versions(
    keys: readonly { source: string; scope: string; key: string }[],
  ): Promise<Recorded[]>;
  /** Which scopes ever told something of a kind of targets, each pair once. */
  tellersOf(query: {
    kind: ObservationKind;
    targets: readonly string[];
  }): Promise<{ target: string; source: string; scope: string }[]>;
  /** The targets of which a scope ever told something of a kind. */
  targetsToldBy(query: {
    kind: ObservationKind;
    source: string;
    scope: string;
  }): Promise<string[]>;
  /** When something of a kind was first recorded of each target of which it was. */
  firstRecorded(query: {
    kind: ObservationKind;
    targets: readonly string[];
  }): Promise<Map<string, Instant>>;
  /**
   * Every version of observations of some kinds about targets, or that name a service themselves, which was recorded at or after an
   * instant; by (recorded at, seq).
   */
  versionsSince<K extends ObservationKind>(query: {
    kinds: readonly K[];
    targets: readonly string[];
    services: readonly string[];
    since: Instant;
  }): Promise<Recorded<ObservationOf<K>>[]>;
  /** What each scope that ever recorded anything holds, by (source, scope). Costs one row per scope. */
  scopes(): Promise<ScopeContents[]>;
}

/** What the ledger holds of one scope. */
export interface ScopeContents {
  source: string;
  scope: string;
  /** When it last recorded a batch. */
  recordedAt: Instant;
  /** Observations, each counted once whatever its versions. */
  observations: number;
  /** Records that were refused, ever. */
  refused: number;
}

/** What can be done within somebody's transaction; it becomes durable when that one commits. */
export interface LedgerWithin extends LedgerReads {
  /** Marks subjects dirty: what changed without an observation (time passed, a mapping changed). */
  mark(subjects: readonly Mark['subject'][], earliest: Instant): Promise<void>;
}

/**
 * The store of observations.
 */
export interface Ledger extends LedgerWithin {
  /** Records a batch, the cursor and the marks of what it touched, in one transaction. */
  record(batch: Batch): Promise<RecordResult>;
  /** Removes everything of a source: for demo data that is no longer wanted. What it touched is marked dirty. */
  forget(source: string): Promise<void>;
  /** The same ledger inside a transaction of the same database: reads see what that transaction sees. */
  within(transaction: Knex.Transaction): LedgerWithin;
  /**
   * Calls a listener after each commit of this process that left marks, so that a projector need not wait for its next round. Only a
   * hint: what other replicas record is not heard.
   *
   * @returns how to stop listening.
   */
  onMarked(listener: () => void): () => void;
}
