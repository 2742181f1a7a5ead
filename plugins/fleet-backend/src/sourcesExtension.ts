import { toError } from '@backstage/errors';
import type { ExtensionPointFactoryContext } from '@backstage/backend-plugin-api';
import type { FleetSourcesExtensionPoint } from '@landfall/backstage-plugin-fleet-node';
import type { SourceRegistry } from './sources/registry';

/**
 * What one module adds its sources to. A source that cannot be added is a failure of its module alone, and whether the portal starts without
 * it is for `backend.startup` to say.
 */
export function createSourcesExtension(options: {
  registry: SourceRegistry;
  context: ExtensionPointFactoryContext;
}): FleetSourcesExtensionPoint {
  return {
    addSource(source) {
      try {
        options.registry.addSource(source);
      } catch (error) {
        options.context.reportModuleStartupFailure({ error: toError(error) });
      }
    },
  };
}
