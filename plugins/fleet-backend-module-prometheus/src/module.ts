import { createBackendModule } from '@backstage/backend-plugin-api';

/**
 * Adds the source `prometheus`.
 *
 * @public
 */
export const fleetModulePrometheus = createBackendModule({
  pluginId: 'fleet',
  moduleId: 'prometheus',
  register(env) {
    env.registerInit({ deps: {}, async init() {} });
  },
});
