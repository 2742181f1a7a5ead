import type { IncomingHttpHeaders } from 'node:http';
import {
  basicPasswordOf,
  bearerOf,
  isOneOf,
  type WebhookReceiver,
} from '@landfall/backstage-plugin-fleet-node';
import type { JenkinsConfig } from '../config/types';
import { readHint, type BuildHint } from './message';

/** What takes messages: one for all instances, and one for each. None where no secret is configured. */
export function hintReceivers({
  instances,
  secrets,
}: Pick<JenkinsConfig, 'instances' | 'secrets'>): WebhookReceiver<BuildHint>[] {
  if (secrets === undefined) return [];
  const admits = ({ authorization }: IncomingHttpHeaders) => {
    // The plugin knows no other way to send a secret than in the address.
    const given = [bearerOf(authorization), basicPasswordOf(authorization)];
    return given.filter(one => isOneOf(one, secrets)).length > 0;
  };
  return [undefined, ...instances.map(({ name }) => name)].map(instance => ({
    path: instance === undefined ? '/jenkins' : `/jenkins/${instance}`,
    scope: instance ?? '',
    admits,
    trusts: () => true,
    read: message => readHint(message, { instance, instances }),
  }));
}
