/**
 * What the catalog said of services and when, appended to: filters and cuts of migrations ask it, also of the past. What was first said holds for all the
 * past before it.
 */
import type { Instant } from '@landfall/backstage-plugin-fleet-common';
import type { Knex } from 'knex';
import { bulkInsert } from '../database/dialect';
import type { FilterableEntity } from './filterable';
import type { ServiceRow } from './tables';

interface Said {
  service: string;
  facts: string;
  title: string | null;
  search_text: string | null;
}

/**
 * Appends what is different since the last look.
 *
 * @param options.filterable - of the services that the catalog has; of others what was last known holds.
 * @returns the services of which something is different.
 */
export async function storeCatalogHistory(
  transaction: Knex.Transaction,
  options: { filterable: ReadonlyMap<string, FilterableEntity>; now: Instant },
): Promise<string[]> {
  const services: ServiceRow[] = await transaction('services').select('*');
  const newest = transaction('catalog_history')
    .groupBy('service')
    .max({ id: 'id' });
  const rows: Said[] = await transaction('catalog_history')
    .whereIn('id', newest)
    .select('service', 'facts', 'title', 'search_text');
  const known = new Map(rows.map(row => [row.service, row]));
  const changed = services.flatMap((service): Said[] => {
    const before = known.get(service.ref);
    const entity =
      options.filterable.get(service.ref) ??
      (before && (JSON.parse(before.facts) as { entity: unknown }).entity) ??
      {};
    const facts = JSON.stringify({
      entity,
      owner: service.owner,
      system: service.system,
      domain: service.domain,
      tier: service.tier,
      expected: Boolean(service.expected),
      inCatalog: Boolean(service.in_catalog),
    });
    const { title, search_text } = service;
    const same =
      facts === before?.facts &&
      title === before.title &&
      search_text === before.search_text;
    return same ? [] : [{ service: service.ref, facts, title, search_text }];
  });
  await bulkInsert(transaction, {
    table: 'catalog_history',
    columns: {
      service: 'text',
      recorded_at: 'bigint',
      facts: 'text',
      title: 'text',
      search_text: 'text',
    },
    rows: changed.map(row => ({ ...row, recorded_at: options.now })),
  });
  return changed.map(({ service }) => service);
}
