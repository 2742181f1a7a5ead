/** What time brings: standings that are due, and gaps in looking that have ended, are marked to be derived again. */
import type { Instant } from '@landfall/backstage-plugin-fleet-common';
import type { Knex } from 'knex';
import { forUpdate } from '../../database/dialect';
import type { Ledger } from '../../ledger/types';

/** So that no transaction grows without end; what is left is marked the next time. */
const LIMIT = 500;

/**
 * Marks what is due. Harmless when several replicas do it at once: a mark too many derives the same again.
 *
 * @returns whether anything was marked.
 */
export async function markDue(options: {
  database: Knex;
  ledger: Ledger;
  now: Instant;
}): Promise<boolean> {
  const { database, now } = options;
  const due: { service: string }[] = await database('standings')
    .distinct('service')
    .where('next_timer', '<=', now)
    .whereNotExists(
      database('dirty')
        .select('dirty.id')
        .whereRaw('dirty.service = standings.service'),
    )
    .limit(LIMIT);
  if (due.length > 0) await options.ledger.mark(due, now);
  return (await markAfterGaps(options)) || due.length > 0;
}

/** After a gap what rests on the scope is derived again: what was pending begins anew. */
async function markAfterGaps(options: {
  database: Knex;
  ledger: Ledger;
  now: Instant;
}): Promise<boolean> {
  const { database, ledger, now } = options;
  const untold = database('scope_gaps').where('told', false);
  if ((await untold.clone().limit(1)).length === 0) return false;
  return database.transaction(async transaction => {
    const gaps: { id: number; source: string; scope: string }[] =
      await forUpdate(
        transaction('scope_gaps')
          .where('told', false)
          .select('id', 'source', 'scope')
          .orderBy('id')
          .limit(LIMIT),
        { transaction, skipLocked: true },
      );
    if (gaps.length === 0) return false;
    const targets: { target: string }[] = await transaction('targets')
      .select('target')
      .whereIn(
        ['source', 'scope'],
        gaps.map(({ source, scope }) => [source, scope]),
      );
    await ledger.within(transaction).mark(targets, now);
    await transaction('scope_gaps')
      .whereIn(
        'id',
        gaps.map(({ id }) => id),
      )
      .update({ told: true });
    return targets.length > 0;
  });
}
