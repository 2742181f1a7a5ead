import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { fleetSourcesExtensionPoint } from '@landfall/backstage-plugin-fleet-node';
import { readPrometheusConfig } from './config/config';
import { createPrometheusSource, unreadableFiles } from './source';

/**
 * Adds the source `prometheus`: one poll for each server of `fleet.prometheus.servers`.
 *
 * @public
 */
export const fleetModulePrometheus = createBackendModule({
  pluginId: 'fleet',
  moduleId: 'prometheus',
  register(env) {
    env.registerInit({
      deps: {
        config: coreServices.rootConfig,
        logger: coreServices.logger,
        sources: fleetSourcesExtensionPoint,
      },
      async init({ config, logger, sources }) {
        const parsed = readPrometheusConfig(config);
        if (parsed.servers.length === 0 && parsed.problems.length === 0) {
          return;
        }
        const source = createPrometheusSource(parsed);
        for (const { text, fix } of [
          ...parsed.problems,
          ...(await unreadableFiles(parsed.servers)),
        ]) {
          logger.error(`${text}. ${fix}`);
        }
        sources.addSource(source);
      },
    });
  },
});
