import type { Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { knownScopes, refOf, type RouterOptions } from '../dependencies';
import { getDeployment, listDeployments } from '../queries/deployments';

/** Deployments of a service, and one with its evidence. */
export function createDeploymentsRouter(options: RouterOptions): Router {
  const { addRoute, database, ledger } = options;
  const router = PromiseRouter();

  addRoute(router, 'listDeployments', {
    reads: 'services',
    handler: async ({ params, query, visibility }) =>
      listDeployments(database, {
        service: refOf(params),
        query,
        visibility,
        scopes: await knownScopes(options),
      }),
  });

  addRoute(router, 'getDeployment', {
    reads: 'services',
    handler: ({ params, visibility }) =>
      getDeployment(database, { id: params.id, visibility, ledger }),
  });

  return router;
}
