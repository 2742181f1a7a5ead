/**
 * Rows of the read models, as the files `…_read_models.js` and `…_migrations.js` in `migrations/` make them. What the drivers give differs:
 * PostgreSQL gives bigints (every instant) as text, SQLite gives booleans as 0 and 1. So pass what you read through `Number`
 * and `Boolean` before use. JSON is text on both.
 */

import type { MadeFrom } from '@landfall/backstage-plugin-fleet-node';
import type {
  MigrationDefinition,
  Problem,
} from '@landfall/backstage-plugin-fleet-common';
import type {
  BooleanColumn,
  InstantColumn,
  JsonColumn,
} from '../directory/tables';
import type { FoldState, StandingValues } from '../migration/types';

export type {
  AttributionRow,
  BooleanColumn,
  InstantColumn,
  JsonColumn,
  ServiceRow,
  TeamAncestorRow,
  TeamRow,
} from '../directory/tables';

/** What a target runs now, and to whom it belongs now. */
export interface TargetRow {
  /** `targetKey` of its parts. */
  target: string;
  platform: string;
  cluster: string;
  namespace: string;
  workload_kind: string;
  workload: string;
  /** Whose freshness is that of this row. */
  source: string;
  scope: string;
  service: string | null;
  environment: string | null;
  production: BooleanColumn;
  readiness: string;
  desired: number | null;
  ready: number | null;
  paused: BooleanColumn;
  images: JsonColumn<
    { container: string; reference: string; digest?: string }[]
  >;
  version: string;
  /** Since when it has been like this. */
  since: InstantColumn;
  /** When a presence of it was first recorded. */
  first_present: InstantColumn | null;
  /** Since when somebody has looked at it: since its presence was recorded, or a rollout was seen as it happened. */
  observed_since: InstantColumn | null;
  /** When it disappeared; null while it is there. Lists of unmatched workloads leave those that are gone out. */
  gone_at: InstantColumn | null;
  /** When something was last learnt about it. */
  last_change: InstantColumn;
  labels: JsonColumn<Record<string, string>>;
  annotations: JsonColumn<Record<string, string>>;
  /** `UnmatchedReason` of the contract; null when it has a service and an environment. */
  unmatched_reason: string | null;
  candidates: JsonColumn<string[]>;
  remedy: string;
}

/** A rollout as the whole history of its target explains it. */
export interface RolloutRow {
  source: string;
  scope: string;
  key: string;
  target: string;
  at: InstantColumn;
  /** `at`, but never before that of a lower revision of the same incarnation: the order of a target's rollouts. */
  placed_at: InstantColumn;
  finished_at: InstantColumn | null;
  incarnation: string;
  revision: InstantColumn;
  estimated_start: BooleanColumn;
  estimated_finish: BooleanColumn;
  backfilled: BooleanColumn;
  images: JsonColumn<
    { container: string; reference: string; digest?: string }[]
  >;
  /** Equal for equal references. */
  reference_id: string;
  /** The digests by container, those not known taken from earlier rollouts of the same references. */
  digests: JsonColumn<Record<string, string>>;
  configuration: string;
  /** What its author says that the artefact was made from; null where nobody says. */
  made_from: JsonColumn<MadeFrom> | null;
  reported_outcome: string;
  overdue_since: InstantColumn | null;
  crash_looping_since: InstantColumn | null;
  ended: BooleanColumn;
  /** The first on its target with this artefact. */
  first_artefact: BooleanColumn;
  /** The first on its target with this configuration. */
  first_configuration: BooleanColumn;
  version: string;
  previous_version: string | null;
  class: string;
  outcome: string;
  /** To whom the target belonged then. */
  service: string | null;
}

/** One target's part in a deployment, in `DeploymentRow.targets`: the contract's, and where its observation is. */
export interface DeploymentPart {
  target: string;
  platform: string;
  cluster: string;
  namespace: string;
  workload: string;
  class: string;
  outcome: string;
  /** RFC 3339. */
  startedAt: string;
  finishedAt: string | null;
  /** Of the observation behind it. */
  source: string;
  scope: string;
  key: string;
}

/** A deployment; see `deploymentSchema` of the contract. */
export interface DeploymentRow {
  id: string;
  service: string;
  environment: string | null;
  production: BooleanColumn;
  version: string;
  previous_version: string | null;
  class: string;
  outcome: string;
  /** Failed, or open beyond its deadline, which counts as failed meanwhile. */
  failing: BooleanColumn;
  counted: BooleanColumn;
  started_at: InstantColumn;
  /** Orders what began at the same instant: clusters cut times to the second. */
  revision: number | string;
  finished_at: InstantColumn | null;
  duration_seconds: number | null;
  /** The instant by which it falls into a day: its finish where known. */
  counted_at: InstantColumn;
  overdue_since: InstantColumn | null;
  backfilled: BooleanColumn;
  estimated_start: BooleanColumn;
  estimated_finish: BooleanColumn;
  targets: JsonColumn<DeploymentPart[]>;
}

