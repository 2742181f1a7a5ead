import type { Problem } from '@landfall/backstage-plugin-fleet-common';
import {
  authoritiesProblem,
  type PollScope,
  type Source,
} from '@landfall/backstage-plugin-fleet-node';
import type { AlertmanagerConfig, Read } from '../config/types';
import type { Receiver } from '../http/receiver';
import { waitingScope } from '../http/waitingScope';
import { Recorder, type FactSink } from '../incidents/recorder';
import { lookAtAlertmanager } from './look';
import { alertmanagerReceiver } from './receiver';

const LOOK_LIMIT_SECONDS = 120;

/** The source of the configured servers, and what receives their webhooks. */
export async function createAlertmanagerSource({
  entries,
  problems,
}: Read<AlertmanagerConfig>): Promise<{
  source: Source;
  receivers: { receiver: Receiver; sink: FactSink }[];
}> {
  const recorder = new Recorder();
  const unreadable = await Promise.all(
    entries.map(({ name, path, server }) =>
      server === undefined
        ? undefined
        : authoritiesProblem(server.access, {
            server: `Alertmanager ${name}`,
            place: path,
          }),
    ),
  );
  return {
    source: {
      id: 'alertmanager',
      title: 'Alertmanager',
      observes: ['incident'],
      problems: [
        ...problems,
        ...unreadable.filter(
          (problem): problem is Problem => problem !== undefined,
        ),
      ],
      scopes: entries.map(entry => alertmanagerScope(entry, recorder)),
      connect: inbox => recorder.connect(inbox),
    },
    receivers: entries.flatMap(entry => {
      const { secrets } = entry;
      return secrets === undefined
        ? []
        : [
            {
              receiver: alertmanagerReceiver({ ...entry, secrets }),
              sink: recorder,
            },
          ];
    }),
  };
}

/** The scope of a server. */
export function alertmanagerScope(
  config: AlertmanagerConfig,
  sink: FactSink,
): PollScope {
  const { name, server, intervalSeconds } = config;
  if (!server) return waitingScope(name);
  return {
    mode: 'poll',
    scope: name,
    intervalSeconds,
    timeoutSeconds: LOOK_LIMIT_SECONDS,
    // Whichever service has an alert, it is among them.
    covers: { kinds: ['incident'], originPrefix: null },
    run: context => lookAtAlertmanager({ ...config, server }, context, sink),
  };
}
