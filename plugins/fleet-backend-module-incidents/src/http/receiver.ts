import type { IncomingHttpHeaders } from 'node:http';
import type { Fact } from '../incidents/recorder';

/** What a message comes to. */
export interface Received {
  facts: Fact[];
  /** What was not taken of it, and why, in words for whoever looks after the tool. */
  left: { key: string | null; reason: string }[];
}

/** A message that cannot be understood; says what is wrong and where. */
export class MalformedMessageError extends Error {
  name = 'MalformedMessageError';
}

/** A message that its sender may not send; says what it may. */
export class NotAllowedMessageError extends Error {
  name = 'NotAllowedMessageError';
}

/** Takes the messages of one tool. */
export interface Receiver {
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
  read(message: unknown, now: number): Received;
}
