/**
 * What the engine of migrations is given and what it gives: plain values, so that a state can be kept as JSON and taken up again.
 *
 * How far a service has come is folded from a log of facts in the order in which they were *learnt*. Each fact also says when it *happened*.
 * What was known at T rests on the facts learnt up to T and on nothing else: so an answer about the past cannot change later, and folding
 * the whole log at once gives the same as folding it piece by piece.
 */
import type {
  Instant,
  MigrationDefinition,
  MigrationHealth,
  NextStep,
  SideState,
  Signal,
  Stage,
  ValidationRule,
} from '@landfall/backstage-plugin-fleet-common';

/** A definition with what its template fills in, as it holds from then on. */
export interface ResolvedDefinition
  extends Omit<MigrationDefinition, 'from' | 'to' | 'validation'> {
  from: Signal;
  to: Signal;
  validation: ValidationRule[];
}

/** What the catalog says of a service: what filters and cuts are asked of. */
export interface CatalogFacts {
  /** The parts of the entity that filters may name: kind, metadata, spec; no more than text, numbers, booleans and lists of them. */
  entity: Record<string, unknown>;
  owner: string | null;
  system: string | null;
  domain: string | null;
  tier: string | null;
  /** It says where it runs, or is supposed to run somewhere, although no target of it may have been seen yet. */
  expected: boolean;
  /** False once it left the catalog. */
  inCatalog: boolean;
}

/** What was seen of a target, one version of its presence: what signals are asked of. */
export interface TargetSight {
  target: string;
  source: string;
  scope: string;
  platform: string;
  cluster: string;
  namespace: string;
  workloadKind: string;
  workload: string;
  /** By the mapping; the newest mapping holds for all the past. */
  environment: string | null;
  production: boolean;
  incarnation: string;
  images: { container: string; reference: string }[];
  containers: {
    container: string;
    image: string;
    injected: boolean;
    ports: { port: number; name: string; protocol: string }[];
    environment: string[];
  }[];
  labels: Record<string, string>;
  annotations: Record<string, string>;
  ready: number;
  desired: number | null;
  paused: boolean;
  /** When this incarnation began to be there. */
  at: Instant;
  /** When this state began. */
  since: Instant;
  /** The incarnation is gone. */
  ended: boolean;
  endedAt: Instant | null;
}

/**
 * An act by a person, as the engine is told of it. Who did it is none of its matters: that somebody else approves than asked is checked
 * before an act is kept (`acts.ts`), and must hold although names are taken out later.
 */
export interface Act {
  id: string;
  act:
    | 'override'
    | 'request_exemption'
    | 'approve_exemption'
    | 'reject_exemption'
    | 'block'
    | 'unblock'
    | 'sign_off'
    | 'note'
    | 'withdraw';
  /** The act that it approves, rejects or withdraws. */
  of: string | null;
  stage: Stage | null;
  reason: string;
  link: string | null;
  waitingFor: string | null;
  expiresAt: Instant | null;
}

/** One thing that was learnt about one service in one migration. */
export type Fact = {
  /** When we learnt it. */
  learntAt: Instant;
  /** Orders what was learnt at one instant; unique with `learntAt` and `kind`. */
  order: number;
} & (
  | {
      kind: 'definition';
      /** Its content is asked of {@link FoldEnvironment}, so that no state holds it. */
      version: number;
      /** When its first version was written, which holds for all the past. */
      definedAt: Instant;
      /** The migration was removed; the version counts on. */
      removed: boolean;
    }
  | { kind: 'catalog'; catalog: CatalogFacts }
  /** A target is this service's from then on, or no more. The first one of a target holds for all its past. */
  | { kind: 'attribution'; target: string; mine: boolean }
  | { kind: 'presence'; sight: TargetSight }
  | {
      kind: 'traffic';
      /** Who tells it: source, scope and key of the observation. */
      teller: string;
      source: string;
      scope: string;
      platform: string;
      requestsPerSecond: number;
      since: Instant;
      ended: boolean;
    }
  | {
      kind: 'validation';
      /** Of the observation; a later version of the same run replaces it. */
      key: string;
      rule: 'load_test' | 'stress_test';
      met: boolean;
      peakRate: number | null;
      durationSeconds: number | null;
      link: string | null;
      /** When the test ended. */
      at: Instant;
    }
  | {
      kind: 'incident';
      key: string;
      openedAt: Instant;
      ended: boolean;
      endedAt: Instant | null;
    }
  | { kind: 'act'; act: Act }
  /** Nobody looked at a scope completely between two instants. Learnt when it could be told: after twice the interval. */
  | {
      kind: 'gap';
      source: string;
      scope: string;
      /** Null: nobody ever had. */
      from: Instant | null;
      /** Null: it goes on. A later fact with the same `from` closes it. */
      to: Instant | null;
    }
  /** How often a scope is looked at: what is not told as a gap within twice that, and a minute, was looked at. */
  | { kind: 'looks'; source: string; scope: string; everySeconds: number }
  /** How long a stage usually takes at most (p85), from then on. */
  | { kind: 'usual'; stage: Stage; days: number }
);

