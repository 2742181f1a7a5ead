/** The generic webhook: what any tool may tell, in the form that docs/connect-incidents.md describes. */
import {
  bearerOf,
  isOneOf,
  MalformedMessageError,
  NotAllowedMessageError,
  readMessage,
} from '@landfall/backstage-plugin-fleet-node';
import type { ToolConfig } from '../config/types';
import type { Received, Receiver } from '../http/receiver';
import { momentTrouble } from '../incidents/moments';
import { factOf } from './facts';
import { messageSchema, type ToolEvent } from './schema';

const TIMES = [
  'at',
  'updatedAt',
  'openedAt',
  'resolvedAt',
  'acknowledgedAt',
  'impactStartedAt',
  'closedAt',
  'startedAt',
  'finishedAt',
] as const;
/** Which time must not come before which. */
const ORDER = [
  ['openedAt', 'resolvedAt'],
  ['openedAt', 'closedAt'],
  ['startedAt', 'finishedAt'],
] as const;

/** Takes what one tool sends. */
export function toolReceiver(config: ToolConfig): Receiver {
  return {
    path: `/generic/${config.name}`,
    scope: config.name,
    admits: ({ authorization }) =>
      isOneOf(bearerOf(authorization), config.secrets),
    trusts: () => true,
    read: (message, now) => readEvents(config, message, now),
  };
}

/** All of a message, or nothing: a tool that made one mistake sends it all again. */
function readEvents(
  config: ToolConfig,
  message: unknown,
  now: number,
): Received {
  const { events } = readMessage(messageSchema, message);
  const facts = events.map((event, index) => {
    const place = `events[${index}]`;
    checkTimes(event, place, now);
    checkRights(event, place, config);
    return factOf(event);
  });
  return { facts, left: [] };
}

function timeOf(event: ToolEvent, name: string): number | undefined {
  const text: unknown = Reflect.get(event, name);
  return typeof text === 'string' ? Date.parse(text) : undefined;
}

function checkTimes(event: ToolEvent, place: string, now: number): void {
  for (const name of TIMES) {
    const at = timeOf(event, name);
    const trouble = at === undefined ? undefined : momentTrouble(at, now);
    if (trouble) {
      throw new MalformedMessageError(
        `${place}.${name} is not right: it ${trouble}`,
      );
    }
  }
  for (const [first, second] of ORDER) {
    const from = timeOf(event, first);
    const to = timeOf(event, second);
    if (from !== undefined && to !== undefined && to < from) {
      throw new MalformedMessageError(
        `${place}.${second} is not right: it lies before ${first}`,
      );
    }
  }
}

function checkRights(
  event: ToolEvent,
  place: string,
  { kinds, services, name }: ToolConfig,
): void {
  if (kinds && !kinds.has(event.kind)) {
    throw new NotAllowedMessageError(
      `${place}.kind is not one that ${name} may tell; it may tell ${[
        ...kinds,
      ].join(', ')}`,
    );
  }
  if (
    services &&
    (event.service === undefined || !services.has(event.service))
  ) {
    throw new NotAllowedMessageError(
      `${place}.service is not one of those of which ${name} may tell`,
    );
  }
}
