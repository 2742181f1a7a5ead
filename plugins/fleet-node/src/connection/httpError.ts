import { SourceError } from '../source';
import type { ConnectionTrouble } from './trouble';

/**
 * What kind of trouble a request met. Besides those of the connection: `credentials`: what they are read from cannot be used. `unauthorized`, `forbidden`: they are refused,
 * or not enough. `redirected`: the server sends elsewhere, where credentials must not follow. `too_large`: the answer is longer than what we take.
 *
 * @public
 */
export type HttpTrouble =
  | ConnectionTrouble
  | 'credentials'
  | 'unauthorized'
  | 'forbidden'
  | 'redirected'
  | 'too_large';

/** An error of talking to a server, that says what to do. @public */
export class HttpError extends SourceError {
  /** What kind of trouble it is. */
  readonly kind: HttpTrouble;

  constructor(
    kind: HttpTrouble,
    message: string,
    options: { fix: string; cause?: unknown },
  ) {
    super(message, options);
    this.name = 'HttpError';
    this.kind = kind;
  }
}
