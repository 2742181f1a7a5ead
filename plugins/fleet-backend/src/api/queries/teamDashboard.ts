import type { TeamDashboard } from '@landfall/backstage-plugin-fleet-common';
import type { Knex } from 'knex';
import { isZone } from '../../delivery/workingHours';
import type { Visibility } from '../../permissions/visibility';
import type { DeliveryOptions } from '../../projections/delivery/options';
import { KnownScopes } from './scopes';
import { readSelectionSums } from './selectionSums';
import {
  filtersOf,
  isFiltered,
  listServices,
  type ListQuery,
} from './services';
import { readTeam } from './teams';

/**
 * What the dashboard of a team shows: a fixed number of statements in three rounds, however many services there are.
 *
 * @throws NotFoundError when the catalog has no such team.
 */
export async function getTeamDashboard(
  database: Knex,
  options: {
    ref: string;
    query: ListQuery;
    visibility: Visibility;
    scopes: Promise<KnownScopes>;
    timeZone: string;
    hoursOf: DeliveryOptions['hoursOf'];
  },
): Promise<TeamDashboard> {
  const { ref, query, visibility, timeZone } = options;
  const [{ team, owner }, scopes] = await Promise.all([
    readTeam(database, ref),
    options.scopes,
  ]);
  const all = { visibility, scopes, team: ref };
  const filters = filtersOf(query);
  const sums = readSelectionSums(database, {
    selection: all,
    window: query.window,
  });
  const services = listServices(database, {
    selection: { ...all, filters },
    query,
    extent: isFiltered(filters)
      ? undefined
      : sums.then(({ summary, scopeKeys }) => ({
          total: summary.services,
          scopeKeys,
        })),
  });
  const [{ summary, scopeKeys }, table] = await Promise.all([sums, services]);
  return {
    team,
    timeZone,
    displayTimeZone: options.hoursOf(owner).zone,
    ...(owner.zone !== null &&
      !isZone(owner.zone) && { unknownTimeZone: owner.zone }),
    summary,
    services: table,
    freshness: scopes.freshness(scopeKeys),
  };
}
