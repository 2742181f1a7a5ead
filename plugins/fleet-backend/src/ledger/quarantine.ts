/**
 * What was refused: identifiers, the paths that failed and the size, never values. The same refusal of the same record is counted,
 * not kept again; of each source the newest are kept.
 */
import { instant, type Instant } from '@landfall/backstage-plugin-fleet-common';
import type { Knex } from 'knex';
import { bulkInsert } from '../database/dialect';
import type { ScopeRef } from './scopes';
import type { Refusal } from './types';

/** How many refusals of one source are kept. */
const QUARANTINE_LIMIT = 1_000;

/** A refusal that was kept aside. */
export interface Quarantined extends Refusal, ScopeRef {
  id: number;
  /** How often it was refused for this reason. */
  count: number;
  lastAt: Instant;
}

/** Where a page of refusals begins: after this one. */
export interface QuarantinePosition {
  lastAt: Instant;
  id: number;
}

interface QuarantineRow extends ScopeRef {
  id: number | string;
  key: string;
  kind: string | null;
  reason: string;
  paths: string;
  size_bytes: number | string;
  count: number | string;
  last_at: number | string;
}

/** Keeps refusals of one batch aside, and lets go of the oldest of the source beyond the limit. */
export async function keepAside(
  transaction: Knex,
  options: ScopeRef & {
    refusals: readonly Refusal[];
    at: Instant;
    limit?: number;
  },
): Promise<void> {
  const { source, scope, refusals, at, limit = QUARANTINE_LIMIT } = options;
  const rows = new Map<string, object & { count: number }>();
  for (const refusal of refusals) {
    const id = JSON.stringify([refusal.key, refusal.reason]);
    const row = {
      source,
      scope,
      key: refusal.key ?? '',
      kind: refusal.kind,
      reason: refusal.reason,
      paths: JSON.stringify(refusal.paths),
      size_bytes: refusal.sizeBytes,
      count: (rows.get(id)?.count ?? 0) + 1,
      last_at: at,
    };
    rows.set(id, row);
  }
  await bulkInsert(transaction, {
    table: 'quarantine',
    columns: {
      source: 'text',
      scope: 'text',
      key: 'text',
      kind: 'text',
      reason: 'text',
      paths: 'text',
      size_bytes: 'bigint',
      count: 'bigint',
      last_at: 'bigint',
    },
    rows: [...rows.values()],
    onConflict: `(source, scope, key, reason) do update set
      kind = excluded.kind, paths = excluded.paths, size_bytes = excluded.size_bytes,
      last_at = excluded.last_at, count = quarantine.count + excluded.count`,
  });
  await transaction('quarantine')
    .where({ source })
    .whereNotIn(
      'id',
      transaction('quarantine')
        .select('id')
        .where({ source })
        .orderBy([
          { column: 'last_at', order: 'desc' },
          { column: 'id', order: 'desc' },
        ])
        .limit(limit),
    )
    .del();
}

/** A page of what was refused, the newest first, with how many there are in all. */
export async function listQuarantine(
  database: Knex,
  options: { limit: number; after?: QuarantinePosition },
): Promise<{
  items: Quarantined[];
  total: number;
  next: QuarantinePosition | undefined;
}> {
  const { limit, after } = options;
  const page = database('quarantine')
    .select('*')
    .orderBy([
      { column: 'last_at', order: 'desc' },
      { column: 'id', order: 'desc' },
    ])
    .limit(limit + 1);
  if (after) {
    page.where(place =>
      place
        .where('last_at', '<', after.lastAt)
        .orWhere(same =>
          same.where('last_at', after.lastAt).where('id', '<', after.id),
        ),
    );
  }
  const rows: QuarantineRow[] = await page;
  const [{ count }] = await database('quarantine').count({ count: '*' });
  const items = rows.slice(0, limit).map(row => ({
    id: Number(row.id),
    source: row.source,
    scope: row.scope,
    key: row.key === '' ? null : row.key,
    kind: row.kind,
    reason: row.reason,
    paths: JSON.parse(row.paths),
    sizeBytes: Number(row.size_bytes),
    count: Number(row.count),
    lastAt: instant(Number(row.last_at)),
  }));
  const last = items[items.length - 1];
  return {
    items,
    total: Number(count),
    next:
      rows.length > limit ? { lastAt: last.lastAt, id: last.id } : undefined,
  };
}
