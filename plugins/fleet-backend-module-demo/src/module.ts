import {
  coreServices,
  createBackendFeatureLoader,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { catalogProcessingExtensionPoint } from '@backstage/plugin-catalog-node';
import type { MigrationDefinitionInput } from '@landfall/backstage-plugin-fleet-common';
import {
  fleetMigrationsExtensionPoint,
  fleetSourcesExtensionPoint,
  type Source,
} from '@landfall/backstage-plugin-fleet-node';
import { DemoCompanyProvider } from './catalog/provider';
import { readDemoConfig } from './config';
import { migrationsOf } from './migration/definitions';
import {
  createDemoCompany,
  createDemoSource,
  type DemoOptions,
} from './source';

function fleetModule(
  source: Source,
  migrations: readonly MigrationDefinitionInput[],
) {
  return createBackendModule({
    pluginId: 'fleet',
    moduleId: 'demo',
    register(reg) {
      reg.registerInit({
        deps: {
          sources: fleetSourcesExtensionPoint,
          defined: fleetMigrationsExtensionPoint,
        },
        async init({ sources, defined }) {
          sources.addSource(source);
          for (const migration of migrations) {
            defined.addMigration(migration, { demo: true });
          }
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
 * A made-up company, where `fleet.demo.enabled` is true: its teams and services in the catalog, its facts as a source,
 * and what it is moving as migrations. Where it is not, nothing
 * of it is registered, and what was there before goes.
 *
 * @public
 */
const demoFeatures = createBackendFeatureLoader({
  deps: { config: coreServices.rootConfig },
  *loader({ config }) {
    const { options, problems } = readDemoConfig(config);
    if (options || problems.length > 0) {
      yield fleetModule(
        createDemoSource({ company: options, problems }),
        options ? migrationsOf(createDemoCompany(options), Date.now()) : [],
      );
    }
    if (options) yield catalogModule(options);
  },
});

export default demoFeatures;
