import type { Router } from 'express';
import PromiseRouter from 'express-promise-router';
import {
  knownScopes,
  refOf,
  windowOf,
  type RouterOptions,
} from '../dependencies';
import { readRuntime } from '../queries/runtime';
import { filtersOf, getService, listServices } from '../queries/services';
import { readTeam } from '../queries/teams';

/** Services. */
export function createServicesRouter(options: RouterOptions): Router {
  const { addRoute, database } = options;
  const router = PromiseRouter();

  addRoute(router, 'listServices', {
    reads: 'services',
    handler: async ({ query, visibility }) => {
      const { team } = query;
      const answer = await listServices(database, {
        selection: {
          visibility,
          scopes: await knownScopes(options),
          team,
          filters: filtersOf(query),
        },
        query: { ...query, window: windowOf(options, query) },
      });
      if (answer.total === 0 && team?.startsWith('group:')) {
        // A team that is mistyped must not look like one without services.
        await readTeam(database, team);
      }
      return answer;
    },
  });

  addRoute(router, 'getService', {
    reads: 'services',
    handler: async ({ params, query, visibility }) => {
      const { timeZone } = options;
      const window = windowOf(options, query);
      const service = await getService(database, {
        ref: refOf(params),
        window,
        windows: options.choices.chosen.windows.days,
        visibility,
        scopes: await knownScopes(options),
        timeZone,
        hoursOf: options.delivery.hoursOf,
      });
      const runtime = await readRuntime(database, {
        service,
        windowDays: window,
        timeZone,
        now: options.clock.now(),
      });
      return { ...service, runtime };
    },
  });

  return router;
}
