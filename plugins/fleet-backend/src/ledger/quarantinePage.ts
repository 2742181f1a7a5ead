import { instant, type Instant } from '@landfall/backstage-plugin-fleet-common';
import type { Knex } from 'knex';

/** A record that was refused, once however often it came. */
export interface QuarantinedRecord {
  id: number;
  source: string;
  scope: string;
  key: string | null;
  kind: string | null;
  reason: string;
  paths: string[];
  sizeBytes: number;
  count: number;
  lastAt: Instant;
}

/** Refused records, the last that came first, after a place in that order; and how many there are. */
export async function readQuarantine(
  database: Knex,
  options: {
    after: { lastAt: number; id: number } | undefined;
    limit: number;
  },
): Promise<{ records: QuarantinedRecord[]; total: number }> {
  const { after, limit } = options;
  const query = database('quarantine')
    .select('*')
    .orderBy([
      { column: 'last_at', order: 'desc' },
      { column: 'id', order: 'desc' },
    ])
    .limit(limit);
  if (after) {
    query.where(older =>
      older
        .where('last_at', '<', after.lastAt)
        .orWhere(same =>
          same.where('last_at', after.lastAt).andWhere('id', '<', after.id),
        ),
    );
  }
  const [rows, [{ n }]] = await Promise.all([
    query,
    database('quarantine').count({ n: '*' }),
  ]);
  return {
    records: rows.map(row => ({
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
    })),
    total: Number(n),
  };
}
