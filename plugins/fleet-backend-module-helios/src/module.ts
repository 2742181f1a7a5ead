import { createBackendModule } from '@backstage/backend-plugin-api';

/**
 * Adds the source `helios`.
 *
 * @public
 */
export const fleetModuleHelios = createBackendModule({
  pluginId: 'fleet',
  moduleId: 'helios',
  register(env) {
    env.registerInit({ deps: {}, async init() {} });
  },
});
