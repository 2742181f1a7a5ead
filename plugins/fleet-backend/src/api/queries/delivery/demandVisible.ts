import type { Knex } from 'knex';
import { among } from '../../../database/dialect';
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

/** Those among services that the caller may see. */
export async function visibleAmong(
  database: Knex,
  options: { services: readonly string[]; visibility: Visibility },
): Promise<ReadonlySet<string>> {
  const services = [...new Set(options.services)];
  if (services.length === 0) return new Set();
  const query = database('services as s').where(
    among(database, 's.ref', services),
  );
  whereVisible(query, { visibility: options.visibility, services: 's' });
  return new Set(await query.pluck('s.ref'));
}
