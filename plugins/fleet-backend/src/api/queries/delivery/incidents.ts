import type { IncidentList } from '@landfall/backstage-plugin-fleet-common';
import type { Knex } from 'knex';
import type { Visibility } from '../../../permissions/visibility';
import type { ServiceIncidentRow } from '../../../projections/delivery/tables';
import { readCursor, writeCursor } from '../../cursor';
import type { RouteRequest } from '../../route';
import { cutPage, pageAfter } from '../keyset';
import type { KnownScopes } from '../scopes';
import { readServiceScopes } from '../services';
import { demandVisible, visibleAmong } from './demandVisible';
import { toIncident } from './metricRows';

/**
 * Incidents of one service, newest first.
 *
 * @throws NotFoundError when there is no such service, or none that the caller may see.
 */
export async function listIncidents(
  database: Knex,
  options: {
    service: string;
    query: RouteRequest<'listIncidents'>['query'];
    visibility: Visibility;
    scopes: KnownScopes;
  },
): Promise<IncidentList> {
  const { service, query, scopes } = options;
  const { limit, cursor, series } = query;
  const identity = { incidentsOf: service, series };
  const after = readCursor({ cursor, query: identity });
  const filtered = () => {
    const table = database('service_incidents').where({ service });
    return series
      ? table.where({ series })
      : table.whereNot({ series: 'elsewhere' });
  };
  const [, [{ n }], rows, keys] = await Promise.all([
    demandVisible(database, options),
    filtered().count({ n: '*' }),
    pageAfter(filtered().select('*'), {
      order: [
        { column: 'opened_at', direction: 'desc' },
        { column: 'id', direction: 'desc' },
      ],
      after,
      limit,
    }),
    readServiceScopes(database, service),
  ]);
  const { page, last } = cutPage<ServiceIncidentRow>(rows, limit);
  const seen = await visibleAmong(database, {
    services: page.flatMap(({ of_service: other }) => other ?? []),
    visibility: options.visibility,
  });
  return {
    items: page.map(row => toIncident(row, seen)),
    total: Number(n),
    nextCursor:
      last && writeCursor(identity, [Number(last.opened_at), last.id]),
    freshness: scopes.freshness(keys),
  };
}
