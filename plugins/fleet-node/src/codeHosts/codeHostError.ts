import { SourceError } from '../source';

/**
 * What a code host refuses. `limited`: too much was asked, see `until`. `unauthorized`: it does not know the credentials. `forbidden`: they are not enough.
 * `missing`: there is no such thing, or the credentials may not see it. `gone`: it is switched off. `conflict`: the repository is empty. `invalid`: it
 * does not understand. `broken`: it fails itself, or answers with what is no answer.
 *
 * @public
 */
export type Refusal =
  | 'limited'
  | 'unauthorized'
  | 'forbidden'
  | 'missing'
  | 'gone'
  | 'conflict'
  | 'invalid'
  | 'broken';

/** A refusal of a code host, that says what to do. @public */
export class CodeHostError extends SourceError {
  /** What kind of refusal it is. */
  readonly refusal: Refusal;
  /** When to ask again, ms; of `limited`. */
  readonly until: number | undefined;

  constructor(
    refusal: Refusal,
    message: string,
    options: { fix: string; until?: number },
  ) {
    super(message, options);
    this.name = 'CodeHostError';
    this.refusal = refusal;
    this.until = options.until;
  }
}

/** Whether something does not exist, or not any more. @public */
export function isGone(error: unknown): boolean {
  return (
    error instanceof CodeHostError &&
    ['missing', 'gone'].includes(error.refusal)
  );
}
