import type { Router } from 'express';
import PromiseRouter from 'express-promise-router';
import {
  knownScopes,
  refOf,
  windowOf,
  type RouterOptions,
} from '../dependencies';
import { getTeamDashboard } from '../queries/teamDashboard';
import { listTeams } from '../queries/teams';

/** Teams. Their names are no secret; what is counted is what the caller may see. */
export function createTeamsRouter(options: RouterOptions): Router {
  const { addRoute, database, timeZone } = options;
  const router = PromiseRouter();

  addRoute(router, 'listTeams', {
    reads: 'services',
    handler: async ({ query, visibility }) =>
      listTeams(database, {
        query,
        visibility,
        scopes: await knownScopes(options),
      }),
  });

  addRoute(router, 'getTeam', {
    reads: 'services',
    handler: async ({ params, query, visibility }) =>
      getTeamDashboard(database, {
        ref: refOf(params),
        query: { ...query, window: windowOf(options, query) },
        visibility,
        scopes: knownScopes(options),
        timeZone,
        hoursOf: options.delivery.hoursOf,
      }),
  });

  return router;
}
