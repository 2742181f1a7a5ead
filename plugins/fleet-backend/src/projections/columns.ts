/** Types of the columns that are written in bulk. */
import type { Knex } from 'knex';
import { bulkInsert, type ColumnType } from '../database/dialect';
import type { AttributionRow } from '../directory/tables';
import type {
  DeploymentRow,
  RolloutRow,
  ServiceFrequencyRow,
  ServiceStateRow,
  ServiceWeekRow,
  TargetRow,
} from './tables';

type Columns<Row> = Record<keyof Row & string, ColumnType>;

export const TARGET_COLUMNS: Columns<TargetRow> = {
  target: 'text',
  platform: 'text',
  cluster: 'text',
  namespace: 'text',
  workload_kind: 'text',
  workload: 'text',
  source: 'text',
  scope: 'text',
  service: 'text',
  environment: 'text',
  production: 'boolean',
  readiness: 'text',
  desired: 'bigint',
  ready: 'bigint',
  paused: 'boolean',
  images: 'text',
  version: 'text',
  since: 'bigint',
  first_present: 'bigint',
  observed_since: 'bigint',
  gone_at: 'bigint',
  last_change: 'bigint',
  labels: 'text',
  annotations: 'text',
  unmatched_reason: 'text',
  candidates: 'text',
  remedy: 'text',
};

export const ATTRIBUTION_COLUMNS: Columns<Omit<AttributionRow, 'id'>> = {
  target: 'text',
  service: 'text',
  valid_from: 'bigint',
  recorded_at: 'bigint',
  correction: 'boolean',
  reason: 'text',
};

export const ROLLOUT_COLUMNS: Columns<RolloutRow> = {
  source: 'text',
  scope: 'text',
  key: 'text',
  target: 'text',
  at: 'bigint',
  placed_at: 'bigint',
  finished_at: 'bigint',
  incarnation: 'text',
  revision: 'bigint',
  estimated_start: 'boolean',
  estimated_finish: 'boolean',
  backfilled: 'boolean',
  images: 'text',
  reference_id: 'text',
  digests: 'text',
  configuration: 'text',
  made_from: 'text',
  reported_outcome: 'text',
  overdue_since: 'bigint',
  crash_looping_since: 'bigint',
  ended: 'boolean',
  first_artefact: 'boolean',
  first_configuration: 'boolean',
  version: 'text',
  previous_version: 'text',
  class: 'text',
  outcome: 'text',
  service: 'text',
};

export const DEPLOYMENT_COLUMNS: Columns<DeploymentRow> = {
  id: 'text',
  service: 'text',
  environment: 'text',
  production: 'boolean',
  version: 'text',
  previous_version: 'text',
  class: 'text',
  outcome: 'text',
  failing: 'boolean',
  counted: 'boolean',
  started_at: 'bigint',
  revision: 'bigint',
  finished_at: 'bigint',
  duration_seconds: 'double precision',
  counted_at: 'bigint',
  overdue_since: 'bigint',
  backfilled: 'boolean',
  estimated_start: 'boolean',
  estimated_finish: 'boolean',
  targets: 'text',
};

export const FREQUENCY_COLUMNS: Columns<ServiceFrequencyRow> = {
  service: 'text',
  window_days: 'bigint',
  day: 'text',
  deployments: 'bigint',
  per_week: 'double precision',
  previous_per_week: 'double precision',
  median_days_per_week: 'double precision',
  median_gap_seconds: 'double precision',
  observed_since: 'text',
};

export const WEEK_COLUMNS: Columns<ServiceWeekRow> = {
  service: 'text',
  week_start: 'text',
  deployments: 'bigint',
  days: 'bigint',
  failed: 'bigint',
  running: 'boolean',
};

export const STATE_COLUMNS: Columns<ServiceStateRow> = {
  service: 'text',
  readiness: 'text',
  target_count: 'bigint',
  last_deployment_id: 'text',
  last_deployment_at: 'bigint',
  last_deployment_outcome: 'text',
  attention: 'text',
  attention_rank: 'bigint',
  live: 'text',
};

/** Inserts rows, and replaces those whose key is there already. */
export async function upsert<Row extends object>(
  database: Knex,
  options: {
    table: string;
    columns: Columns<Row>;
    key: readonly (keyof Row & string)[];
    rows: readonly Row[];
  },
): Promise<void> {
  const { table, columns, key, rows } = options;
  const names = Object.keys(columns) as (keyof Row & string)[];
  const others = names.filter(name => !key.includes(name));
  const quoted = (list: readonly string[]) =>
    list.map(name => `"${name}"`).join(', ');
  await bulkInsert(database, {
    table,
    columns,
    rows,
    onConflict: `(${quoted(key)}) do ${
      others.length === 0
        ? 'nothing'
        : `update set ${others
            .map(name => `"${name}" = excluded."${name}"`)
            .join(', ')}`
    }`,
  });
}
