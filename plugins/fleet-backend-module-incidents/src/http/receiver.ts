import type {
  ReceivedMessage,
  WebhookReceiver,
} from '@landfall/backstage-plugin-fleet-node';
import type { Fact } from '../incidents/recorder';

/** What a message comes to. */
export type Received = ReceivedMessage<Fact>;

/** Takes the messages of one tool. */
export type Receiver = WebhookReceiver<Fact>;
