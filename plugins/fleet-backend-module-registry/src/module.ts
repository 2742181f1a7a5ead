import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import {
  authoritiesProblem,
  fleetImagesExtensionPoint,
  fleetSourcesExtensionPoint,
} from '@landfall/backstage-plugin-fleet-node';
import { readRegistriesConfig } from './config/config';
import { createRegistrySource } from './source';

/**
 * Adds the source `registry`: one poll for each registry of `fleet.registry.registries`.
 *
 * @public
 */
export const fleetModuleRegistry = createBackendModule({
  pluginId: 'fleet',
  moduleId: 'registry',
  register(env) {
    env.registerInit({
      deps: {
        config: coreServices.rootConfig,
        images: fleetImagesExtensionPoint,
        logger: coreServices.logger,
        sources: fleetSourcesExtensionPoint,
      },
      async init({ config, images, logger, sources }) {
        const parsed = readRegistriesConfig(config);
        const { registries, problems } = parsed;
        if (registries.length === 0 && problems.length === 0) return;
        // A file may come later, and is read again by each look.
        const unreadable = await Promise.all(
          registries.map(({ access, host, path }) =>
            authoritiesProblem(access, {
              server: `Registry ${host}`,
              place: path,
            }),
          ),
        );
        for (const problem of [...problems, ...unreadable]) {
          if (problem) logger.error(`${problem.text}. ${problem.fix}`);
        }
        sources.addSource(createRegistrySource(parsed, images));
      },
    });
  },
});
