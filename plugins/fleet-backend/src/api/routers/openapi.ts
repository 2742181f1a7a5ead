import { createOpenApiDocument } from '@landfall/backstage-plugin-fleet-common';
import type { Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { version } from '../../../package.json';

/** The description of the API, which needs credentials like every other route but no permission: it tells nothing of this portal. */
export function createOpenApiRouter(): Router {
  const router = PromiseRouter();
  const document = createOpenApiDocument({ version });
  router.get('/openapi.json', async (_req, res) => {
    res.json(document);
  });
  return router;
}
