/**
 * Requests to one Prometheus, or to something that speaks like one. Every request has a time limit and a size limit.
 *
 * A server that is not there, or does not let us in, is an error of the whole look; a query that it does not understand or that takes too long is a
 * {@link QueryError} of that query alone.
 */
import type { Instant } from '@landfall/backstage-plugin-fleet-common';
import { HttpClient, HttpError } from '@landfall/backstage-plugin-fleet-node';
import type { ServerConfig } from '../config/types';
import {
  readMatrix,
  readVector,
  type Answer,
  type Sample,
  type SampleRange,
} from './answer';
import { QueryError } from './queryError';

/** Ten thousand series with long labels. */
const MOST_BYTES = 32 * 1024 * 1024;
/** Longer ones do not fit into an address everywhere. */
const LONGEST_IN_ADDRESS = 2_000;

/** What is asked. */
export interface Question {
  query: string;
  /** Where it stands in the configuration. */
  path: string;
}

/** See the top of the file. */
export class PrometheusApi {
  private readonly http: HttpClient;
  private readonly server: string;

  constructor(
    config: Pick<
      ServerConfig,
      'name' | 'path' | 'url' | 'access' | 'headers' | 'timeoutSeconds'
    >,
    private readonly signal: AbortSignal,
  ) {
    this.server = `Prometheus ${config.name}`;
    this.http = new HttpClient({
      server: this.server,
      place: config.path,
      url: config.url,
      access: config.access,
      headers: config.headers,
      timeoutMs: config.timeoutSeconds * 1_000,
      maxBytes: MOST_BYTES,
    });
  }

  /** Asks for nothing, to see whether it is there and lets us in. @throws SourceError */
  async greet(path: string): Promise<void> {
    const answer = await this.send('/api/v1/query', { query: 'vector(1)' });
    readVector(answer, { server: this.server, path });
  }

  /** Values at one time. @throws SourceError */
  async at(question: Question, at: Instant): Promise<Answer<Sample>> {
    return this.ask(question, async asked =>
      readVector(
        await this.send('/api/v1/query', {
          query: question.query,
          time: seconds(at),
        }),
        asked,
      ),
    );
  }

  /** Values over a time. @throws SourceError */
  async over(
    question: Question,
    range: { from: Instant; to: Instant; stepSeconds: number },
  ): Promise<Answer<SampleRange>> {
    return this.ask(question, async asked =>
      readMatrix(
        await this.send('/api/v1/query_range', {
          query: question.query,
          start: seconds(range.from),
          end: seconds(range.to),
          step: String(range.stepSeconds),
        }),
        asked,
      ),
    );
  }

  /** Ends all connections. */
  close(): Promise<void> {
    return this.http.close();
  }

  /** One query that takes too long, or answers too much, is no reason to give up the others. */
  private async ask<T>(
    { path }: Question,
    step: (asked: { server: string; path: string }) => Promise<T>,
  ): Promise<T> {
    try {
      return await step({ server: this.server, path });
    } catch (error) {
      if (!(error instanceof HttpError)) throw error;
      if (error.kind === 'timeout') {
        throw new QueryError(`${path} has no answer: ${error.message}`, {
          fix: `Make ${path} cheaper, for example with a recording rule, or allow more time with timeoutSeconds.`,
          cause: error,
          slow: true,
        });
      }
      if (error.kind === 'too_large') {
        throw new QueryError(`${path} gives too much: ${error.message}`, {
          fix: `Sum up in ${path}, as in sum by (service) (…).`,
          cause: error,
        });
      }
      throw error;
    }
  }

  private send(path: string, parameters: Record<string, string>) {
    const text = new URLSearchParams(parameters).toString();
    const { signal } = this;
    return text.length <= LONGEST_IN_ADDRESS
      ? this.http.send({ method: 'GET', path: `${path}?${text}`, signal })
      : this.http.send({
          method: 'POST',
          path,
          body: { type: 'application/x-www-form-urlencoded', text },
          signal,
        });
  }
}

function seconds(at: Instant): string {
  return String(at / 1_000);
}
