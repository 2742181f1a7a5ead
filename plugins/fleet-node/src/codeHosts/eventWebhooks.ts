import type { LoggerService } from '@backstage/backend-plugin-api';
import { z } from 'zod';

/** The message names no more places where a webhook is wrong. */
const MOST_PATHS = 5;

/** An event of the portal that holds a webhook. @public */
export interface WebhookEvent {
  /** Of the kind of host. */
  topic: string;
  /** The webhook, as it came. */
  eventPayload: unknown;
}

/** As much of the service of events as is needed. @public */
export interface WebhookEvents {
  /** Has a function called for each event of some topics. */
  subscribe(options: {
    /** Unique among subscribers. */
    id: string;
    /** Those that are wanted. */
    topics: string[];
    /** Takes an event in. */
    onEvent(event: WebhookEvent): Promise<void>;
  }): Promise<void>;
}

/** How {@link connectEventWebhooks} takes webhooks in. @public */
export interface EventWebhooksOptions {
  /** Of the kind of host, such as `GitHub`. */
  title: string;
  /** The service of events. */
  events: WebhookEvents;
  /** Unique among subscribers. */
  subscriber: string;
  /** Those that are wanted. */
  topics: string[];
  /** Says what is not taken in. */
  logger: LoggerService;
  /** As messages call an event. */
  nameOf(event: WebhookEvent): string;
  /** Records what an event tells. @throws ZodError where it is not what it should be */
  takeIn(event: WebhookEvent): Promise<void>;
}

/**
 * Takes in what a code host tells by webhooks, by way of the events of the portal: whoever takes them in for it checks that they are the host's. A webhook that is not what it should
 * be is left out; where one cannot be recorded, the events of the portal log it. Either is found by the next look.
 *
 * @public
 */
export function connectEventWebhooks(options: EventWebhooksOptions): void {
  const { title, events, subscriber, topics, logger } = options;
  events
    .subscribe({
      ...{ id: subscriber, topics },
      onEvent: async event => {
        try {
          await options.takeIn(event);
        } catch (error) {
          if (!(error instanceof z.ZodError)) throw error;
          const paths = error.issues
            .slice(0, MOST_PATHS)
            .map(({ path }) => path.join('.'));
          logger.warn(
            `A webhook of ${title} was left out: ${options.nameOf(
              event,
            )} is not what it should be at ${paths.join(', ')}`,
          );
        }
      },
    })
    .catch(error => {
      logger.error(
        `Webhooks of ${title} are not taken in, because the events of the portal cannot be subscribed to; looks go on`,
        error,
      );
    });
}
