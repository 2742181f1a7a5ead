/**
 * Asks the masters of one Helios cluster. They tell the same, so when one does not answer, or only that it cannot, the next is asked, and stays the one that is
 * asked. No message holds a credential.
 */
import {
  HttpClient,
  HttpError,
  type HttpAnswer,
} from '@landfall/backstage-plugin-fleet-node';
import type { MasterConfig } from '../config/types';
import { HeliosError, wordsOf } from './heliosError';

const LARGEST_ANSWER = 256 * 1024 * 1024;

/** What is asked for. */
export interface MasterRequest {
  /** With its query, percent-encoded. */
  path: string;
  /** Makes it a POST. */
  body?: unknown;
  /** Ends the request; what is thrown then is its reason. */
  signal: AbortSignal;
}

/** What a client needs. */
export interface MasterClientOptions {
  master: MasterConfig;
  /** Longer answers are refused; an argument for tests. */
  maxBytes?: number;
}

/** See the top of the file. */
export class MasterClient {
  private readonly clients: HttpClient[];
  private current = 0;
  private readonly name: string;

  constructor({ master, maxBytes = LARGEST_ANSWER }: MasterClientOptions) {
    this.name = master.name;
    this.clients = master.urls.map(
      url =>
        new HttpClient({
          server: `Helios master of ${master.name}`,
          place: master.path,
          url,
          access: master.access,
          timeoutMs: master.timeoutSeconds * 1000,
          maxBytes,
        }),
    );
  }

  /**
   * The parsed answer.
   *
   * @throws HeliosError where a master answered something else, HttpError where none answered
   */
  async json(request: MasterRequest): Promise<unknown> {
    const first = this.current;
    const failures: (HeliosError | HttpError)[] = [];
    for (let step = 0; step < this.clients.length; step++) {
      const index = (first + step) % this.clients.length;
      try {
        const value = await this.ask(this.clients[index], request);
        if (step > 0) this.current = index;
        return value;
      } catch (error) {
        if (!isOfThisMaster(error)) throw error;
        failures.push(error);
      }
    }
    // What a master says tells more than that another is away.
    throw failures.find(error => error instanceof HeliosError) ?? failures[0];
  }

  /** Ends all connections. */
  async close(): Promise<void> {
    await Promise.all(this.clients.map(client => client.close()));
  }

  private async ask(
    client: HttpClient,
    { path, body, signal }: MasterRequest,
  ): Promise<unknown> {
    const answer = await client.send({
      method: body === undefined ? 'GET' : 'POST',
      path,
      body:
        body === undefined
          ? undefined
          : { type: 'application/json', text: JSON.stringify(body) },
      signal,
    });
    if (answer.status !== 200) throw this.refusal(path, answer);
    try {
      return JSON.parse(answer.text);
    } catch (error) {
      throw new HeliosError(
        'malformed',
        `Helios master of ${this.name} answers ${path} with something that is no JSON`,
        {
          fix: `Check that the address is that of a Helios master, and not of another server.`,
          status: answer.status,
          // The parser's own message would repeat a part of the answer.
          cause: error instanceof Error ? error.name : undefined,
        },
      );
    }
  }

  private refusal(path: string, { status, text }: HttpAnswer): HeliosError {
    const words = wordsOf(text);
    return new HeliosError(
      status === 404 ? 'absent' : 'refused',
      `Helios master of ${this.name} answers ${path} with status ${status}${
        words === undefined ? '' : `: ${words}`
      }`,
      {
        fix: `Look into the log of the master of ${this.name}. It is tried again by itself.`,
        status,
      },
    );
  }
}

/** Whether another master may do better. */
function isOfThisMaster(error: unknown): error is HeliosError | HttpError {
  if (error instanceof HttpError) return true;
  return (
    error instanceof HeliosError &&
    (error.status >= 500 || error.kind === 'malformed')
  );
}
