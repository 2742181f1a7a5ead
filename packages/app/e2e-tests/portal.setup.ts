import {
  serviceListSchema,
  sourceListSchema,
} from '@landfall/backstage-plugin-fleet-common';
import { askApi, expect, test as setup } from './portal';

setup(
  'the history of the made-up company is told and derived',
  async ({ request }) => {
    setup.setTimeout(180_000);
    await expect
      .poll(
        async () => {
          const sources = sourceListSchema.parse(
            await askApi(request, '/sources'),
          );
          const services = serviceListSchema.parse(
            await askApi(request, '/services?limit=200'),
          );
          const scopes = sources.items.flatMap(source => source.scopes);
          return {
            scopesSeen: scopes.filter(scope => scope.observations > 0).length,
            edge: scopes.find(scope => scope.scope === 'demo-edge')?.state,
            pending: sources.projection.pending,
            services: services.total,
            // All but the few that no source sees; of two that claim one workload, the first that the catalog knew may have had it.
            withDeployment:
              services.items.filter(one => one.lastDeployment).length >= 195,
          };
        },
        { timeout: 150_000, intervals: [1_000] },
      )
      .toEqual({
        scopesSeen: 11,
        edge: 'error',
        pending: 0,
        services: 200,
        withDeployment: true,
      });
  },
);
