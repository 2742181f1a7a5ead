import { SourceError } from '@landfall/backstage-plugin-fleet-node';

/** One query could not be answered, though the server is there; says which line of the configuration to change. */
export class QueryError extends SourceError {
  name = 'QueryError';
  /** Whether it took too long. */
  readonly slow: boolean;

  constructor(
    message: string,
    options: { fix: string; cause?: unknown; slow?: boolean },
  ) {
    super(message, options);
    this.slow = options.slow ?? false;
  }
}
