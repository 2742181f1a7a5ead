import type { Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { listSources } from '../../sources/listSources';
import type { RouterOptions } from '../dependencies';

/** Sources and their freshness. */
export function createSourcesRouter(options: RouterOptions): Router {
  const { addRoute, database, ledger, clock, problems } = options;
  const router = PromiseRouter();

  addRoute(router, 'listSources', {
    reads: 'sources',
    handler: async () => {
      const now = clock.now();
      const [contents, projection] = await Promise.all([
        ledger.scopes(),
        options.projection(now),
      ]);
      const items = await listSources({ database, now, contents });
      return { items, problems: [...problems], projection };
    },
  });

  return router;
}
