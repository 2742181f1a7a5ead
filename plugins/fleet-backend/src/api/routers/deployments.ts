import type { Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { knownScopes, refOf, type RouterOptions } from '../dependencies';
import { findDeployments } from '../queries/deploymentSearch';
import { demandVisible } from '../queries/delivery/demandVisible';
import { getDeployment, listDeployments } from '../queries/deployments';
import { readTeam } from '../queries/teams';

/** Deployments of all services and of one, and one with its evidence. */
export function createDeploymentsRouter(options: RouterOptions): Router {
  const { addRoute, clock, database, ledger, timeZone } = options;
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

  addRoute(router, 'findDeployments', {
    reads: 'services',
    handler: async ({ query, visibility }) => {
      const answer = await findDeployments(database, {
        query,
        visibility,
        scopes: await knownScopes(options),
        now: clock.now(),
        timeZone,
        hoursOf: options.delivery.hoursOf,
      });
      if (answer.total === 0) {
        // What is mistyped must not look like what has no deployments.
        const { service, team } = query;
        if (service) await demandVisible(database, { service, visibility });
        if (team?.startsWith('group:')) await readTeam(database, team);
      }
      return answer;
    },
  });

  addRoute(router, 'getDeployment', {
    reads: 'services',
    handler: ({ params, visibility }) =>
      getDeployment(database, { id: params.id, visibility, ledger }),
  });

  return router;
}
