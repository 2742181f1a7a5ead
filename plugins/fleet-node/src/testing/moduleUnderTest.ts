import {
  createBackendModule,
  type BackendFeature,
} from '@backstage/backend-plugin-api';
import {
  fleetSourcesExtensionPoint,
  type FleetSourcesExtensionPoint,
} from '../extensions';
import type { Source } from '../source';

/**
 * A module of a source that runs without the plugin that it belongs to.
 *
 * @public
 */
export interface ModuleUnderTest {
  /** What the module adds once it runs. */
  sources: Source[];
  /** Where it adds them; an option of `startTestBackend`. */
  extensionPoints: [
    [typeof fleetSourcesExtensionPoint, FleetSourcesExtensionPoint],
  ];
  /** The module, and what starts it; features for `startTestBackend`, beside those that the module needs. */
  features: BackendFeature[];
}

/**
 * Prepares a module of a source for `startTestBackend`, which starts it with nothing of the plugin around it.
 *
 * @public
 */
export function moduleUnderTest(module: BackendFeature): ModuleUnderTest {
  const sources: Source[] = [];
  return {
    sources,
    extensionPoints: [
      [
        fleetSourcesExtensionPoint,
        { addSource: source => sources.push(source) },
      ],
    ],
    features: [
      module,
      // A module alone does not start its plugin.
      createBackendModule({
        pluginId: 'fleet',
        moduleId: 'nothing',
        register: env => env.registerInit({ deps: {}, async init() {} }),
      }),
    ],
  };
}
