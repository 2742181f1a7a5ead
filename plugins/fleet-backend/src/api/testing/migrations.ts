/** Migrations in the read models, for tests of what reads them. */
import {
  migrationDefinitionSchema,
  type MigrationDefinitionInput,
} from '@landfall/backstage-plugin-fleet-common';
import type { Knex } from 'knex';
import { countedOf } from '../../projections/migrations/rows';
import type {
  MigrationActRow,
  StandingHistoryRow,
  StandingValuesRow,
} from '../../projections/tables';
import { NOW } from './company';

/** Milliseconds. */
export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
/** The migration of these tests. */
export const MOVE = 'helios-to-kubernetes';

/** A definition that says what it must. */
export function definitionOf(
  given: Partial<MigrationDefinitionInput> = {},
): MigrationDefinitionInput {
  return {
    id: MOVE,
    title: 'Helios to Kubernetes',
    template: 'helios-to-kubernetes',
    owner: 'group:default/platform',
    start: '2026-01-05',
    target: '2026-12-18',
    ...given,
  };
}

/** Adds a version of a definition. */
export async function addDefinition(
  database: Knex,
  given: Partial<MigrationDefinitionInput> = {},
  options: {
    version?: number;
    at?: number;
    origin?: string;
    demo?: boolean;
  } = {},
): Promise<void> {
  const definition = migrationDefinitionSchema.parse(definitionOf(given));
  await database('migration_definitions').insert({
    migration: definition.id,
    version: options.version ?? 1,
    recorded_at: options.at ?? NOW - 300 * DAY,
    origin: options.origin ?? 'configuration',
    demo: options.demo ?? false,
    definition: JSON.stringify(definition),
    author: null,
    problems: '[]',
  });
}

/** How a service stood from a moment on. */
export type Past = Partial<
  Omit<StandingHistoryRow, 'migration' | 'service'>
> & {
  daysAgo: number;
};

/** Adds how a service stood, oldest first; the last is how it stands. */
export async function addStanding(
  database: Knex,
  service: string,
  past: readonly Past[],
  migration: string = MOVE,
): Promise<void> {
  let before: StandingValuesRow | undefined;
  for (const { daysAgo, ...given } of past) {
    const learnt = NOW - daysAgo * DAY;
    const { learnt_at, at, move, id, ...values } = given;
    const row: StandingValuesRow = {
      migration,
      service: `component:default/${service}`,
      in_scope: true,
      stage: null,
      side: null,
      declared: false,
      derived_stage: null,
      conflict: false,
      since: learnt,
      share: null,
      share_by: null,
      traffic_from: null,
      traffic_to: null,
      traffic_claimed_twice: false,
      health: null,
      health_since: null,
      wave: null,
      owner: 'group:default/payments',
      owner_then: 'group:default/payments',
      system: null,
      domain: null,
      tier: null,
      from_targets: 1,
      from_ready: 1,
      to_targets: 0,
      to_ready: 0,
      born_on_from_at: null,
      fell_back_at: null,
      blocked: null,
      override: null,
      exemption: null,
      next: '[]',
      reached: '{}',
      ...values,
    };
    const [was, is] = [countedOf(before), countedOf(row)];
    await database('standing_history').insert({
      ...row,
      learnt_at: learnt_at ?? learnt,
      at: at ?? learnt,
      move: move ?? 'up',
      stage_before: before?.stage ?? null,
      scope_delta: is.scope - was.scope,
      done_delta: is.done - was.done,
      migrated_delta: is.migrated - was.migrated,
    });
    before = row;
  }
  await database('standings').insert({
    ...before,
    state: '{}',
    next_timer: null,
    folded_through: NOW,
    folded: '[]',
  });
}

/** Adds an act; its id. */
export async function addAct(
  database: Knex,
  given: Partial<MigrationActRow> & Pick<MigrationActRow, 'id' | 'act'>,
): Promise<string> {
  const row: MigrationActRow = {
    migration: MOVE,
    service: 'component:default/cart',
    of: null,
    stage: null,
    reason: 'Because of it',
    link: null,
    waiting_for: null,
    expires_at: null,
    author: 'user:default/ann',
    recorded_at: NOW - DAY,
    ...given,
  };
  await database('migration_acts').insert(row);
  return row.id;
}
