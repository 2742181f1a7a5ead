import {
  coreServices,
  createBackendFeatureLoader,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { catalogProcessingExtensionPoint } from '@backstage/plugin-catalog-node';
import {
  fleetMigrationsExtensionPoint,
  fleetSourcesExtensionPoint,
  type FleetMigrationsExtensionPoint,
  type Source,
} from '@landfall/backstage-plugin-fleet-node';
import { DemoCompanyProvider } from './catalog/provider';
import { readDemoConfig } from './config';
import { actsOf } from './migration/acts';
import { migrationsOf } from './migration/definitions';
import { MOVE } from './migration/plan';
import {
  createDemoCompany,
  createDemoSource,
  withGeneration,
  type DemoOptions,
} from './source';

type Defined = Parameters<FleetMigrationsExtensionPoint['addMigration']>;

/** The migrations as they are defined when the portal starts, with what people did about them. */
function migrationsIn(options: DemoOptions): Defined[] {
  const now = Date.now();
  const company = createDemoCompany(options);
  const { seed } = withGeneration(options);
  return migrationsOf(company, now).map(definition => [
    definition,
    {
      demo: true,
      acts: definition.id === MOVE.id ? actsOf({ seed, company, now }) : [],
    },
  ]);
}

function fleetModule(source: Source, migrations: readonly Defined[]) {
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
          for (const [definition, more] of migrations) {
            defined.addMigration(definition, more);
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
        options ? migrationsIn(options) : [],
      );
    }
    if (options) yield catalogModule(options);
  },
});

export default demoFeatures;
