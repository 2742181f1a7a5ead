/**
 * Which webhooks of GitHub are taken in, and what is recorded of them; the events of the portal check their signatures.
 */
import type { LoggerService } from '@backstage/backend-plugin-api';
import type { EventsService } from '@backstage/plugin-events-node';
import {
  originOfRepository,
  type SourceInbox,
} from '@landfall/backstage-plugin-fleet-node';
import {
  connectEventWebhooks,
  type Repositories,
  type WebhookEvent,
} from '@landfall/backstage-plugin-fleet-node/codeHosts';
import { z } from 'zod';
import type { HostConfig } from '../config/types';
import { EVENTS, HINTS, webhookFacts } from './webhookFacts';

const PREFIX = 'github.';
/** Under which the topics are subscribed to. */
const SUBSCRIBER = 'fleet-github';

/** What it needs. */
export interface WebhooksOptions {
  events: EventsService;
  hosts: readonly HostConfig[];
  repositories: Repositories;
  logger: LoggerService;
  /** The present moment, ms. */
  now(): number;
}

const repositorySchema = z.object({
  repository: z.object({
    full_name: z.string().min(3).max(255),
    html_url: z.url().max(2_048),
  }),
});

/** Subscribes to the events that tell something. */
export function connectWebhooks(
  options: WebhooksOptions,
  inbox: SourceInbox,
): void {
  const { events, logger } = options;
  connectEventWebhooks({
    ...{ title: 'GitHub', events, logger, subscriber: SUBSCRIBER },
    topics: [...EVENTS, ...HINTS].map(event => `${PREFIX}${event}`),
    nameOf: ({ topic }) => topic,
    takeIn: event => takeIn(options, inbox, event),
  });
}

async function takeIn(
  { hosts, repositories, logger, now }: WebhooksOptions,
  inbox: SourceInbox,
  { topic, eventPayload }: WebhookEvent,
): Promise<void> {
  const event = EVENTS.find(one => topic === `${PREFIX}${one}`);
  if (!event) {
    logger.debug(`${topic} tells that there is something to look at`);
    return;
  }
  const { repository } = repositorySchema.parse(eventPayload);
  const { host } = new URL(repository.html_url);
  const config = hosts.find(one => one.host === host);
  const origin = originOfRepository({ host, slug: repository.full_name });
  const place = config && (await repositories.find(origin));
  if (!place) {
    logger.debug(`${topic} is of ${origin}, which is not looked at`);
    return;
  }
  const { incidentLabels } = config;
  const rules = { incidentLabels, now: now() };
  const facts = webhookFacts(event, eventPayload, { place, rules });
  if (facts.length > 0) await inbox.accept(host, facts);
}
