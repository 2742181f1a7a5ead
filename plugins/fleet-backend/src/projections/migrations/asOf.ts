import type { Instant } from '@landfall/backstage-plugin-fleet-common';
import type { Knex } from 'knex';

/**
 * How each service was known to stand at a moment of the past: its newest row of the history that was learnt by then.
 *
 * @param options.migration - all migrations where it is left out.
 */
export function standingsAt(
  database: Knex,
  options: { migration?: string; at: Instant },
): Knex.QueryBuilder {
  const newest = database('standing_history')
    .where('learnt_at', '<=', options.at)
    .groupBy('migration', 'service')
    .max({ id: 'id' });
  if (options.migration !== undefined) {
    newest.where('migration', options.migration);
  }
  return database('standing_history').whereIn('id', newest).select('*');
}
