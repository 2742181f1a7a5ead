import type { Router } from 'express';
import PromiseRouter from 'express-promise-router';
import {
  knownScopes,
  refOf,
  windowOf,
  type RouterOptions,
} from '../dependencies';
import {
  getCompanyMetrics,
  getTeamMetrics,
} from '../queries/delivery/distributions';
import { listEnvironments } from '../queries/delivery/environments';
import { listIncidents } from '../queries/delivery/incidents';
import { getServiceMetricChange } from '../queries/delivery/metricChange';
import { listQuality } from '../queries/delivery/quality';
import { listQualityGroups } from '../queries/delivery/qualityGroups';
import { getServiceMetrics } from '../queries/delivery/serviceMetrics';
import { getTeamMetricChange } from '../queries/delivery/teamMetricChange';
import { demandTeam } from '../queries/teams';

/** How services are delivered, alone and together, and what keeps numbers from being known. */
export function createDeliveryRouter(options: RouterOptions): Router {
  const { addRoute, clock, database, timeZone } = options;
  const router = PromiseRouter();

  addRoute(router, 'getServiceMetrics', {
    reads: 'services',
    handler: async ({ params, query, visibility }) =>
      getServiceMetrics(database, {
        service: refOf(params),
        windowDays: windowOf(options, query),
        visibility,
        scopes: await knownScopes(options),
        timeZone,
        now: clock.now(),
        bands: options.bands ?? null,
      }),
  });

  addRoute(router, 'getServiceMetricChange', {
    reads: 'services',
    handler: async ({ params, query, visibility }) =>
      getServiceMetricChange(database, {
        service: refOf(params),
        metric: params.metric,
        windowDays: windowOf(options, query),
        visibility,
        delivery: options.delivery,
        timeZone,
        now: clock.now(),
      }),
  });

  addRoute(router, 'getTeamMetricChange', {
    reads: 'services',
    handler: async ({ params, query, visibility }) =>
      getTeamMetricChange(database, {
        team: refOf(params),
        metric: params.metric,
        windowDays: windowOf(options, query),
        selection: { visibility, scopes: await knownScopes(options) },
      }),
  });

  addRoute(router, 'listIncidents', {
    reads: 'services',
    handler: async ({ params, query, visibility }) =>
      listIncidents(database, {
        service: refOf(params),
        query,
        visibility,
        scopes: await knownScopes(options),
      }),
  });

  addRoute(router, 'getTeamMetrics', {
    reads: 'services',
    handler: async ({ params, query, visibility }) =>
      getTeamMetrics(database, {
        team: refOf(params),
        windowDays: windowOf(options, query),
        selection: { visibility, scopes: await knownScopes(options) },
        timeZone,
        now: clock.now(),
      }),
  });

  addRoute(router, 'getCompanyMetrics', {
    reads: 'services',
    handler: async ({ query, visibility }) =>
      getCompanyMetrics(database, {
        windowDays: windowOf(options, query),
        selection: { visibility, scopes: await knownScopes(options) },
        timeZone,
        now: clock.now(),
      }),
  });

  addRoute(router, 'listEnvironments', {
    reads: 'services',
    handler: async ({ visibility }) =>
      listEnvironments(database, { visibility }),
  });

  addRoute(router, 'getChoices', {
    reads: 'services',
    handler: async () => options.choices,
  });

  addRoute(router, 'listQuality', {
    reads: 'services',
    handler: async ({ query, visibility }) =>
      ofKnownTeam(query, await listQuality(database, { query, visibility })),
  });

  addRoute(router, 'listQualityGroups', {
    reads: 'services',
    handler: async ({ query, visibility }) =>
      ofKnownTeam(
        query,
        await listQualityGroups(database, { query, visibility }),
      ),
  });

  return router;

  /** A team that is mistyped must not look like one without anything to mend. */
  async function ofKnownTeam<T extends { total: number }>(
    { team }: { team?: string },
    answer: T,
  ): Promise<T> {
    if (answer.total === 0 && team?.startsWith('group:')) {
      await demandTeam(database, team);
    }
    return answer;
  }
}
