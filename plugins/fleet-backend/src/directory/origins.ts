/**
 * Which repositories, jobs and pagers belong to which service: what the catalog says now, for all the past. What leaves the catalog
 * keeps those that it had.
 */
import type { Knex } from 'knex';
import { among, bulkInsert, rawRows, recordset } from '../database/dialect';
import type { ServiceOriginRow } from './tables';

const COLUMNS = {
  service: 'text',
  origin: 'text',
  directories: 'text',
} as const;

/**
 * Writes what is different.
 *
 * @param options.services - those that the catalog has.
 * @returns the services of which something is different.
 */
export async function storeOrigins(
  transaction: Knex.Transaction,
  options: {
    services: readonly string[];
    origins: readonly ServiceOriginRow[];
  },
): Promise<string[]> {
  const rows: ServiceOriginRow[] = await transaction('service_origins').select(
    '*',
  );
  const known = textsByService(rows);
  const found = textsByService(options.origins);
  const changed = new Set(
    options.services.filter(
      service => known.get(service) !== found.get(service),
    ),
  );
  if (changed.size > 0) {
    await transaction('service_origins')
      .where(among(transaction, 'service', [...changed]))
      .del();
    await bulkInsert(transaction, {
      table: 'service_origins',
      columns: COLUMNS,
      rows: options.origins.filter(({ service }) => changed.has(service)),
    });
  }
  return [...changed];
}

function textsByService(
  rows: readonly ServiceOriginRow[],
): Map<string, string> {
  const texts = new Map<string, string>();
  const inOrder = [...rows].sort((a, b) => (a.origin < b.origin ? -1 : 1));
  for (const { service, origin, directories } of inOrder) {
    texts.set(
      service,
      `${texts.get(service) ?? ''}${JSON.stringify([origin, directories])}`,
    );
  }
  return texts;
}

/** The services that have the given origins, each with which. */
export async function servicesOfOrigins(
  database: Knex,
  origins: readonly string[],
): Promise<ServiceOriginRow[]> {
  if (origins.length === 0) {
    return [];
  }
  const { sql, bindings } = recordset(
    database,
    { origin: 'text' },
    origins.map(origin => ({ origin })),
  );
  return rawRows<ServiceOriginRow>(
    database,
    `select o.* from ${sql}
     join service_origins o on o.origin = given.origin
     order by o.service, o.origin`,
    bindings,
  );
}

/** The origins of services. */
export async function originsOfServices(
  database: Knex,
  services: readonly string[],
): Promise<ServiceOriginRow[]> {
  return database('service_origins')
    .select('*')
    .where(among(database, 'service', services))
    .orderBy(['service', 'origin']);
}
