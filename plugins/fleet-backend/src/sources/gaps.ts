/**
 * When nobody looked at a scope completely for longer than twice its interval. Kept, because what rests on a scope having been looked at all the
 * while must have the same answer later.
 */
import { instant, type Instant } from '@landfall/backstage-plugin-fleet-common';
import type { Knex } from 'knex';
import { forUpdate } from '../database/dialect';
import { GAPS, SCOPES, type ScopeKey, type ScopeRow } from './tables';

/** How late after twice the interval a gap may be found and still count as learnt when it was found; ms. */
const FINDING_MS = 60_000;

/** Whether looks at a scope succeed, complete or not. */
const LOOKED_AT =
  'case when last_success + cast(2000 * interval_seconds as bigint) >= ? then 1 else 0 end';

/** Until when a scope may stay without a complete look, after the one at `last_complete`. */
const ALLOWED = 'last_complete + cast(2000 * interval_seconds as bigint)';

/**
 * Keeps that a complete look succeeded, and ends the gap before it if there was one. Nearly always that is one statement.
 */
export async function completed(
  database: Knex,
  options: {
    key: ScopeKey;
    now: Instant;
    /** Of the first complete look: since when it was looked at, if not now. */
    since?: Instant;
    values: Partial<ScopeRow>;
  },
): Promise<void> {
  const { now, values, since = now } = options;
  const place = { source: options.key.source, scope: options.key.scope };
  const touched = await database(SCOPES)
    .where(place)
    .whereRaw(`${ALLOWED} >= ?`, [now])
    .whereNotExists(database(GAPS).select('id').where(place).whereNull('to_at'))
    .update(values);
  if (touched > 0) return;
  await database.transaction(async transaction => {
    const row: Pick<ScopeRow, 'last_complete'> & {
      allowed: number | string | null;
      looked_at: number | string;
    } = await forUpdate(
      transaction(SCOPES)
        .where(place)
        .first(
          'last_complete',
          transaction.raw(`${ALLOWED} as allowed`),
          transaction.raw(`${LOOKED_AT} as looked_at`, [now]),
        ),
      { transaction },
    );
    // A scope that somebody removed meanwhile.
    if (!row) return;
    const ended = await transaction(GAPS)
      .where(place)
      .whereNull('to_at')
      .update({
        to_at: transaction.raw(
          'case when detected_at > ? then detected_at else ? end',
          [now, now],
        ),
        told: false,
      });
    if (ended === 0 && (row.allowed === null || Number(row.allowed) < now)) {
      await transaction(GAPS).insert({
        ...place,
        from_at: row.last_complete,
        detected_at:
          row.allowed === null ? null : foundAt(Number(row.allowed), now),
        to_at: row.allowed === null ? Math.min(since, now) : now,
        told: false,
        partial: Number(row.looked_at) === 1,
      });
    }
    await transaction(SCOPES).where(place).update(values);
  });
}

/**
 * Begins the gaps of scopes at which nobody has looked completely for too long.
 *
 * @returns whether any began.
 */
export async function beginGaps(
  database: Knex,
  options: { now: Instant },
): Promise<boolean> {
  const { now } = options;
  const rows: (ScopeKey & {
    last_complete: number | string;
    allowed: number | string;
    looked_at: number | string;
  })[] = await database(SCOPES)
    .whereRaw(`${ALLOWED} < ?`, [now])
    .whereNotExists(
      database(GAPS)
        .select('id')
        .whereNull('to_at')
        .whereRaw(
          `${GAPS}.source = ${SCOPES}.source and ${GAPS}.scope = ${SCOPES}.scope`,
        ),
    )
    .select(
      'source',
      'scope',
      'last_complete',
      database.raw(`${ALLOWED} as allowed`),
      database.raw(`${LOOKED_AT} as looked_at`, [now]),
    );
  for (const row of rows) {
    const { source, scope, last_complete, allowed, looked_at } = row;
    // Another replica may find it at the same time.
    await database.raw(
      `insert into ${GAPS} (source, scope, from_at, detected_at, told, partial)
       values (?, ?, ?, ?, ?, ?)
       on conflict (source, scope) where to_at is null do nothing`,
      [
        source,
        scope,
        Number(last_complete),
        foundAt(Number(allowed), now),
        false,
        Number(looked_at) === 1,
      ],
    );
  }
  return rows.length > 0;
}

/**
 * When a gap was learnt: when it was found, or, where nobody was there to find it for long, when it could have been.
 */
function foundAt(allowed: number, now: Instant): Instant {
  return now - allowed <= FINDING_MS ? now : instant(allowed);
}
