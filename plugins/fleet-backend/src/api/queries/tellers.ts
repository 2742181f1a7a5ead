import type { Knex } from 'knex';
import { SCOPES } from '../../sources/tables';

/** What told of services and is still asked: what was taken out of the configuration does not make numbers old. */
export function tellersNow(database: Knex): Knex.QueryBuilder {
  return database('service_tellers as w').whereExists(
    database(`${SCOPES} as c`)
      .select('c.scope')
      .whereRaw('?? = ?? and ?? = ??', [
        'c.source',
        'w.source',
        'c.scope',
        'w.scope',
      ])
      .where('c.configured', true),
  );
}
