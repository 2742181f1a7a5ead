/** The webhook of Alertmanager, version 4: https://prometheus.io/docs/alerting/latest/configuration/#webhook_config */
import {
  bearerOf,
  isOneOf,
  readMessage,
} from '@landfall/backstage-plugin-fleet-node';
import { z } from 'zod';
import type { AlertmanagerConfig } from '../config/types';
import type { Received, Receiver } from '../http/receiver';
import { readMoment } from '../incidents/moments';
import { alertSchema, isIgnored, reportOfAlert, type Alert } from './alert';

const envelopeSchema = z.object({ version: z.string() });
const messageSchema = z.object({
  truncatedAlerts: z.number().optional(),
  alerts: z.array(
    alertSchema.extend({ status: z.enum(['firing', 'resolved']) }),
  ),
});

/** Takes what one Alertmanager sends. */
export function alertmanagerReceiver(
  config: AlertmanagerConfig & { secrets: readonly string[] },
): Receiver {
  return {
    path: `/alertmanager/${config.name}`,
    scope: config.name,
    admits: ({ authorization }) =>
      isOneOf(bearerOf(authorization), config.secrets),
    trusts: () => true,
    read: (message, now) => readAlerts(config, message, now),
  };
}

function readAlerts(
  config: AlertmanagerConfig,
  message: unknown,
  now: number,
): Received {
  const { version } = readMessage(envelopeSchema, message);
  if (version !== '4') {
    const reason = 'Only version 4 of the webhook is understood';
    return { facts: [], left: [{ key: null, reason }] };
  }
  const { alerts, truncatedAlerts = 0 } = readMessage(messageSchema, message);
  const received: Received = { facts: [], left: [] };
  for (const alert of alerts) {
    const key = alert.fingerprint;
    if (isIgnored(alert, config)) {
      received.left.push({ key, reason: 'is left out by configuration' });
      continue;
    }
    const told = reportOfAlert(alert, {
      config,
      now,
      stateOf: startsAt => stateOf(alert, startsAt),
    });
    if ('report' in told) {
      received.facts.push({ type: 'incident', report: told.report });
    } else received.left.push({ key, reason: told.trouble });
  }
  if (truncatedAlerts > 0) {
    const reason = `${truncatedAlerts} alerts were cut off: leave out max_alerts`;
    received.left.push({ key: null, reason });
  }
  return received;
}

/** A message has no time of its own: what fires is as old as its beginning, so that a late one never opens again what has ended. */
function stateOf(
  { status, endsAt }: Alert & { status: 'firing' | 'resolved' },
  startsAt: number,
) {
  if (status === 'firing') return { version: startsAt, state: 'open' as const };
  const endedAt = readMoment(endsAt) ?? startsAt;
  return {
    version: Math.max(startsAt, endedAt),
    state: { endedAt, estimated: false },
  };
}
