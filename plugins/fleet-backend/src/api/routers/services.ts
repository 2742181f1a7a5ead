import type { Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { knownScopes, refOf, type RouterOptions } from '../dependencies';
import { filtersOf, getService, listServices } from '../queries/services';

/** Services. */
export function createServicesRouter(options: RouterOptions): Router {
  const { addRoute, database } = options;
  const router = PromiseRouter();

  addRoute(router, 'listServices', {
    reads: 'services',
    handler: async ({ query, visibility }) =>
      listServices(database, {
        selection: {
          visibility,
          scopes: await knownScopes(options),
          team: query.team,
          filters: filtersOf(query),
        },
        query,
      }),
  });

  addRoute(router, 'getService', {
    reads: 'services',
    handler: async ({ params, query, visibility }) =>
      getService(database, {
        ref: refOf(params),
        window: query.window,
        visibility,
        scopes: await knownScopes(options),
      }),
  });

  return router;
}
