import type { Source } from '@landfall/backstage-plugin-fleet-node';
import type { Read, ToolConfig } from '../config/types';
import type { Receiver } from '../http/receiver';
import { waitingScope } from '../http/waitingScope';
import { Recorder, type FactSink } from '../incidents/recorder';
import { toolReceiver } from './receiver';

/** The source of the tools that use the generic webhook: a scope for each. */
export function createWebhookSource({ entries, problems }: Read<ToolConfig>): {
  source: Source;
  receivers: { receiver: Receiver; sink: FactSink }[];
} {
  const recorder = new Recorder();
  return {
    source: {
      id: 'webhook',
      title: 'Webhook',
      observes: ['incident', 'page', 'ticket', 'ci_deployment', 'validation'],
      problems,
      scopes: entries.map(({ name }) => waitingScope(name)),
      connect: inbox => recorder.connect(inbox),
    },
    receivers: entries.map(entry => ({
      receiver: toolReceiver(entry),
      sink: recorder,
    })),
  };
}
