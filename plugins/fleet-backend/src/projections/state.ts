import type { Knex } from 'knex';
import type { DeploymentRules } from '../delivery/deployments';
import type { ProjectionStateRow } from './tables';

/** What the projection remembers of itself, by name. */
export interface ProjectionState {
  /** The derivations by which the read models were made. */
  version: { version: number; delivery?: string } & Partial<DeploymentRules>;
  /** The day, and its zone, for which windows were last marked. */
  day: { day: string; zone: string };
  /** What attribution goes by, besides the catalog, and how often either has changed. */
  directory: { version: number; config: string };
  /** What tools cover, and since when, as text. */
  coverage: string;
  /** The newest mark of a rebuild, and how many marks it began with. */
  rebuild: { lastMark: number; total: number };
  /** Since when authors of acts and definitions have been missing in the catalog, by their references. */
  missingAuthors: Record<string, number>;
}

/** Reads one entry. */
export async function readState<K extends keyof ProjectionState>(
  database: Knex,
  name: K,
): Promise<ProjectionState[K] | undefined> {
  const row: ProjectionStateRow | undefined = await database('projection_state')
    .where({ name })
    .first();
  return row && (JSON.parse(row.value) as ProjectionState[K]);
}

/** Writes one entry. */
export async function writeState<K extends keyof ProjectionState>(
  database: Knex,
  name: K,
  value: ProjectionState[K],
): Promise<void> {
  await database('projection_state')
    .insert({ name, value: JSON.stringify(value) })
    .onConflict('name')
    .merge();
}

/** Removes one entry. */
export async function clearState(
  database: Knex,
  name: keyof ProjectionState,
): Promise<void> {
  await database('projection_state').where({ name }).del();
}
