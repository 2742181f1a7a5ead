import type { IncomingHttpHeaders } from 'node:http';
import type { AcceptedObservations } from '../source';

/** What a message comes to. @public */
export interface ReceivedMessage<Fact> {
  /** What is to be recorded. */
  facts: Fact[];
  /** What was not taken of it, and why, in words for whoever looks after the sender. */
  left: { key: string | null; reason: string }[];
}

/** A message that cannot be understood; says what is wrong and where. @public */
export class MalformedMessageError extends Error {
  /** Tells it from other errors. */
  name = 'MalformedMessageError';
}

/** A message that its sender may not send; says what it may. @public */
export class NotAllowedMessageError extends Error {
  /** Tells it from other errors. */
  name = 'NotAllowedMessageError';
}

/** Takes the messages of one sender. @public */
export interface WebhookReceiver<Fact> {
  /** From `/webhooks` on, such as `/generic/pipeline`. */
  path: string;
  /** Scope of what it tells. */
  scope: string;
  /** Whether the headers alone show that it may come in; true where only the body can show it. */
  admits(headers: IncomingHttpHeaders): boolean;
  /** Whether the body, as it came, shows it. */
  trusts(body: Buffer, headers: IncomingHttpHeaders): boolean;
  /**
   * What a message tells.
   *
   * @throws MalformedMessageError, NotAllowedMessageError
   */
  read(message: unknown, now: number): ReceivedMessage<Fact>;
}

/** Where what was received goes. @public */
export interface WebhookSink<Fact> {
  /**
   * Records facts of a scope; resolves when they are durable.
   *
   * @throws Error when they could not be recorded: let the other side try again.
   */
  record(scope: string, facts: readonly Fact[]): Promise<AcceptedObservations>;
}
