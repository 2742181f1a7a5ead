import type {
  RouteName,
  ServiceDetail,
  ServiceList,
} from '@landfall/backstage-plugin-fleet-common';
import { NotFoundError } from '@backstage/errors';
import type { Knex } from 'knex';
import {
  isRestricted,
  whereVisible,
  type Visibility,
} from '../../permissions/visibility';
import type { ServiceRow, ServiceStateRow } from '../../projections/tables';
import type { ScopeKey } from '../../sources/tables';
import type { RouteRequest } from '../route';
import { readFrequencies } from './frequencies';
import type { KnownScopes } from './scopes';
import { readServicePage } from './servicePage';
import {
  selectServices,
  type ServiceFilters,
  type ServiceSelection,
} from './serviceSelection';
import { readServiceSummaries } from './serviceSummaries';
import { fromJson } from './wire';

type ListQuery = RouteRequest<'listServices' & RouteName>['query'];

/** The filters of a query that asks for services. */
export function filtersOf(query: ServiceFilters): ServiceFilters {
  const { platform, cluster, environment, readiness, outcome } = query;
  const { attention, text } = query;
  return {
    platform,
    cluster,
    environment,
    readiness,
    outcome,
    attention,
    text,
  };
}

/** Whether any filter is set. */
export function isFiltered(filters: ServiceFilters): boolean {
  return Object.values(filters).some(value => value !== undefined);
}

/** A page of services. */
export async function listServices(
  database: Knex,
  options: {
    selection: ServiceSelection;
    query: Omit<ListQuery, 'team'>;
    /** How many the selection has, where the caller knows already. */
    total?: Promise<number>;
    /** The scopes behind the whole selection, where the caller knows already. */
    scopeKeys?: Promise<readonly ScopeKey[]>;
  },
): Promise<ServiceList> {
  const { selection, query } = options;
  const { scopes } = selection;
  const [page, total, keys] = await Promise.all([
    readServicePage(database, { selection, sort: query }),
    options.total ?? countServices(database, selection),
    options.scopeKeys ?? readScopeKeys(database, selection),
  ]);
  return {
    items: await readServiceSummaries(database, {
      services: page.services,
      scopes,
      window: query.window,
    }),
    total,
    nextCursor: page.nextCursor,
    restricted: isRestricted(selection.visibility),
    freshness: scopes.freshness(keys),
  };
}

/** How many services a selection has. */
export async function countServices(
  database: Knex,
  selection: ServiceSelection,
): Promise<number> {
  const [row] = await selectServices(database, selection).count({ n: '*' });
  return Number(row.n);
}

/** The scopes that see something of a selection's services now. */
export async function readScopeKeys(
  database: Knex,
  selection: ServiceSelection,
): Promise<ScopeKey[]> {
  return database('targets')
    .distinct('source', 'scope')
    .whereIn('service', selectServices(database, selection).select('s.ref'))
    .whereNull('gone_at');
}

/**
 * One service with all windows.
 *
 * @throws NotFoundError when there is none, or none that the caller may see: which of the two is not told.
 */
export async function getService(
  database: Knex,
  options: {
    ref: string;
    window: ListQuery['window'];
    visibility: Visibility;
    scopes: KnownScopes;
  },
): Promise<ServiceDetail> {
  const { ref, window, visibility, scopes } = options;
  const query = database('services as s')
    .leftJoin('service_state as st', 'st.service', 's.ref')
    .where('s.ref', ref)
    .select('s.*', 'st.*');
  whereVisible(query, { visibility, services: 's' });
  const row: (ServiceRow & Partial<ServiceStateRow>) | undefined =
    await query.first();
  if (!row) throw unknownService(ref);
  const [[summary], frequencies, keys] = await Promise.all([
    readServiceSummaries(database, {
      // A component that never ran and need not run has no state.
      services: [
        {
          ...row,
          readiness: row.readiness ?? 'unknown',
          last_deployment_id: row.last_deployment_id ?? null,
          attention: row.attention ?? '[]',
          attention_rank: row.attention_rank ?? 99,
        },
      ],
      scopes,
      window,
    }),
    readFrequencies(database, { services: [ref], windows: [7, 30, 90] }),
    database('targets')
      .distinct<ScopeKey[]>('source', 'scope')
      .where('service', ref)
      .whereNull('gone_at'),
  ]);
  return {
    ...summary,
    description: row.description,
    frequencies: ([7, 30, 90] as const).map(days => frequencies.get(ref, days)),
    live: row.live ? fromJson(row.live) : [],
    sources: scopes.freshness(keys),
  };
}

/** What is said of a service that is not there or not to be seen. */
export function unknownService(ref: string): NotFoundError {
  return new NotFoundError(
    `There is no service ${ref} in the catalog that you may see.`,
  );
}
