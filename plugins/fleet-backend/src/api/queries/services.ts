import type {
  ServiceDetail,
  ServiceList,
  WindowDays,
} from '@landfall/backstage-plugin-fleet-common';
import { NotFoundError } from '@backstage/errors';
import type { Knex } from 'knex';
import {
  isRestricted,
  whereVisible,
  type Visibility,
} from '../../permissions/visibility';
import type { DeliveryOptions } from '../../projections/delivery/options';
import type {
  ServiceRow,
  ServiceStateRow,
  TeamRow,
} from '../../projections/tables';
import type { ScopeKey } from '../../sources/tables';
import type { RouteRequest } from '../route';
import {
  frequencyOf,
  listedServiceColumns,
  withDetails,
  type DetailedService,
} from './listedServices';
import type { KnownScopes } from './scopes';
import { readServicePage } from './servicePage';
import {
  selectServices,
  type ServiceFilters,
  type ServiceSelection,
} from './serviceSelection';
import { readServiceSummaries } from './serviceSummaries';
import { tellersNow } from './tellers';
import { fromJson } from './wire';

/** How services are asked for, with a window that there is. */
export type ListQuery = Omit<
  RouteRequest<'listServices'>['query'],
  'team' | 'window'
> & { window: WindowDays };

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

/** How many services a selection has, and the scopes that see something of them now. */
export interface SelectionExtent {
  total: number;
  scopeKeys: readonly ScopeKey[];
}

/** A page of services. */
export async function listServices(
  database: Knex,
  options: {
    selection: ServiceSelection;
    query: ListQuery;
    /** Where the caller learns it anyway. */
    extent?: Promise<SelectionExtent>;
  },
): Promise<ServiceList> {
  const { selection, query } = options;
  const { scopes } = selection;
  const [page, { total, scopeKeys }] = await Promise.all([
    readServicePage(database, { selection, sort: query }),
    options.extent ?? readExtent(database, selection),
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
    freshness: scopes.freshness(scopeKeys),
  };
}

async function readExtent(
  database: Knex,
  selection: ServiceSelection,
): Promise<SelectionExtent> {
  const [[{ n }], scopeKeys] = await Promise.all([
    selectServices(database, selection).count({ n: '*' }),
    readScopeKeys(database, selection),
  ]);
  return { total: Number(n), scopeKeys };
}

/** The scopes that see something of a selection's services now, or told of how they are delivered. */
export async function readScopeKeys(
  database: Knex,
  selection: ServiceSelection,
): Promise<ScopeKey[]> {
  const selected = selectServices(database, selection).select('s.ref');
  return database('targets')
    .select('source', 'scope')
    .whereIn('service', selected.clone())
    .whereNull('gone_at')
    .union(
      tellersNow(database)
        .select('w.source', 'w.scope')
        .whereIn('w.service', selected),
    );
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
    window: WindowDays;
    /** All that there are. */
    windows: readonly WindowDays[];
    visibility: Visibility;
    scopes: KnownScopes;
    timeZone: string;
    hoursOf: DeliveryOptions['hoursOf'];
  },
): Promise<ServiceDetail> {
  const { ref, window, windows, visibility, scopes } = options;
  const listed = database('services as s')
    .leftJoin('service_state as st', 'st.service', 's.ref')
    .leftJoin('teams as t', 't.ref', 's.owner')
    .where('s.ref', ref)
    .select(...listedServiceColumns, 's.description', 'st.live', 't.time_zone');
  whereVisible(listed, { visibility, services: 's' });
  type Row = DetailedService &
    Pick<ServiceRow, 'description'> &
    Pick<TeamRow, 'time_zone'> &
    Partial<Pick<ServiceStateRow, 'live'>>;
  const found: Row[][] = await Promise.all(
    windows.map(days =>
      withDetails(database, { listed: listed.clone(), window: days }),
    ),
  );
  const rows = found.flat();
  const row = rows[windows.indexOf(window)];
  if (rows.length !== windows.length || !row) throw unknownService(ref);
  const [[summary], keys] = await Promise.all([
    readServiceSummaries(database, {
      // A component that never ran and need not run has no state.
      services: [{ ...row, readiness: row.readiness ?? 'unknown' }],
      scopes,
      window,
    }),
    readServiceScopes(database, ref),
  ]);
  return {
    ...summary,
    description: row.description,
    frequencies: rows.map((each, index) => frequencyOf(each, windows[index])),
    live: row.live ? fromJson(row.live) : [],
    sources: scopes.freshness(keys),
    timeZone: options.timeZone,
    displayTimeZone: options.hoursOf(
      row.owner === null ? null : { ref: row.owner, zone: row.time_zone },
    ).zone,
  };
}

/** The scopes that see something of one service now, or told of how it is delivered. */
export async function readServiceScopes(
  database: Knex,
  service: string,
): Promise<ScopeKey[]> {
  return database('targets')
    .select('source', 'scope')
    .where('service', service)
    .whereNull('gone_at')
    .union(
      tellersNow(database)
        .select('w.source', 'w.scope')
        .where('w.service', service),
    );
}

/** What is said of a service that is not there or not to be seen. */
export function unknownService(ref: string): NotFoundError {
  return new NotFoundError(
    `There is no service ${ref} in the catalog that you may see.`,
  );
}
