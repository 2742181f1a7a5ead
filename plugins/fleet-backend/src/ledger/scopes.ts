import type { JsonValue } from '@backstage/types';
import { instant, type Instant } from '@landfall/backstage-plugin-fleet-common';
import type { Knex } from 'knex';
import { bulkInsert, isPostgres, rawRows } from '../database/dialect';
import type { ScopeContents } from './types';

/** A scope of a source. */
export interface ScopeRef {
  source: string;
  scope: string;
}

/** What a scope recorded last, as it stands while nobody else can record. */
export interface LockedScope {
  cursor: string | null;
  recordedAt: Instant;
}

interface ScopeRow extends ScopeRef {
  cursor: string | null;
  recorded_at: number | string;
  observations: number | string;
  refused: number | string;
}

/**
 * Locks a scope until the transaction ends: two that record the same scope at once take turns, so neither fails, nothing is
 * there twice, and `recorded_at` never goes back within a scope, whatever the clocks of replicas say.
 *
 * On PostgreSQL a transaction that then does nothing for `abandonAfterMs` is given up by the server: a process that was frozen
 * in the middle of it keeps nobody else from recording.
 */
export async function lockScope(
  transaction: Knex,
  options: ScopeRef & { now: Instant; abandonAfterMs: number },
): Promise<LockedScope> {
  const { source, scope, now, abandonAfterMs } = options;
  const [sql, bindings]: [string, string[]] = isPostgres(transaction)
    ? [
        `select cursor, recorded_at, set_config('idle_in_transaction_session_timeout', ?, true)
           from source_cursors where source = ? and scope = ? for update`,
        [String(abandonAfterMs), source, scope],
      ]
    : [
        'select cursor, recorded_at from source_cursors where source = ? and scope = ?',
        [source, scope],
      ];
  // Again, because the row may go between the two statements: somebody made the ledger forget the source.
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const [row] = await rawRows<ScopeRow>(transaction, sql, bindings);
    if (row) {
      return {
        cursor: row.cursor,
        recordedAt: instant(Number(row.recorded_at)),
      };
    }
    await bulkInsert(transaction, {
      table: 'source_cursors',
      columns: {
        source: 'text',
        scope: 'text',
        recorded_at: 'bigint',
        observations: 'bigint',
        refused: 'bigint',
      },
      rows: [{ source, scope, recorded_at: now, observations: 0, refused: 0 }],
      onConflict: '(source, scope) do nothing',
    });
  }
  throw new Error(
    `Scope ${scope} of source ${source} is being removed again and again; try later`,
  );
}

/** Notes what a batch came to. */
export async function updateScope(
  transaction: Knex,
  options: ScopeRef & {
    cursor: string | null;
    recordedAt: Instant;
    added: number;
    refused: number;
  },
): Promise<void> {
  const { source, scope, cursor, recordedAt, added, refused } = options;
  await transaction('source_cursors')
    .where({ source, scope })
    .update({
      cursor,
      recorded_at: recordedAt,
      observations: transaction.raw('observations + ?', [added]),
      refused: transaction.raw('refused + ?', [refused]),
    });
}

/** The cursor of a scope. */
export async function readCursor(
  database: Knex,
  { source, scope }: ScopeRef,
): Promise<JsonValue | undefined> {
  const row: { cursor: string | null } | undefined = await database(
    'source_cursors',
  )
    .where({ source, scope })
    .first('cursor');
  return row?.cursor ? JSON.parse(row.cursor) : undefined;
}

/** What each scope holds. */
export async function readScopes(database: Knex): Promise<ScopeContents[]> {
  const rows: ScopeRow[] = await database('source_cursors')
    .select('*')
    .orderBy(['source', 'scope']);
  return rows.map(row => ({
    source: row.source,
    scope: row.scope,
    recordedAt: instant(Number(row.recorded_at)),
    observations: Number(row.observations),
    refused: Number(row.refused),
  }));
}
