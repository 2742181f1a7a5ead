import { randomUUID } from 'node:crypto';
import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { notificationService } from '@backstage/plugin-notifications-node';
import { signalsServiceRef } from '@backstage/plugin-signals-node';
import { instant } from '@landfall/backstage-plugin-fleet-common';
import {
  fleetImagesExtensionPoint,
  fleetMigrationsExtensionPoint,
  fleetSourcesExtensionPoint,
  type Clock,
} from '@landfall/backstage-plugin-fleet-node';
import { createChangeAnnouncer } from './announceChanges';
import { Access } from './api/access';
import { createRouter } from './api/router';
import { startForgettingAuthors } from './authors/forget';
import { choicesOf } from './choices';
import { deploymentRules, readFleetConfig } from './config';
import { deliveryOptions } from './deliveryConfig';
import { openDatabase } from './database/migrate';
import { startCatalogSync } from './directory/catalog';
import { createImagesExtension } from './imagesExtension';
import { createLedger } from './ledger/ledger';
import { readMigrationConfig } from './migrationConfig';
import { createMigrationsExtension } from './migrationsExtension';
import { startNotices } from './notices/task';
import { registerPermissions } from './permissions/register';
import { fleetServiceResourceRef } from './permissions/resource';
import {
  recheckDefinitions,
  syncDefinitions,
  type GivenMigration,
} from './projections/migrations/definitions';
import { Projector } from './projections/projector';
import { followDirectory } from './projections/reattribute';
import { projectionProgress } from './projections/rebuild';
import { beginGaps } from './sources/gaps';
import { createSourceRegistry } from './sources/registry';
import { createSourceRunner } from './sources/runner';
import { createSourcesExtension } from './sourcesExtension';

const clock: Clock = { now: () => instant(Date.now()) };

/**
 * Landfall's backend: records what sources observe, derives what pages show, and serves it.
 *
 * @public
 */
export const fleetPlugin = createBackendPlugin({
  pluginId: 'fleet',
  register(env) {
    const registry = createSourceRegistry();
    env.registerExtensionPoint({
      extensionPoint: fleetSourcesExtensionPoint,
      factory: context => createSourcesExtension({ registry, context }),
    });
    const images = createImagesExtension();
    env.registerExtensionPoint(fleetImagesExtensionPoint, images.extension);
    const modulesMigrations: GivenMigration[] = [];
    env.registerExtensionPoint({
      extensionPoint: fleetMigrationsExtensionPoint,
      factory: context =>
        createMigrationsExtension({ given: modulesMigrations, context }),
    });
    env.registerInit({
      deps: {
        auditor: coreServices.auditor,
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        config: coreServices.rootConfig,
        database: coreServices.database,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
        notifications: notificationService,
        permissions: coreServices.permissions,
        permissionsRegistry: coreServices.permissionsRegistry,
        scheduler: coreServices.scheduler,
        signals: signalsServiceRef,
      },
      async init(deps) {
        const { logger, lifecycle, permissionsRegistry } = deps;
        const { value: config, problems } = readFleetConfig({
          config: deps.config,
          sources: registry.list().map(source => source.id),
        });
        const configured = readMigrationConfig(deps.config);
        const database = await openDatabase(deps.database);
        images.open(database);
        const ledger = createLedger({ database, clock });
        const migrationProblems = [
          ...configured.problems,
          ...(await syncDefinitions(database, {
            ledger,
            now: clock.now(),
            given: [
              ...configured.definitions.map(
                (definition): GivenMigration => ({
                  definition,
                  origin: 'configuration',
                  demo: false,
                }),
              ),
              ...modulesMigrations,
            ],
          })),
        ];
        for (const { text, fix } of [...problems, ...migrationProblems]) {
          logger.error(`${text}. ${fix}`);
        }
        const announcer = createChangeAnnouncer({
          signals: deps.signals,
          logger,
        });
        const delivery = deliveryOptions(config.delivery, config);
        const projector = new Projector({
          database,
          ledger,
          clock,
          logger,
          zone: config.timeZone,
          rules: deploymentRules(config),
          delivery,
          notice: now => beginGaps(database, { now }),
          onChanged: announcer.changed,
        });
        const runner = createSourceRunner({
          sources: registry.list(),
          ledger,
          database,
          scheduler: deps.scheduler,
          logger,
          clock,
          fingerprintKey: config.fingerprintKey,
          replicaId: randomUUID(),
          random: Math.random,
        });

        registerPermissions({ permissionsRegistry, database });
        deps.httpRouter.use(
          createRouter({
            database,
            ledger,
            clock,
            timeZone: config.timeZone,
            delivery,
            choices: choicesOf(config),
            bands:
              config.delivery.bands === 'none'
                ? undefined
                : config.delivery.bands,
            problems: [...problems, ...migrationProblems],
            migrationProblems,
            keptAnnotations: registry
              .list()
              .flatMap(source => source.annotations ?? []),
            auditor: deps.auditor,
            derive: subject => projector.derive(subject),
            progress: () => projectionProgress(database),
            access: new Access({
              httpAuth: deps.httpAuth,
              permissions: deps.permissions,
              ruleset: permissionsRegistry.getPermissionRuleset(
                fleetServiceResourceRef,
              ),
            }),
            checkResponses: process.env.NODE_ENV !== 'production',
          }),
        );

        projector.start();
        const stopping = new AbortController();
        await startCatalogSync({
          database,
          catalog: deps.catalog,
          auth: deps.auth,
          scheduler: deps.scheduler,
          logger,
          clock,
          config,
          signal: stopping.signal,
          demo: registry.list().some(source => source.demo),
          stored: async (transaction, change) => {
            const now = clock.now();
            await followDirectory(transaction, { change, config, ledger, now });
            if (change.filterable)
              await recheckDefinitions(transaction, { now });
          },
          committed: change => {
            projector.poke();
            if (change.any) projector.noteChange();
          },
        });
        await startNotices({
          database,
          notifications: deps.notifications,
          clock,
          logger,
          zone: config.timeZone,
          scheduler: deps.scheduler,
          signal: stopping.signal,
        });
        await startForgettingAuthors({
          database,
          catalog: deps.catalog,
          auth: deps.auth,
          clock,
          logger,
          scheduler: deps.scheduler,
          signal: stopping.signal,
        });
        await runner.start();
        lifecycle.addShutdownHook(async () => {
          // Sources first, so that what they still report is recorded; then what derives from it; then who tells of it.
          stopping.abort();
          await runner.stop();
          await projector.stop();
          announcer.stop();
        });
      },
    });
  },
});
