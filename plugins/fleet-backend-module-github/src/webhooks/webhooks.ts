/**
 * Takes in what GitHub tells by webhooks, by way of the events of the portal: they check signatures and hand on what is right. What is not recorded for any reason is found by
 * the next look.
 */
import type { LoggerService } from '@backstage/backend-plugin-api';
import type { EventParams, EventsService } from '@backstage/plugin-events-node';
import {
  originOfRepository,
  type SourceInbox,
} from '@landfall/backstage-plugin-fleet-node';
import type { Repositories } from '@landfall/backstage-plugin-fleet-node/codeHosts';
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
  events
    .subscribe({
      id: SUBSCRIBER,
      topics: [...EVENTS, ...HINTS].map(event => `${PREFIX}${event}`),
      onEvent: params => takeIn(options, inbox, params),
    })
    .catch(error => {
      logger.error(
        'Webhooks of GitHub are not taken in, because the events of the portal cannot be subscribed to; looks go on',
        error,
      );
    });
}

async function takeIn(
  options: WebhooksOptions,
  inbox: SourceInbox,
  { topic, eventPayload }: EventParams,
): Promise<void> {
  const { hosts, repositories, logger, now } = options;
  const event = EVENTS.find(one => topic === `${PREFIX}${one}`);
  if (!event) {
    logger.debug(`${topic} tells that there is something to look at`);
    return;
  }
  try {
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
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    const paths = error.issues.slice(0, 5).map(({ path }) => path.join('.'));
    logger.warn(
      `A webhook of GitHub was left out: ${topic} is not what it should be at ${paths.join(
        ', ',
      )}`,
    );
  }
}
