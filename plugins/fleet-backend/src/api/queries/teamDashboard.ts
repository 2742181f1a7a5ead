import type { TeamDashboard } from '@landfall/backstage-plugin-fleet-common';
import type { Knex } from 'knex';
import type { Visibility } from '../../permissions/visibility';
import type { RouteRequest } from '../route';
import { KnownScopes } from './scopes';
import { filtersOf, isFiltered, listServices, readScopeKeys } from './services';
import { readTeam } from './teams';
import { readTeamSummary } from './teamSummary';

/**
 * What the dashboard of a team shows: a fixed number of statements in three rounds, however many services there are.
 *
 * @throws NotFoundError when the catalog has no such team.
 */
export async function getTeamDashboard(
  database: Knex,
  options: {
    ref: string;
    query: RouteRequest<'getTeam'>['query'];
    visibility: Visibility;
    scopes: Promise<KnownScopes>;
    timeZone: string;
  },
): Promise<TeamDashboard> {
  const { ref, query, visibility, timeZone } = options;
  const [team, scopes] = await Promise.all([
    readTeam(database, ref),
    options.scopes,
  ]);
  const all = { visibility, scopes, team: ref };
  const filters = filtersOf(query);
  const summary = readTeamSummary(database, {
    selection: all,
    window: query.window,
  });
  const keys = readScopeKeys(database, all);
  const services = listServices(database, {
    selection: { ...all, filters },
    query,
    total: isFiltered(filters)
      ? undefined
      : summary.then(sums => sums.services),
    scopeKeys: isFiltered(filters) ? undefined : keys,
  });
  const [sums, table, seenBy] = await Promise.all([summary, services, keys]);
  return {
    team,
    timeZone,
    summary: sums,
    services: table,
    freshness: scopes.freshness(seenBy),
  };
}
