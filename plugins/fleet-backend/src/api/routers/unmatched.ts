import type { Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { knownScopes, type RouterOptions } from '../dependencies';
import { listUnmatched } from '../queries/unmatched';

/** Workloads without a service or an environment, and services that no source sees. */
export function createUnmatchedRouter(options: RouterOptions): Router {
  const { addRoute, database } = options;
  const router = PromiseRouter();

  addRoute(router, 'listUnmatched', {
    reads: 'sources',
    handler: async ({ query, visibility }) =>
      listUnmatched(database, {
        query,
        visibility,
        scopes: await knownScopes(options),
      }),
  });

  return router;
}
