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
      const [contents, { oldest, ...progress }] = await Promise.all([
        ledger.scopes(),
        options.progress(),
      ]);
      const items = await listSources({ database, now, contents });
      return {
        items,
        problems: [...problems],
        projection: {
          ...progress,
          // Of another replica, whose clock may be ahead.
          oldestSeconds:
            oldest === null ? null : Math.max(0, (now - oldest) / 1000),
        },
      };
    },
  });

  return router;
}
