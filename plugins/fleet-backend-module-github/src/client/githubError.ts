import { SourceError } from '@landfall/backstage-plugin-fleet-node';

/**
 * What GitHub refuses. `limited`: too much was asked, see `until`. `unauthorized`: it does not know the credentials. `forbidden`: they are not enough.
 * `missing`: there is no such thing, or the credentials may not see it. `gone`: it is switched off. `conflict`: the repository is empty. `invalid`: it
 * does not understand. `broken`: it fails itself, or answers with what is no answer.
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

/** A refusal of GitHub, that says what to do. */
export class GithubError extends SourceError {
  readonly refusal: Refusal;
  /** When to ask again, ms; of `limited`. */
  readonly until: number | undefined;

  constructor(
    refusal: Refusal,
    message: string,
    options: { fix: string; until?: number },
  ) {
    super(message, options);
    this.name = 'GithubError';
    this.refusal = refusal;
    this.until = options.until;
  }
}
