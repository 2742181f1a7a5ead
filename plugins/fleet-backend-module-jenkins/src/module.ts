import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { instant } from '@landfall/backstage-plugin-fleet-common';
import {
  createWebhookRouter,
  fleetSourcesExtensionPoint,
} from '@landfall/backstage-plugin-fleet-node';
import { readJenkinsConfig } from './config/config';
import { Jobs } from './jobs/jobs';
import { createJenkinsSource } from './source';

/**
 * Adds the source `jenkins`: one poll for each Jenkins of the section `jenkins`, and the routes under `/api/fleet/webhooks/jenkins` by which they tell of builds.
 *
 * @public
 */
export const fleetModuleJenkins = createBackendModule({
  pluginId: 'fleet',
  moduleId: 'jenkins',
  register(env) {
    env.registerInit({
      deps: {
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        config: coreServices.rootConfig,
        httpRouter: coreServices.httpRouter,
        logger: coreServices.logger,
        sources: fleetSourcesExtensionPoint,
      },
      async init({
        auth,
        catalog,
        config: rootConfig,
        httpRouter,
        logger,
        sources,
      }) {
        const config = readJenkinsConfig(rootConfig);
        const { instances, problems } = config;
        if (instances.length === 0 && problems.length === 0) return;
        for (const { text, fix } of problems) logger.error(`${text}. ${fix}`);
        const clock = { now: () => instant(Date.now()) };
        const jobs = new Jobs({
          ...{ auth, catalog, instances, jobs: config.jobs },
          now: clock.now,
        });
        const { source, receivers } = createJenkinsSource({
          config,
          jobs,
          clock,
        });
        sources.addSource(source);
        if (receivers.length === 0) return;
        httpRouter.use(createWebhookRouter({ receivers, clock, logger }));
        // Each receiver asks for the secret.
        httpRouter.addAuthPolicy({
          path: '/webhooks',
          allow: 'unauthenticated',
        });
      },
    });
  },
});