/** Deployment frequency of a service over one window, without its weeks. */
export interface ServiceFrequencyRow {
  service: string;
  window_days: number;
  /** The day, in the portal's zone, for which it holds. */
  day: string;
  deployments: number;
  per_week: number | null;
  previous_per_week: number | null;
  median_days_per_week: number | null;
  median_gap_seconds: number | null;
  /** A day. */
  observed_since: string | null;
}

/** One of a service's newest 14 weeks; the last is running. None before its first observation. */
export interface ServiceWeekRow {
  service: string;
  /** A Monday. */
  week_start: string;
  deployments: number;
  days: number;
  failed: number;
  running: BooleanColumn;
}

/** What lists show and sort by: one row for each service that runs, ran, or should run somewhere. */
export interface ServiceStateRow {
  service: string;
  readiness: string;
  target_count: number;
  /** The newest that is no restart, of production if there is one. */
  last_deployment_id: string | null;
  last_deployment_at: InstantColumn | null;
  last_deployment_outcome: string | null;
  /** Without `data_not_fresh`, which depends on the moment of asking and has rank 4. */
  attention: JsonColumn<string[]>;
  /** Index of the most urgent reason in `attentionReasonSchema`; 99 if none. */
  attention_rank: number;
  live: JsonColumn<
    { environment: string | null; version: string; since: string }[]
  >;
}

/** `version`, `directory`, `zone`, `rebuild`: JSON each. */
export interface ProjectionStateRow {
  name: string;
  value: string;
}

/** One version of the definition of a migration. */
export interface MigrationDefinitionRow {
  id: InstantColumn;
  migration: string;
  version: number;
  recorded_at: InstantColumn;
  /** `configuration`, `api` or `module`. */
  origin: string;
  demo: BooleanColumn;
  /** Null: removed. */
  definition: JsonColumn<MigrationDefinition> | null;
  author: string | null;
  /** What contradicts itself; null for nothing. */
  problems: JsonColumn<Problem[]> | null;
}

/** What a person did about a service in a migration. */
export interface MigrationActRow {
  id: string;
  migration: string;
  service: string;
  act: string;
  of: string | null;
  stage: string | null;
  reason: string;
  link: string | null;
  waiting_for: string | null;
  expires_at: InstantColumn | null;
  author: string;
  recorded_at: InstantColumn;
}

/** How a service stands in a migration: what tables and sums read. */
export interface StandingValuesRow {
  migration: string;
  service: string;
  in_scope: BooleanColumn;
  stage: string | null;
  side: string | null;
  declared: BooleanColumn;
  derived_stage: string | null;
  conflict: BooleanColumn;
  since: InstantColumn;
  share: number | null;
  share_by: string | null;
  traffic_from: number | null;
  traffic_to: number | null;
  traffic_claimed_twice: BooleanColumn;
  health: string | null;
  health_since: InstantColumn | null;
  wave: string | null;
  owner: string | null;
  owner_then: string | null;
  system: string | null;
  domain: string | null;
  tier: string | null;
  from_targets: number;
  from_ready: number;
  to_targets: number;
  to_ready: number;
  born_on_from_at: InstantColumn | null;
  fell_back_at: InstantColumn | null;
  blocked: JsonColumn<StandingValues['blocked']> | null;
  override: JsonColumn<StandingValues['override']> | null;
  exemption: JsonColumn<StandingValues['exemption']> | null;
  next: JsonColumn<StandingValues['next']>;
  reached: JsonColumn<StandingValues['reached']>;
}

/** How a service stands in a migration now, with what folding goes on with. */
export interface StandingRow extends StandingValuesRow {
  state: JsonColumn<FoldState>;
  next_timer: InstantColumn | null;
  /** Up to when what was learnt is in it. */
  folded_through: InstantColumn;
  /** What was learnt lately and is in it. */
  folded: JsonColumn<string[]>;
}

/** From `learnt_at` on it was known that a service stood so. */
export interface StandingHistoryRow extends StandingValuesRow {
  id: InstantColumn;
  learnt_at: InstantColumn;
  at: InstantColumn;
  move: string;
  stage_before: string | null;
  scope_delta: number;
  done_delta: number;
  migrated_delta: number;
}

/** How far a migration was at the end of a day. */
export interface MigrationSnapshotRow {
  migration: string;
  day: string;
  scope: number;
  done: number;
  migrated: number;
  counts: JsonColumn<Record<string, number>>;
  definition_version: number;
  reconstructed: BooleanColumn;
  recorded_at: InstantColumn;
}
