import type { LoggerService } from '@backstage/backend-plugin-api';
import type { JsonValue } from '@backstage/types';
import type { Instant, Problem } from '@landfall/backstage-plugin-fleet-common';
import type {
  Observation,
  ObservationInput,
  ObservationKind,
} from './observations/observation';

/** The time; an argument everywhere, so that tests and reviews can set it. @public */
export interface Clock {
  /** The present moment. */
  now(): Instant;
}

/** What a look at a system came to. @public */
export interface Look {
  /** Whether it saw all that this scope can see: false when a kind is forbidden, a page failed. */
  complete: boolean;
  /** What is wrong, in words that say what to do. Empty when all is well. */
  problems: Problem[];
  /** Since when it was looked at, for the first complete look of a source of made-up data; heeded of no other. */
  since?: Instant;
}

/**
 * What the runner gives to a scope while it runs.
 *
 * @public
 */
export interface SourceContext {
  /**
   * Hands observations over, in order. Resolves when there is room for more: await it, that is the back-pressure. They
   * are recorded in batches, at the latest after 200 ms, each batch in one transaction with the newest `cursor` that came with
   * or before its last observation. Malformed ones are refused and kept aside; the rest is recorded.
   *
   * With `learntAt` a source of made-up data (`Source.demo`) may tell a past as if it had been learnt at the time: in the order
   * of time, and before anything that was learnt later. Refused of every other source.
   */
  report(
    observations: readonly ObservationInput[],
    options?: { cursor?: JsonValue; learntAt?: Instant },
  ): Promise<void>;
  /**
   * Resolves when everything reported so far is durable.
   *
   * @throws Error when it could not be recorded; what was not recorded must be reported again, so let `run` fail.
   */
  flush(): Promise<void>;
  /** The cursor that was last recorded with a batch of this scope. */
  readonly cursor: JsonValue | undefined;
  /**
   * The scope's own observations that have not ended, newest version each: with them a source picks up after a restart what
   * it had left open. In pages, in order of key.
   */
  open(kind: ObservationKind): AsyncIterable<Observation>;
  /**
   * Says that a look succeeded now, or that a watch is alive and up to date. Call it at least every `intervalSeconds`.
   * It is kept once per scope and costs no observation.
   */
  seen(look: Look): Promise<void>;
  /** Keyed fingerprint (HMAC-SHA-256, hex): equal texts have equal ones and nothing else can be learnt from it. */
  fingerprint(text: string): string;
  /** Aborted when the portal stops, the lease is lost or the time is up: stop soon. */
  readonly signal: AbortSignal;
  /** Says source and scope with every line. Never log values of configuration. */
  readonly logger: LoggerService;
  /** The only clock that a source may ask. */
  readonly clock: Clock;
}

/** What both modes of a scope have. @public */
export interface ScopeBase {
  /** Cluster, master or repository; unique within the source and stable. */
  scope: string;
  /** How often it is looked at; freshness is judged by it. */
  intervalSeconds: number;
  /** What is known not to have happened where a complete look tells nothing of it; left out where that says nothing. */
  covers?: ScopeCoverage;
}

/**
 * What a scope covers: kinds of which a complete look finds all that there is, so that where it tells of none there was none. A system that only tells by itself covers
 * nothing.
 *
 * @public
 */
export interface ScopeCoverage {
  /** Such as `incident`. */
  kinds: readonly ObservationKind[];
  /** How the origins of services begin of which it would tell, such as `pagerduty:`; null where it would tell of any service. */
  originPrefix: string | null;
}

/** A scope that is looked at again and again, by one replica at a time. @public */
export interface PollScope extends ScopeBase {
  /** Tells it from a watch. */
  mode: 'poll';
  /** After this many seconds the look is aborted. */
  timeoutSeconds: number;
  /** One look. A rejection is a failed look: its message is shown after redaction, so it must say what to do. */
  run(context: SourceContext): Promise<Look>;
}

/** A scope that is watched under a lease, by one replica at a time. @public */
export interface WatchScope extends ScopeBase {
  /** Tells it from a poll. */
  mode: 'watch';
  /**
   * Watches until `signal` is aborted, then resolves. A rejection is a failure, after which the runner starts it again with back-off;
   * short troubles of a connection are the watch's own business, reported through `seen`.
   */
  run(context: SourceContext): Promise<void>;
}

/** One scope of a source. @public */
export type Scope = PollScope | WatchScope;

/** What came of observations that a system told by itself. @public */
export interface AcceptedObservations {
  /** Those that were refused, and are kept aside: which, why, and where they are wrong. The rest is recorded. */
  refused: { key: string | null; reason: string; paths: string[] }[];
}

/** Takes in what a system tells by itself, see `Source.connect`. @public */
export interface SourceInbox {
  /**
   * Records observations of a scope of the source. Resolves when they are durable: answer a webhook only then.
   *
   * @throws Error when they could not be recorded, or too many wait: let the other side try again.
   */
  accept(
    scope: string,
    observations: readonly ObservationInput[],
  ): Promise<AcceptedObservations>;
  /**
   * What is recorded under some keys of a scope, newest version each, without those that nobody reported: for a system whose messages tell only
   * what changed.
   */
  known(
    scope: string,
    keys: readonly string[],
  ): Promise<ReadonlyMap<string, Observation>>;
}

/**
 * Observes one external system, reports what it saw, and decides nothing.
 *
 * @public
 */
export interface Source {
  /** Stable; part of the identity of every observation. */
  id: string;
  /** Name for people. */
  title: string;
  /** The kinds that it can report. */
  observes: readonly ObservationKind[];
  /**
   * Leave it out where all annotations of workloads are kept, or none exist. Otherwise what migrations ask for beyond these is never seen, which is said
   * of their definitions.
   */
  annotations?: {
    /** Names of those that are kept, in which `*` stands for any characters. */
    kept: readonly string[];
    /** The key of the configuration that adds to them. */
    key: string;
  };
  /** Made-up data: marked as such wherever shown, and removed when the source is no longer installed. */
  demo?: boolean;
  /** What is wrong with its configuration. The portal starts nevertheless. */
  problems?: readonly Problem[];
  /** What it looks at; may be empty when nothing is configured. */
  scopes: readonly Scope[];
  /** Called once, when the portal can record: what the system tells by itself, such as by webhooks, goes into the inbox. */
  connect?(inbox: SourceInbox): void;
}

/**
 * An error of a source that says what to do.
 *
 * @public
 */
export class SourceError extends Error {
  /** What somebody should do. */
  readonly fix: string;

  constructor(message: string, options: { fix: string; cause?: unknown }) {
    super(message, { cause: options.cause });
    this.name = 'SourceError';
    this.fix = options.fix;
  }
}
