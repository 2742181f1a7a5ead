import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { fleetSourcesExtensionPoint } from '@landfall/backstage-plugin-fleet-node';
import { readKubernetesConfig } from './config/config';
import { createKubernetesSource, unreadableFiles } from './source';

/**
 * Adds the source `kubernetes`: one watch for each cluster of `fleet.kubernetes.clusters`.
 *
 * @public
 */
export const fleetModuleKubernetes = createBackendModule({
  pluginId: 'fleet',
  moduleId: 'kubernetes',
  register(env) {
    env.registerInit({
      deps: {
        config: coreServices.rootConfig,
        logger: coreServices.logger,
        sources: fleetSourcesExtensionPoint,
      },
      async init({ config, logger, sources }) {
        const parsed = readKubernetesConfig(config);
        if (parsed.clusters.length === 0 && parsed.problems.length === 0) {
          return;
        }
        const source = createKubernetesSource(parsed);
        for (const { text, fix } of [
          ...parsed.problems,
          ...(await unreadableFiles(parsed.clusters)),
        ]) {
          logger.error(`${text}. ${fix}`);
        }
        sources.addSource(source);
      },
    });
  },
});
