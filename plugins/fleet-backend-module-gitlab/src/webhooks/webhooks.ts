/**
 * Which webhooks of GitLab are taken in, and what is recorded of them; whoever takes them in for the events of the portal checks their secret.
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
import { placeOf } from '../facts/place';
import { EVENTS, readEvent } from './webhookFacts';

/** All events of GitLab, as they came. */
export const TOPIC = 'gitlab';
/** Under which the topic is subscribed to. */
const SUBSCRIBER = 'fleet-gitlab';

/** What it needs. */
export interface WebhooksOptions {
  events: EventsService;
  hosts: readonly HostConfig[];
  repositories: Repositories;
  logger: LoggerService;
  /** The present moment, ms. */
  now(): number;
}

const kindSchema = z.object({ object_kind: z.string().max(64) });
const projectSchema = z.object({
  project: z.object({
    path_with_namespace: z.string().min(3).max(1_024),
    web_url: z.url().max(2_048),
  }),
});

/** Subscribes to the events. */
export function connectWebhooks(
  options: WebhooksOptions,
  inbox: SourceInbox,
): void {
  const { events, logger } = options;
  connectEventWebhooks({
    ...{ title: 'GitLab', events, logger, subscriber: SUBSCRIBER },
    topics: [TOPIC],
    nameOf: ({ eventPayload }) => kindOf(eventPayload) ?? TOPIC,
    takeIn: event => takeIn(options, inbox, event),
  });
}

async function takeIn(
  options: WebhooksOptions,
  inbox: SourceInbox,
  { eventPayload }: WebhookEvent,
): Promise<void> {
  const { logger, now } = options;
  const event = kindOf(eventPayload);
  if (!event) {
    logger.debug('A webhook of GitLab tells nothing that is looked for');
    return;
  }
  const { project } = projectSchema.parse(eventPayload);
  const found = await find(options, project);
  if (!found) {
    logger.debug(
      `A webhook of GitLab, ${event}, is of a project that is not looked at`,
    );
    return;
  }
  const { config, place } = found;
  const { incidentLabels } = config;
  const rules = { incidentLabels, now: now() };
  const read = readEvent(event, eventPayload, { place, rules });
  const known =
    read.keys.length > 0
      ? await inbox.known(config.host, read.keys)
      : new Map();
  const facts = read.facts(known);
  if (facts.length > 0) await inbox.accept(config.host, facts);
}

/** What a webhook tells, where it tells something. */
function kindOf(payload: unknown) {
  const { data } = kindSchema.safeParse(payload);
  return EVENTS.find(one => one === data?.object_kind);
}

/** The project that a webhook speaks of, where it is looked at. Annotations may name it with the path below which the whole GitLab stands. */
async function find(
  { hosts, repositories }: WebhooksOptions,
  project: z.output<typeof projectSchema>['project'],
) {
  const { host, pathname } = new URL(project.web_url);
  const config = hosts.find(
    one => one.host === host || new URL(one.baseUrl).host === host,
  );
  if (!config) return undefined;
  for (const slug of [project.path_with_namespace, pathname]) {
    const origin = originOfRepository({ host: config.host, slug });
    const repository = await repositories.find(origin);
    if (repository) return { config, place: placeOf(config, repository) };
  }
  return undefined;
}
