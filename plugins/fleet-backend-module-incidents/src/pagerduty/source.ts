import {
  originOfPagerDutyService,
  type PollScope,
  type Source,
} from '@landfall/backstage-plugin-fleet-node';
import type { PagerDutyConfig, Read } from '../config/types';
import type { Receiver } from '../http/receiver';
import { waitingScope } from '../http/waitingScope';
import { Recorder, type FactSink } from '../incidents/recorder';
import { lookAtPagerDuty } from './look';
import { pagerDutyReceiver } from './receiver';

/** A look may have to catch up with history; each of its requests has a limit of its own. */
const LOOK_LIMIT_SECONDS = 600;

/** The source of the account, and what receives its webhooks. */
export function createPagerDutySource({
  entries,
  problems,
}: Read<PagerDutyConfig>): {
  source: Source;
  receivers: { receiver: Receiver; sink: FactSink }[];
} {
  const recorder = new Recorder();
  return {
    source: {
      id: 'pagerduty',
      title: 'PagerDuty',
      observes: ['incident', 'page'],
      problems,
      scopes: entries.map(entry => pagerDutyScope(entry, recorder)),
      connect: inbox => recorder.connect(inbox),
    },
    receivers: entries.flatMap(entry => {
      const { secrets } = entry;
      return secrets === undefined
        ? []
        : [
            {
              receiver: pagerDutyReceiver({ ...entry, secrets }),
              sink: recorder,
            },
          ];
    }),
  };
}

/** The scope of an account. */
export function pagerDutyScope(
  config: PagerDutyConfig,
  sink: FactSink,
): PollScope {
  const { account, server, intervalSeconds } = config;
  if (!server) return waitingScope(account);
  return {
    mode: 'poll',
    scope: account,
    intervalSeconds,
    timeoutSeconds: LOOK_LIMIT_SECONDS,
    covers: {
      kinds: ['incident', 'page'],
      originPrefix: originOfPagerDutyService(''),
    },
    run: context => lookAtPagerDuty({ ...config, server }, context, sink),
  };
}
