import type { Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { knownScopes, refOf, type RouterOptions } from '../dependencies';
import { getTimeline } from '../queries/timeline/timeline';
import { spanOf } from '../queries/timeline/span';

/** What happened to a service over a span of time. */
export function createTimelineRouter(options: RouterOptions): Router {
  const { addRoute, clock, database, timeZone } = options;
  const router = PromiseRouter();

  addRoute(router, 'getTimeline', {
    reads: 'services',
    handler: async ({ params, query, visibility }) =>
      getTimeline(database, {
        service: refOf(params),
        span: spanOf(query, clock.now()),
        visibility,
        scopes: await knownScopes(options),
        timeZone,
      }),
  });

  return router;
}
