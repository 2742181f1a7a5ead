/** Webhooks version 3 of PagerDuty: https://developer.pagerduty.com/docs/webhooks-overview */
import { readMessage } from '@landfall/backstage-plugin-fleet-node';
import { z } from 'zod';
import type { PagerDutyConfig } from '../config/types';
import type { Received, Receiver } from '../http/receiver';
import { isSigned } from '../http/secrets';
import { readMoment } from '../incidents/moments';
import { incidentSchema, reportOfIncident } from './incident';

const SIGNATURE = 'x-pagerduty-signature';

const eventSchema = z.object({
  event: z.object({ event_type: z.string().max(200) }),
});
const incidentEventSchema = z.object({
  event: z.object({
    event_type: z.string(),
    occurred_at: z.string(),
    data: incidentSchema,
  }),
});

/** Events whose data is the incident. */
const OF_INCIDENTS = new Set(
  [
    'acknowledged',
    'delegated',
    'escalated',
    'priority_updated',
    'reassigned',
    'reopened',
    'resolved',
    'service_updated',
    'triggered',
    'unacknowledged',
  ].map(name => `incident.${name}`),
);

/** Takes what the subscriptions of an account send. */
export function pagerDutyReceiver(
  config: PagerDutyConfig & { secrets: readonly string[] },
): Receiver {
  return {
    path: '/pagerduty',
    scope: config.account,
    // What only looks like one costs no more than this.
    admits: headers => typeof headers[SIGNATURE] === 'string',
    trusts: (body, headers) =>
      isSigned(body, headers[SIGNATURE]?.toString(), config.secrets),
    read: readEvent,
  };
}

function readEvent(message: unknown, now: number): Received {
  const { event_type: type } = readMessage(eventSchema, message).event;
  if (!OF_INCIDENTS.has(type)) {
    const reason = 'Events of this type tell nothing that is recorded';
    return { facts: [], left: [{ key: null, reason }] };
  }
  const { event } = readMessage(incidentEventSchema, message);
  const { data: incident } = event;
  const changedAt = readMoment(event.occurred_at);
  const told =
    changedAt === undefined
      ? { trouble: 'has no time in occurred_at' }
      : reportOfIncident(incident, {
          changedAt,
          acknowledgedAt:
            type === 'incident.acknowledged' ? changedAt : undefined,
          now,
        });
  return 'report' in told
    ? { facts: [{ type: 'incident', report: told.report }], left: [] }
    : { facts: [], left: [{ key: incident.id, reason: told.trouble }] };
}