/** How a service came to where it stands. `settled_back`: a rung was left that never held for the time of a fall-back. */
export type Move = 'up' | 'fall_back' | 'settled_back' | 'other';

/** Ready instances and targets on one side. */
export interface SideSum {
  targets: number;
  ready: number;
}

/** How a service stands: what tables show of it, and what sums are made of. */
export interface StandingValues {
  /** In the migration's scope: of the catalog, matched by the filter, and ever seen on either side or expected to run. */
  inScope: boolean;
  stage: Stage | null;
  side: SideState | null;
  declared: boolean;
  /** What is derived where somebody set another stage. */
  derivedStage: Stage | null;
  conflict: boolean;
  /** Since when it stands there: when that happened, not when it was learnt. */
  since: Instant;
  /** 0 to 1, rounded to a hundredth. */
  share: number | null;
  shareBy: 'traffic' | 'instances' | null;
  /** Requests per second on each side, where known. */
  trafficFrom: number | null;
  trafficTo: number | null;
  /** Several tell of the same traffic; the highest counts. */
  trafficClaimedTwice: boolean;
  /** Without `unknown`, which depends on the moment of asking. */
  health: Exclude<MigrationHealth, 'unknown'> | null;
  healthSince: Instant | null;
  wave: string | null;
  owner: string | null;
  /** Who owned it when it came to its stage. */
  ownerThen: string | null;
  system: string | null;
  domain: string | null;
  tier: string | null;
  from: SideSum;
  to: SideSum;
  /** Born on the old side since the migration began; null if not. */
  bornOnFromAt: Instant | null;
  fellBackAt: Instant | null;
  blocked: { act: string; since: Instant } | null;
  override: { act: string; stage: Stage; expiresAt: Instant } | null;
  exemption: {
    act: string;
    approval: string | null;
    expiresAt: Instant;
  } | null;
  next: NextStep[];
  /** Rungs with when each was last reached; missing if never. */
  reached: Partial<Record<Stage, Instant>>;
}

/** From `learntAt` on this was known. */
export interface StandingChange {
  learntAt: Instant;
  /** When it happened. */
  at: Instant;
  move: Move;
  values: StandingValues;
}

/** Keeps all that folding goes on with; JSON. Opaque to everybody else. */
export interface FoldState {
  /** Raised with every change of what a state means: older ones are folded anew. */
  format: number;
  [key: string]: unknown;
}

/** What a piece of the log came to. */
export interface FoldResult {
  state: FoldState;
  /** In order; only real differences to what was known before. */
  changes: StandingChange[];
  /** When time alone would change it next: a wave's end, an expiry, a pending retirement. Null if nothing is due. */
  nextTimer: Instant | null;
}

/** What the engine cannot know by itself. */
export interface FoldEnvironment {
  /** A version of the definition; the same object for the same version, since what is worked out of it is kept beside it. */
  definition(version: number): ResolvedDefinition;
  /** Whether an entity filter of a definition matches a service. */
  matchesEntity(
    filter: Record<string, unknown>,
    entity: Record<string, unknown>,
  ): boolean;
  /** The end of a calendar day in the portal's time zone: the first instant after it. */
  endOfDay(day: string): Instant;
  /** The beginning of a calendar day in the portal's time zone. */
  startOfDay(day: string): Instant;
}

/** Folds a piece of the log: {@link foldStanding} in `fold.ts` implements it. */
export type FoldStanding = (options: {
  /** Entity reference: what the baseline names. */
  service: string;
  /** Undefined: from the beginning. */
  state: FoldState | undefined;
  /** Learnt after those that `state` holds, in the order of (`learntAt`, `order`); all of one instant come together. */
  facts: readonly Fact[];
  /** Up to when: what time brings until then is in the result. */
  until: Instant;
  environment: FoldEnvironment;
}) => FoldResult;
