/** The plugin with its sources in the process of a test, on a real database: what is told to them comes to what its API tells. */
import { databaseServiceFactory } from '@backstage/backend-defaults/database';
import type { BackendFeature } from '@backstage/backend-plugin-api';
// eslint-disable-next-line @backstage/no-undeclared-imports -- only tests import this file
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
// eslint-disable-next-line @backstage/no-undeclared-imports -- see above
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import type { JsonObject } from '@backstage/types';
import fleetPlugin from '@landfall/backstage-plugin-fleet-backend';

/** A plugin that was started. */
export interface FleetBackend {
  /** Where it listens. */
  url: string;
  /** What its API answers, `/api/fleet` left out. */
  get(path: string): Promise<unknown>;
  stop(): Promise<void>;
}

/** Starts it. */
export async function startFleetBackend(options: {
  /** `backend.database`. */
  database: JsonObject;
  /** Sections of the configuration beside that. */
  config: JsonObject;
  /** Components of the catalog: their annotations by name. */
  components: Readonly<Record<string, Record<string, string>>>;
  /** Modules of sources. */
  modules: readonly BackendFeature[];
}): Promise<FleetBackend> {
  const backend = await startTestBackend({
    features: [
      fleetPlugin,
      ...options.modules,
      databaseServiceFactory,
      mockServices.rootConfig.factory({
        data: { ...options.config, backend: { database: options.database } },
      }),
      catalogServiceMock.factory({
        entities: Object.entries(options.components).map(
          ([name, annotations]) => ({
            ...{ apiVersion: 'backstage.io/v1alpha1', kind: 'Component' },
            metadata: { name, annotations },
            spec: {
              type: 'service',
              lifecycle: 'production',
              owner: 'harbour',
            },
          }),
        ),
      }),
    ],
  });
  const url = `http://localhost:${backend.server.port()}`;
  return {
    url,
    get: async path => (await fetch(`${url}/api/fleet${path}`)).json(),
    stop: () => backend.stop(),
  };
}
