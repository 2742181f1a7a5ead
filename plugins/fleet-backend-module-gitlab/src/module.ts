import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { eventsServiceRef } from '@backstage/plugin-events-node';
import { fleetSourcesExtensionPoint } from '@landfall/backstage-plugin-fleet-node';
import { Repositories } from '@landfall/backstage-plugin-fleet-node/codeHosts';
import { setTimeout } from 'node:timers/promises';
import { isSlug, readGitlabConfig } from './config/config';
import { createGitlabSource } from './source';

/**
 * Adds the source `gitlab`: one poll for each integration of the portal with GitLab, and its webhooks.
 *
 * @public
 */
export const fleetModuleGitlab = createBackendModule({
  pluginId: 'fleet',
  moduleId: 'gitlab',
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
        const { hosts, problems } = readGitlabConfig(config);
        if (hosts.length === 0 && problems.length === 0) return;
        for (const { text, fix } of problems) logger.error(`${text}. ${fix}`);
        // The time of webhooks; looks are given theirs.
        const now = () => Date.now();
        const wait = (ms: number, signal: AbortSignal) =>
          setTimeout(ms, undefined, { signal });
        sources.addSource(
          createGitlabSource({
            ...{ hosts, problems, events, logger, now, wait },
            repositories: new Repositories({
              ...{ auth, catalog, hosts, isSlug, now },
            }),
          }),
        );
      },
    });
  },
});
