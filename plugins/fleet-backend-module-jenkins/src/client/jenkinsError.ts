import { SourceError } from '@landfall/backstage-plugin-fleet-node';

/**
 * What Jenkins refuses. `unauthorized`: it does not know the credentials. `forbidden`: they are not enough. `missing`: there is no such thing, or the credentials may not
 * see it. `busy`: it, or what stands before it, wants to be left alone, see `until`. `broken`: it fails itself, or answers with what is no answer.
 */
export type Refusal =
  | 'unauthorized'
  | 'forbidden'
  | 'missing'
  | 'busy'
  | 'broken';

/** A refusal of Jenkins, that says what to do. */
export class JenkinsError extends SourceError {
  readonly refusal: Refusal;
  /** When to ask again, ms; of `busy`. */
  readonly until: number | undefined;

  constructor(
    refusal: Refusal,
    message: string,
    options: { fix: string; until?: number },
  ) {
    super(message, options);
    this.name = 'JenkinsError';
    this.refusal = refusal;
    this.until = options.until;
  }
}

/** Whether something does not exist, or may not be seen. */
export function isMissing(error: unknown): boolean {
  return error instanceof JenkinsError && error.refusal === 'missing';
}
