import type { Clock } from '@landfall/backstage-plugin-fleet-node';
import type { Knex } from 'knex';
import { forUpdate } from '../database/dialect';
import type { ScopeRef } from './scopes';

/** How often scopes that appear meanwhile are gone after. */
const ROUNDS = 5;

async function forgetScope(
  transaction: Knex,
  place: ScopeRef,
  clock: Clock,
): Promise<void> {
  // Nobody records for the scope until it is gone. Only what belongs to the locked scope is touched, so that there is nothing to wait
  // for while others wait for us.
  await forUpdate(transaction('source_cursors').where(place), { transaction });
  for (const subject of ['target', 'service', 'origin']) {
    await transaction.raw(
      `insert into dirty (??, earliest, marked_at)
       select ??, min(at), ? from observations
       where source = ? and scope = ? and ?? is not null group by ??`,
      [
        subject,
        subject,
        clock.now(),
        place.source,
        place.scope,
        subject,
        subject,
      ],
    );
  }
  for (const table of ['observations', 'quarantine', 'source_cursors']) {
    await transaction(table).where(place).del();
  }
}

/**
 * Removes everything of a source, scope by scope, and marks what it touched, from the earliest instant on, so that the read models let
 * go of it as well. When it is cut off in the middle, the rest goes when it is called again.
 *
 * @throws Error when the source goes on recording.
 */
export async function forgetSource(
  database: Knex,
  options: { source: string; clock: Clock },
): Promise<void> {
  const { source, clock } = options;
  for (let round = 0; round < ROUNDS; round += 1) {
    const scopes: ScopeRef[] = await database('source_cursors')
      .where({ source })
      .select('source', 'scope')
      .orderBy('scope');
    if (scopes.length === 0) {
      return;
    }
    for (const place of scopes) {
      await database.transaction(transaction =>
        forgetScope(transaction, place, clock),
      );
    }
  }
  throw new Error(
    `Source ${source} records while it is being forgotten; stop it first`,
  );
}
