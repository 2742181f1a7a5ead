import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { fleetSourcesExtensionPoint } from '@landfall/backstage-plugin-fleet-node';
import { readHeliosConfig } from './config/config';
import { createHeliosSource, unreadableFiles } from './source';

/**
 * Adds the source `helios`: one poll for each cluster of `fleet.helios.masters`.
 *
 * @public
 */
export const fleetModuleHelios = createBackendModule({
  pluginId: 'fleet',
  moduleId: 'helios',
  register(env) {
    env.registerInit({
      deps: {
        config: coreServices.rootConfig,
        logger: coreServices.logger,
        sources: fleetSourcesExtensionPoint,
      },
      async init({ config, logger, sources }) {
        const parsed = readHeliosConfig(config);
        if (parsed.masters.length === 0 && parsed.problems.length === 0) {
          return;
        }
        const source = createHeliosSource(parsed);
        for (const { text, fix } of [
          ...parsed.problems,
          ...(await unreadableFiles(parsed.masters)),
        ]) {
          logger.error(`${text}. ${fix}`);
        }
        sources.addSource(source);
      },
    });
  },
});
