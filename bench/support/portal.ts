/**
 * A backend as the portal's, with the catalog in memory, and with the request that others are measured by: `GET /api/fleet/bench/unit` is authenticated, checks the
 * same permission as the pages and runs one `select 1` on the same database.
 */
import { createBackend } from '@backstage/backend-defaults';
import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { fleetServiceReadPermission } from '@landfall/backstage-plugin-fleet-common';
import PromiseRouter from 'express-promise-router';
import { portalPolicyModule } from '../../packages/backend/src/policy/module';
import type { Entity } from '@backstage/catalog-model';

const unitModule = createBackendModule({
  pluginId: 'fleet',
  moduleId: 'bench-unit',
  register(env) {
    env.registerInit({
      deps: {
        database: coreServices.database,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        permissions: coreServices.permissions,
      },
      async init({ database, httpAuth, httpRouter, permissions }) {
        const knex = await database.getClient();
        const router = PromiseRouter();
        router.get('/bench/unit', async (req, res) => {
          const credentials = await httpAuth.credentials(req);
          const [decision] = await permissions.authorizeConditional(
            [{ permission: fleetServiceReadPermission }],
            { credentials },
          );
          await knex.raw('select 1');
          res.json({ result: decision.result });
        });
        httpRouter.use(router);
      },
    });
  },
});

/** Starts it with these entities in its catalog, and with these modules. */
export function startMeasuredPortal(
  entities: readonly Entity[],
  modules: readonly Parameters<
    ReturnType<typeof createBackend>['add']
  >[0][] = [],
): void {
  const backend = createBackend();
  backend.add(import('@backstage/plugin-auth-backend'));
  backend.add(import('@backstage/plugin-auth-backend-module-guest-provider'));
  backend.add(import('@backstage/plugin-events-backend'));
  backend.add(import('@backstage/plugin-signals-backend'));
  backend.add(import('@backstage/plugin-permission-backend'));
  backend.add(portalPolicyModule);
  backend.add(catalogServiceMock.factory({ entities: [...entities] }));
  backend.add(import('@landfall/backstage-plugin-fleet-backend'));
  for (const module of modules) backend.add(module);
  backend.add(unitModule);
  backend.start();
}
