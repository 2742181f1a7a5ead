import type { Problem } from '@landfall/backstage-plugin-fleet-common';
import {
  HttpError,
  type SourceError,
} from '@landfall/backstage-plugin-fleet-node';
import { HeliosError } from '../client/heliosError';
import type { MasterClient, MasterRequest } from '../client/masterClient';

const MOST_PROBLEMS = 20;

/** Who is asked, and on whose behalf. */
export interface AskingOptions {
  /** The cluster's name, for messages. */
  cluster: string;
  client: Pick<MasterClient, 'json'>;
  signal: AbortSignal;
}

/** Asks, and keeps what was refused. */
export class Asking {
  private readonly found = new Map<string, Problem>();
  readonly cluster: string;

  constructor(private readonly options: AskingOptions) {
    this.cluster = options.cluster;
  }

  /** An answer that the look cannot do without. */
  async need(request: Omit<MasterRequest, 'signal'>): Promise<unknown> {
    const { client, signal } = this.options;
    return client.json({ ...request, signal });
  }

  /** An answer that the look can do without: `refused` where it is not given. */
  async want(
    request: Omit<MasterRequest, 'signal'>,
  ): Promise<{ value: unknown } | 'absent' | 'refused'> {
    try {
      return { value: await this.need(request) };
    } catch (error) {
      if (error instanceof HeliosError && error.kind === 'absent') {
        return 'absent';
      }
      if (!isAnAnswer(error)) throw error;
      this.note({ text: error.message, fix: error.fix });
      return 'refused';
    }
  }

  /** Something is not what Helios promises. */
  malformed(what: string): void {
    this.note({
      text: `Helios master of ${this.cluster} tells of ${what} in a way that is not understood`,
      fix: `Check that it is version 0.9; what cannot be read is left as it was seen last.`,
    });
  }

  note(problem: Problem): void {
    this.found.set(problem.text, problem);
  }

  problems(): Problem[] {
    const all = [...this.found.values()];
    if (all.length <= MOST_PROBLEMS) return all;
    const more = all.length - MOST_PROBLEMS;
    return [
      ...all.slice(0, MOST_PROBLEMS),
      {
        text: `Helios master of ${this.cluster} refused ${more} more requests`,
        fix: all[0].fix,
      },
    ];
  }
}

/** Whether a master is there, and only this was refused, or took too long. */
function isAnAnswer(error: unknown): error is SourceError {
  if (error instanceof HeliosError) return true;
  return (
    error instanceof HttpError &&
    ['timeout', 'too_large', 'forbidden'].includes(error.kind)
  );
}
