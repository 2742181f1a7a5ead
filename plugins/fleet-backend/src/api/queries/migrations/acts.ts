import {
  instant,
  type MigrationAct,
} from '@landfall/backstage-plugin-fleet-common';
import type { Knex } from 'knex';
import { among } from '../../../database/dialect';
import type { KeptAct } from '../../../migration/acts';
import type { MigrationActRow } from '../../../projections/tables';
import { time, timeOrNull } from '../wire';

/** An act as answers show it, without whether it still holds. */
export type KnownAct = Omit<MigrationAct, 'active'>;

/** An author as people read it: the name of the entity. */
export function authorOf(ref: string): MigrationAct['author'] {
  return { ref, title: ref.slice(ref.indexOf('/') + 1) };
}

/** An act out of its row. */
export function toAct(row: MigrationActRow): KnownAct {
  return {
    id: row.id,
    act: row.act as KnownAct['act'],
    of: row.of,
    stage: row.stage as KnownAct['stage'],
    reason: row.reason,
    link: row.link,
    waitingFor: row.waiting_for,
    expiresAt: timeOrNull(row.expires_at),
    author: authorOf(row.author),
    at: time(row.recorded_at),
  };
}

/** Acts by their ids. */
export async function readActs(
  database: Knex,
  ids: readonly string[],
): Promise<Map<string, KnownAct>> {
  if (ids.length === 0) return new Map();
  const rows: MigrationActRow[] = await database('migration_acts')
    .where(among(database, 'id', ids))
    .select('*');
  return new Map(rows.map(row => [row.id, toAct(row)]));
}

/** An act out of its row, as the engine reads it. */
export function actOfRow(row: MigrationActRow): KeptAct {
  return {
    id: row.id,
    act: row.act as KeptAct['act'],
    of: row.of,
    stage: row.stage as KeptAct['stage'],
    reason: row.reason,
    link: row.link,
    waitingFor: row.waiting_for,
    expiresAt: row.expires_at === null ? null : instant(Number(row.expires_at)),
    author: row.author,
    at: instant(Number(row.recorded_at)),
  };
}
