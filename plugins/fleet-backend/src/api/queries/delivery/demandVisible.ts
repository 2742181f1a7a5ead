import type { Knex } from 'knex';
import { whereVisible, type Visibility } from '../../../permissions/visibility';
import { unknownService } from '../services';

/**
 * Makes sure that there is a service that the caller may see.
 *
 * @throws NotFoundError when there is none: which of the two is not told.
 */
export async function demandVisible(
  database: Knex,
  options: { service: string; visibility: Visibility },
): Promise<void> {
  const { service, visibility } = options;
  const query = database('services as s').where('s.ref', service);
  whereVisible(query, { visibility, services: 's' });
  if (!(await query.first('s.ref'))) throw unknownService(service);
}
