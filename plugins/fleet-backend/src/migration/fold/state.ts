/** All that folding goes on with. Entries are replaced and never changed, so that a state that was given stays what it was. */
import type { Instant } from '@landfall/backstage-plugin-fleet-common';
import type {
  CatalogFacts,
  FoldState,
  StandingValues,
  TargetSight,
} from '../types';

/** Raised with every change of what a state means: a state with another one is of no use, and the service is folded from scratch. */
export const STATE_FORMAT = 3;

/** An incarnation of a target that is there, with the sides on which it counts. */
export interface Live {
  sight: TargetSight;
  /** Of an environment that counts, and matched by *from*. */
  from: boolean;
  to: boolean;
}

/** A target that is gone and was another service's, on the sides on which it counted. */
export interface Other extends Live {
  endedAt: Instant;
}

/** What is known of the looks at a scope. */
export interface Looks {
  everySeconds: number | null;
  /** The newest span in which nobody looked completely. */
  gap: { from: Instant | null; to: Instant | null } | null;
  /** The first complete look ever; null if none is known of. */
  first: Instant | null;
  /** It ever showed the service on this side. */
  from: boolean;
  to: boolean;
}

/** What somebody tells of the traffic on a platform. */
export interface Telling {
  source: string;
  scope: string;
  platform: string;
  requestsPerSecond: number;
  /** Nobody tells any more: only what was told last is known. */
  ended: boolean;
}

/** A rung on the way up, with when it was reached the time before. */
export interface Climbed {
  rung: number;
  at: Instant;
  before: Instant | null;
}

/** The evidence stands at a rung or below it, all the while since then. */
export interface Below {
  rung: number;
  /** When that happened. */
  since: Instant;
  learntAt: Instant;
  /** From when on it was looked at all the while: later than `since` after a gap. */
  start: Instant;
  /** Not the service moved, but a target of it went to another service. */
  attribution: boolean;
}

/** The old side is gone. */
export interface Gone {
  since: Instant;
  learntAt: Instant;
  start: Instant;
}

/** A result of a test. */
export interface Run {
  key: string;
  met: boolean;
  peakRate: number | null;
  at: Instant;
}

/** See the head of this file. */
export interface State extends FoldState {
  /** Of the definition that holds; null without any. */
  version: number | null;
  /** When the migration was first defined. */
  definedAt: Instant | null;
  /** The migration has begun. */
  begun: boolean;
  catalog: CatalogFacts | null;
  /** The definition's filter matches. */
  matched: boolean;
  wave: string | null;
  attribution: Record<string, boolean>;
  live: Record<string, Live>;
  /** Targets of other services that are gone, as they were last, in case they turn out to be this service's under its former name. */
  others: Record<string, Other>;
  looks: Record<string, Looks>;
  traffic: Record<string, Telling>;
  runs: Record<'load_test' | 'stress_test', readonly Run[]>;
  incidents: { open: Record<string, Instant>; lastEnd: Instant | null };
  /** When the first of each side began to be there, as far as seen; null if never. */
  seen: { from: Instant | null; to: Instant | null; serving: boolean };
  /** When the last of each side went. */
  left: { from: Instant | null; to: Instant | null };
  bornOnFromAt: Instant | null;
  /** Where it stands by evidence: a rung, {@link NOWHERE}, or null if it was never seen. */
  rung: number | null;
  since: Instant | null;
  /** When it came to where it was found first; null if it was never found. */
  placedAt: Instant | null;
  climbed: readonly Climbed[];
  below: readonly Below[];
  gone: Gone | null;
  soak: { start: Instant; metAt: Instant | null } | null;
  /** When the plan that holds began to hold; null without one. */
  plannedAt: Instant | null;
  reached: StandingValues['reached'];
  fellBackAt: Instant | null;
  blocked: StandingValues['blocked'];
  override:
    | (NonNullable<StandingValues['override']> & { since: Instant })
    | null;
  request: { act: string; expiresAt: Instant } | null;
  exemption:
    | (NonNullable<StandingValues['exemption']> & { since: Instant })
    | null;
  signOff: { act: string; at: Instant } | null;
  usual: Partial<Record<string, number>>;
  /** What was known last; null while there is nothing to say. */
  values: StandingValues | null;
  /** When time alone would change it next. */
  timer: Instant | null;
}

/** On no rung: seen on neither side now. */
export const NOWHERE = -1;

/** The state before anything was learnt. */
export function emptyState(): State {
  return {
    format: STATE_FORMAT,
    version: null,
    definedAt: null,
    begun: false,
    catalog: null,
    matched: false,
    wave: null,
    attribution: {},
    live: {},
    others: {},
    looks: {},
    traffic: {},
    runs: { load_test: [], stress_test: [] },
    incidents: { open: {}, lastEnd: null },
    seen: { from: null, to: null, serving: false },
    left: { from: null, to: null },
    bornOnFromAt: null,
    rung: null,
    since: null,
    placedAt: null,
    climbed: [],
    below: [],
    gone: null,
    soak: null,
    plannedAt: null,
    reached: {},
    fellBackAt: null,
    blocked: null,
    override: null,
    request: null,
    exemption: null,
    signOff: null,
    usual: {},
    values: null,
    timer: null,
  };
}

/**
 * A state to go on with, free to be changed at its first level and in its records.
 *
 * @throws RangeError when it is of another format.
 */
export function takeUp(given: FoldState | undefined): State {
  if (!given) {
    return emptyState();
  }
  if (given.format !== STATE_FORMAT) {
    throw new RangeError(
      `A state of format ${given.format} cannot be taken up by format ${STATE_FORMAT}: fold from the beginning`,
    );
  }
  const state = given as State;
  return {
    ...state,
    attribution: { ...state.attribution },
    live: { ...state.live },
    others: { ...state.others },
    looks: { ...state.looks },
    traffic: { ...state.traffic },
    usual: { ...state.usual },
  };
}
