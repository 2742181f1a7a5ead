import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import {
  DefaultGithubCredentialsProvider,
  ScmIntegrations,
} from '@backstage/integration';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { eventsServiceRef } from '@backstage/plugin-events-node';
import { fleetSourcesExtensionPoint } from '@landfall/backstage-plugin-fleet-node';
import { Repositories } from '@landfall/backstage-plugin-fleet-node/codeHosts';
import { readGithubConfig } from './config/config';
import { isSlug } from './repositories/slug';
import { createGithubSource } from './source';

/**
 * Adds the source `github`: one poll for each integration of the portal with GitHub, and its webhooks.
 *
 * @public
 */
export const fleetModuleGithub = createBackendModule({
  pluginId: 'fleet',
  moduleId: 'github',
  register(env) {
    env.registerInit({
      deps: {
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        config: coreServices.rootConfig,
        events: eventsServiceRef,
        logger: coreServices.logger,
        sources: fleetSourcesExtensionPoint,
      },
      async init({ auth, catalog, config, events, logger, sources }) {
        const { hosts, problems } = readGithubConfig(config);
        if (hosts.length === 0 && problems.length === 0) return;
        for (const { text, fix } of problems) logger.error(`${text}. ${fix}`);
        // The time of webhooks; looks are given theirs.
        const now = () => Date.now();
        const repositories = new Repositories({
          ...{ auth, catalog, hosts, isSlug, now },
        });
        const credentials = DefaultGithubCredentialsProvider.fromIntegrations(
          ScmIntegrations.fromConfig(config),
        );
        sources.addSource(
          createGithubSource({
            ...{ hosts, problems, repositories, credentials },
            ...{ events, logger, now },
          }),
        );
      },
    });
  },
});
