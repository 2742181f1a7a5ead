import {
  createWebhookRouter,
  type WebhookRouterOptions,
} from '@landfall/backstage-plugin-fleet-node';
import type { Router } from 'express';
import PromiseRouter from 'express-promise-router';
import type { Fact } from '../incidents/recorder';
import { messageJsonSchema } from '../webhook/jsonSchema';

/** Where the form of messages of the generic webhook stands. */
const SCHEMA_PATH = '/webhooks/generic/schema.json';

/** Where tools tell of incidents, and where the form stands in which any tool may. */
export function createIncidentsRouter(
  options: WebhookRouterOptions<Fact>,
): Router {
  const router = PromiseRouter();
  router.get(SCHEMA_PATH, (_request, response) => {
    response.json(messageJsonSchema());
  });
  router.use(createWebhookRouter(options));
  return router;
}
