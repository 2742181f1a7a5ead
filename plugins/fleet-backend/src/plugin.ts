import { randomUUID } from 'node:crypto';
import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { signalsServiceRef } from '@backstage/plugin-signals-node';
import { instant } from '@landfall/backstage-plugin-fleet-common';
import {
  fleetSourcesExtensionPoint,
  type Clock,
} from '@landfall/backstage-plugin-fleet-node';
import { createChangeAnnouncer } from './announceChanges';
import { Access } from './api/access';
import { createRouter } from './api/router';
import { readFleetConfig } from './config';
import { openDatabase } from './database/migrate';
import { startCatalogSync } from './directory/catalog';
import { createLedger } from './ledger/ledger';
import { registerPermissions } from './permissions/register';
import { fleetServiceResourceRef } from './permissions/resource';
import { Projector } from './projections/projector';
import { followDirectory } from './projections/reattribute';
import { projectionProgress } from './projections/rebuild';
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
    env.registerInit({
      deps: {
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        config: coreServices.rootConfig,
        database: coreServices.database,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
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
        for (const { text, fix } of problems) logger.error(`${text}. ${fix}`);

        const database = await openDatabase(deps.database);
        const ledger = createLedger({ database, clock });
        const announcer = createChangeAnnouncer({
          signals: deps.signals,
          logger,
        });
        const projector = new Projector({
          database,
          ledger,
          clock,
          logger,
          zone: config.timeZone,
          rules: {
            joinMs: config.deployments.joinMinutes * 60_000,
            finish: config.deployments.finish,
          },
          onChanged: announcer.changed,
        });
        let demoRemoved = false;
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
          onDemoRemoved: () => {
            demoRemoved = true;
          },
        });

        registerPermissions({ permissionsRegistry, database });
        deps.httpRouter.use(
          createRouter({
            database,
            ledger,
            clock,
            timeZone: config.timeZone,
            problems,
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
          get missingGraceMs() {
            // Made-up services go with the made-up company.
            return demoRemoved ? 0 : undefined;
          },
          stored: async (transaction, change) => {
            const now = clock.now();
            await followDirectory(transaction, { change, config, ledger, now });
          },
          committed: change => {
            projector.poke();
            if (change.any) projector.noteChange();
          },
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
