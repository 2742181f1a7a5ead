import type { Knex } from 'knex';
import type { Moment } from './selection';

/**
 * The targets, for use behind `from` or `join`, each with the service that it was known to belong to at a moment: what came to another service later
 * is still the one's that had it then. What was first found out covers all the past.
 */
export function targetsAt(
  database: Knex,
  { moment, as }: { moment: Moment; as: string },
): Knex.Raw {
  if (moment.live) return database.raw('targets as ??', [as]);
  const newest = database('attributions as later')
    .max('later.id')
    .whereRaw('later.target = a.target')
    .where(known =>
      known
        .whereNull('later.valid_from')
        .orWhere('later.recorded_at', '<=', moment.at),
    );
  const attributed = database('targets as t')
    .join('attributions as a', 'a.target', 't.target')
    .where('a.id', newest)
    .select(
      't.target',
      't.platform',
      't.cluster',
      't.source',
      't.scope',
      't.environment',
      't.production',
      'a.service',
    );
  return database.raw('(?) as ??', [attributed, as]);
}
