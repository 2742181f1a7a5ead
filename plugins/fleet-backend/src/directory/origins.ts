/**
 * Which repositories, jobs and pagers belong to which service: what the catalog says now, for all the past. What leaves the catalog
 * keeps those that it had.
 */
import type { Knex } from 'knex';
import { among, bulkInsert, rawRows, recordset } from '../database/dialect';
import type { ServiceOriginRow, ServiceRow } from './tables';

const COLUMNS = {
  service: 'text',
  origin: 'text',
  directories: 'text',
  environments: 'text',
} as const;

/** A service that has a repository or job, perhaps among others. */
export interface OriginSharer {
  service: string;
  /** See {@link ServiceOriginRow}. */
  directories: readonly string[];
  environments: readonly string[];
  /** Whether the catalog still has it. */
  inCatalog: boolean;
  /** Whether it should run somewhere: a library that shares the repository of a service is not deployed with it. */
  expected: boolean;
}

/**
 * Writes what is different.
 *
 * @param options.services - those that the catalog has.
 * @param options.moved - those that came into the catalog or left it.
 * @returns the services of which something is different, and those that share with one of them: what is whose depends on all of them.
 */
export async function storeOrigins(
  transaction: Knex.Transaction,
  options: {
    services: readonly string[];
    origins: readonly ServiceOriginRow[];
    moved?: readonly string[];
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
  return sharingWith(new Set([...changed, ...(options.moved ?? [])]), {
    changed,
    rows: [...rows, ...options.origins],
  });
}

function sharingWith(
  others: ReadonlySet<string>,
  given: { changed: ReadonlySet<string>; rows: readonly ServiceOriginRow[] },
): string[] {
  const shared = new Set(
    given.rows.flatMap(one => (others.has(one.service) ? one.origin : [])),
  );
  return [
    ...new Set([
      ...given.changed,
      ...given.rows.flatMap(one => (shared.has(one.origin) ? one.service : [])),
    ]),
  ];
}

function textsByService(
  rows: readonly ServiceOriginRow[],
): Map<string, string> {
  const texts = new Map<string, string>();
  const inOrder = [...rows].sort((a, b) => (a.origin < b.origin ? -1 : 1));
  for (const { service, origin, directories, environments } of inOrder) {
    const text = JSON.stringify([origin, directories, environments]);
    texts.set(service, `${texts.get(service) ?? ''}${text}`);
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

/** The services that have the given origins, by origin, each list by name. */
export async function sharersOfOrigins(
  database: Knex,
  origins: readonly string[],
): Promise<Map<string, OriginSharer[]>> {
  const sharers = new Map<string, OriginSharer[]>();
  if (origins.length === 0) {
    return sharers;
  }
  const { sql, bindings } = recordset(
    database,
    { origin: 'text' },
    origins.map(origin => ({ origin })),
  );
  const rows = await rawRows<
    ServiceOriginRow & Pick<ServiceRow, 'in_catalog' | 'expected'>
  >(
    database,
    `select o.*, s.in_catalog, s.expected from ${sql}
     join service_origins o on o.origin = given.origin
     join services s on s.ref = o.service
     order by o.service, o.origin`,
    bindings,
  );
  for (const row of rows) {
    const list = sharers.get(row.origin) ?? [];
    sharers.set(row.origin, list);
    list.push({
      service: row.service,
      directories: JSON.parse(row.directories) as string[],
      environments: JSON.parse(row.environments) as string[],
      inCatalog: Boolean(row.in_catalog),
      expected: Boolean(row.expected),
    });
  }
  return sharers;
}
