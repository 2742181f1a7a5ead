import type { Knex } from 'knex';
import { readServiceResources } from '../../permissions/readResources';
import type { FleetServiceResource } from '../../permissions/resource';
import { whereVisible, type Visibility } from '../../permissions/visibility';
import { unknownService } from '../queries/services';

/**
 * The service that somebody wants to change something about, as rules look at it.
 *
 * @throws NotFoundError when there is none that the caller may see.
 */
export async function readVisibleService(
  database: Knex,
  options: { service: string; visibility: Visibility },
): Promise<FleetServiceResource> {
  const { service, visibility } = options;
  const query = database('services as s').where('s.ref', service);
  whereVisible(query, { visibility, services: 's' });
  const [[seen], [resource]] = await Promise.all([
    query.select('s.ref'),
    readServiceResources(database, [service]),
  ]);
  if (!seen || !resource) throw unknownService(service);
  return resource;
}
