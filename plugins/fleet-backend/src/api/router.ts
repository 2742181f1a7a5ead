/**
 * The HTTP API: one router per resource, each of routes of the contract in fleet-common.
 *
 * Every route needs credentials and a permission. What depends on services covers those that the caller may see, limited in SQL, and
 * says so (`restricted`). A service that the caller may not see is answered like one that is not there. Requests that break the contract
 * are refused with 400 and a sentence that names the parameter. What changes something needs a permission of its own and is audited.
 */
import { NotFoundError } from '@backstage/errors';
import type { Router } from 'express';
import PromiseRouter from 'express-promise-router';
import type { Access } from './access';
import type { ApiDependencies } from './dependencies';
import { createAddRoute } from './route';
import { createDeliveryRouter } from './routers/delivery';
import { createDeploymentsRouter } from './routers/deployments';
import { createMigrationsRouter } from './routers/migrations';
import { createMigrationWritesRouter } from './routers/migrationWrites';
import { createOpenApiRouter } from './routers/openapi';
import { createQuarantineRouter } from './routers/quarantine';
import { createServicesRouter } from './routers/services';
import { createSourcesRouter } from './routers/sources';
import { createTeamsRouter } from './routers/teams';
import { createTimelineRouter } from './routers/timeline';
import { createUnmatchedRouter } from './routers/unmatched';

/** Makes the router of the whole API. */
export function createRouter(
  dependencies: ApiDependencies & {
    access: Access;
    /** Also checks answers against the contract. */
    checkResponses: boolean;
  },
): Router {
  const options = { ...dependencies, addRoute: createAddRoute(dependencies) };
  const router = PromiseRouter();
  router.use(createServicesRouter(options));
  router.use(createDeploymentsRouter(options));
  router.use(createDeliveryRouter(options));
  router.use(createTimelineRouter(options));
  router.use(createTeamsRouter(options));
  router.use(createSourcesRouter(options));
  router.use(createQuarantineRouter(options));
  router.use(createUnmatchedRouter(options));
  router.use(createMigrationsRouter(options));
  router.use(createMigrationWritesRouter(options));
  router.use(createOpenApiRouter());
  // What begins with a dot is the framework's.
  router.all(/^\/(?!\.)/, async ({ method, path }) => {
    throw new NotFoundError(
      `There is no route ${method} ${path}; openapi.json lists those that there are.`,
    );
  });
  return router;
}
