import {
  coreServices,
  createBackendFeatureLoader,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { catalogProcessingExtensionPoint } from '@backstage/plugin-catalog-node';
import {
  fleetSourcesExtensionPoint,
  type Source,
} from '@landfall/backstage-plugin-fleet-node';
import { DemoCompanyProvider } from './catalog/provider';
import { readDemoConfig } from './config';
import {
  createDemoCompany,
  createDemoSource,
  type DemoOptions,
} from './source';

function fleetModule(source: Source) {
  return createBackendModule({
    pluginId: 'fleet',
    moduleId: 'demo',
    register(reg) {
      reg.registerInit({
        deps: { sources: fleetSourcesExtensionPoint },
        async init({ sources }) {
          sources.addSource(source);
        },
      });
    },
  });
}

function catalogModule(options: DemoOptions) {
  return createBackendModule({
    pluginId: 'catalog',
    moduleId: 'landfall-demo',
    register(reg) {
      reg.registerInit({
        deps: { catalog: catalogProcessingExtensionPoint },
        async init({ catalog }) {
          catalog.addEntityProvider(
            new DemoCompanyProvider({ company: createDemoCompany(options) }),
          );
        },
      });
    },
  });
}

/**
 * A made-up company, where `fleet.demo.enabled` is true: its teams and services in the catalog, its facts as a source. Where it is not, nothing
 * of it is registered, and what was there before goes.
 *
 * @public
 */
const demoFeatures = createBackendFeatureLoader({
  deps: { config: coreServices.rootConfig },
  *loader({ config }) {
    const { options, problems } = readDemoConfig(config);
    if (options || problems.length > 0) {
      yield fleetModule(createDemoSource({ company: options, problems }));
    }
    if (options) yield catalogModule(options);
  },
});

export default demoFeatures;
