/** What is still on its way into what is known of migrations. */
import type { OnTheWay } from '@landfall/backstage-plugin-fleet-common';
import type { Knex } from 'knex';
import { FROM_SCRATCH } from '../context';

/** Tells what is still to be looked at for the first time, or to be derived from the beginning; null if nothing is. By one statement. */
export async function readOnTheWay(database: Knex): Promise<OnTheWay | null> {
  const number = (query: Knex.QueryBuilder) =>
    database.raw('?', [query.count('*')]);
  const scopes = database('source_scopes').where('configured', true);
  const [row]: Record<keyof OnTheWay, number | string>[] =
    await database.select({
      // What failed was looked at.
      firstLooks: number(
        scopes
          .clone()
          .whereNull('last_success')
          .where('consecutive_failures', 0),
      ),
      scopes: number(scopes),
      deriving: number(database('dirty').where('earliest', FROM_SCRATCH)),
    });
  const onTheWay = {
    firstLooks: Number(row.firstLooks),
    scopes: Number(row.scopes),
    deriving: Number(row.deriving),
  };
  return onTheWay.firstLooks + onTheWay.deriving > 0 ? onTheWay : null;
}
