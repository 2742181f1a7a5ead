/**
 * Requests to one API server. Every request has a time limit; every failure becomes a {@link ClusterError} that says what to do. Credentials are read again when
 * they are refused, so that a renewed token or kubeconfig is taken up without a restart.
 */
import type { Clock } from '@landfall/backstage-plugin-fleet-node';
import type { ClusterConfig } from '../config/types';
import type { ClockOffset } from './clockOffset';
import {
  readCredentials,
  type Credentials,
  type TransportResponse,
} from './credentials';
import { ClusterError, transportError } from './errors';
import { beginningOf, refusalOf } from './refusal';

/** Time limits of requests. */
export interface RequestLimits {
  /** Until the head of an answer, and between two pieces of an ordinary one, ms. */
  answerMs: number;
  /** For a whole ordinary answer, ms. */
  totalMs: number;
  /** Between two pieces of a watch, ms; above the minute after which a quiet server sends a bookmark. */
  quietMs: number;
}

/** See {@link RequestLimits}. */
export const defaultRequestLimits: RequestLimits = {
  answerMs: 30_000,
  totalMs: 120_000,
  quietMs: 100_000,
};

/** What is asked for. */
export interface ApiRequest {
  path: string;
  query?: Record<string, string>;
  /** Ends the request; what is thrown then is its reason. */
  signal: AbortSignal;
  /** Shorter than the usual limit of a whole answer, ms. */
  limitMs?: number;
}

/** What an API client needs. */
export interface ClusterApiOptions {
  cluster: ClusterConfig;
  clock: Clock;
  /** Learns from every answer. */
  offset: ClockOffset;
  limits?: Partial<RequestLimits>;
  /** Where credentials come from; an argument for tests. */
  read?: (cluster: ClusterConfig) => Promise<Credentials>;
}

/** See the top of the file. */
export class ClusterApi {
  private readonly limits: RequestLimits;
  private current: Promise<Credentials> | undefined;
  private url: string;

  constructor(private readonly options: ClusterApiOptions) {
    this.limits = { ...defaultRequestLimits, ...options.limits };
    this.url = options.cluster.path;
  }

  /**
   * A whole answer.
   *
   * @throws ClusterError
   */
  async text(request: ApiRequest): Promise<string> {
    const { totalMs, answerMs } = this.limits;
    // Counted from when the request is sent, not from when its credentials are read.
    const wire = () =>
      AbortSignal.any([
        request.signal,
        AbortSignal.timeout(request.limitMs ?? totalMs),
      ]);
    const response = await this.send(request, wire, answerMs);
    return this.guard(request, () => response.body.text());
  }

  /**
   * A watch: gives pieces as they come, until the server ends it.
   *
   * @throws ClusterError
   */
  async *stream(
    request: ApiRequest,
    /** Called when the server has agreed. */
    onOpen: () => void,
  ): AsyncGenerator<Uint8Array> {
    const { signal } = request;
    const { quietMs } = this.limits;
    const response = await this.send(request, () => signal, quietMs);
    onOpen();
    const pieces = response.body[Symbol.asyncIterator]();
    try {
      for (;;) {
        const piece = await this.guard(request, () => pieces.next());
        if (piece.done) return;
        yield piece.value;
      }
    } finally {
      response.body.destroy();
    }
  }

  /** Ends all connections. */
  async close(): Promise<void> {
    const { current } = this;
    this.current = undefined;
    // Credentials that could not be read have nothing to close.
    const credentials = await current?.catch(() => undefined);
    await credentials?.transport.destroy();
  }

  private async send(
    request: ApiRequest,
    wire: () => AbortSignal,
    bodyTimeout: number,
  ): Promise<TransportResponse> {
    for (let attempt = 1; ; attempt++) {
      const used = this.current ?? this.renew();
      const response = await this.sendWith(
        await used,
        request,
        wire,
        bodyTimeout,
      );
      if (response.statusCode === 200) return response;
      if (response.statusCode === 401) this.retire(used);
      if (response.statusCode !== 401 || attempt > 1) {
        const { cluster } = this.options;
        throw await this.guard(request, () =>
          refusalOf(
            { cluster: cluster.name, place: cluster.path, path: request.path },
            response,
          ),
        );
      }
      await this.guard(request, () => beginningOf(response));
    }
  }

  private async sendWith(
    credentials: Credentials,
    request: ApiRequest,
    wire: () => AbortSignal,
    bodyTimeout: number,
  ): Promise<TransportResponse> {
    const { clock, offset } = this.options;
    const query = new URLSearchParams(request.query).toString();
    const { origin, pathname } = new URL(credentials.url);
    const base = pathname === '/' ? '' : pathname;
    const headers = await credentials.headers();
    request.signal.throwIfAborted();
    const sent = clock.now();
    const response = await this.guard(request, () =>
      credentials.transport.request({
        origin,
        path: `${base}${request.path}${query && `?${query}`}`,
        method: 'GET',
        headers: { ...headers, accept: 'application/json' },
        signal: wire(),
        headersTimeout: this.limits.answerMs,
        bodyTimeout,
      }),
    );
    const { date } = response.headers;
    if (typeof date === 'string') offset.observe(date, sent, clock.now());
    return response;
  }

  /** Runs a step of a request; its errors become ours, unless the caller ended it. */
  private async guard<T>(
    request: ApiRequest,
    step: () => Promise<T>,
  ): Promise<T> {
    try {
      return await step();
    } catch (error) {
      request.signal.throwIfAborted();
      if (error instanceof ClusterError) throw error;
      const { cluster } = this.options;
      const trouble = transportError(error, {
        cluster: cluster.name,
        url: this.url,
        place: cluster.path,
      });
      // The authority may have been replaced: its file is read again for the next try.
      if (trouble.kind === 'untrusted' && this.current) {
        this.retire(this.current);
      }
      throw trouble;
    }
  }

  private renew(): Promise<Credentials> {
    const { read = readCredentials, cluster } = this.options;
    const reading = read(cluster);
    this.current = reading;
    reading.then(
      ({ url }) => {
        this.url = url;
      },
      () => {
        // Who waits for it hears of it; the next one tries again.
        if (this.current === reading) this.current = undefined;
      },
    );
    return reading;
  }

  /** Lets the next request read the credentials again. What still runs over the old connections may end. */
  private retire(used: Promise<Credentials>): void {
    if (this.current !== used) return;
    this.current = undefined;
    used
      .then(credentials => credentials.transport.close())
      .catch(() => {
        // Connections that are broken already need no closing.
      });
  }
}
