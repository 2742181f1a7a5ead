/** What is still on its way into what is known of migrations. */
import type { OnTheWay } from '@landfall/backstage-plugin-fleet-common';
import type { Knex } from 'knex';
import { FROM_SCRATCH } from '../context';

/** The scopes that are looked at for the first time: then the past is not told to its end. What failed was looked at. */
export function firstLooks(database: Knex): Knex.QueryBuilder {
  return database('source_scopes')
    .where('configured', true)
    .whereNull('last_success')
    .where('consecutive_failures', 0);
}

/** Tells what is still to be looked at for the first time, or to be derived from the beginning; null if nothing is. By one statement. */
export async function readOnTheWay(database: Knex): Promise<OnTheWay | null> {
  const number = (query: Knex.QueryBuilder) =>
    database.raw('?', [query.count('*')]);
  const [row]: Record<keyof OnTheWay, number | string>[] =
    await database.select({
      firstLooks: number(firstLooks(database)),
      scopes: number(database('source_scopes').where('configured', true)),
      deriving: number(database('dirty').where('earliest', FROM_SCRATCH)),
    });
  const onTheWay = {
    firstLooks: Number(row.firstLooks),
    scopes: Number(row.scopes),
    deriving: Number(row.deriving),
  };
  return onTheWay.firstLooks + onTheWay.deriving > 0 ? onTheWay : null;
}
