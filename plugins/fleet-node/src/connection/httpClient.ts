import { Agent } from 'undici';
import type { HttpAccess, HttpCredentials } from './access';
import { readAuthorities } from './authorities';
import { HttpError } from './httpError';
import { connectionTrouble } from './trouble';

const CONNECTIONS = 4;
const LONGEST_REFUSAL_BYTES = 16_384;

/** What is asked for. @public */
export interface HttpRequest {
  /** Of HTTP. */
  method: 'GET' | 'POST';
  /** From the server's address on, with its slash and its query, percent-encoded. */
  path: string;
  /** Of a POST. */
  body?: { type: string; text: string };
  /** Sent with this request, besides those of the client. */
  headers?: Readonly<Record<string, string>>;
  /** Statuses that tell the caller something, though they are redirects or refusals: they are answers then, and thrown for no more. */
  takes?: readonly number[];
  /** Ends the request; what is thrown then is its reason. */
  signal: AbortSignal;
}

/** What came back: any status but those that {@link HttpClient.send} throws for. @public */
export interface HttpAnswer {
  /** Of HTTP. */
  status: number;
  /** The whole body. */
  text: string;
  /** By name in lower case; the first of several. */
  headers: Readonly<Record<string, string>>;
}

/** What a client needs to know of its server. @public */
export interface HttpClientOptions {
  /** As people call it, such as `Helios master prod`. */
  server: string;
  /** Where it stands in the configuration, such as `fleet.helios.masters[0]`. */
  place: string;
  /** Its address, without a slash at the end. */
  url: string;
  /** By which it is let in, and whom it trusts. */
  access: HttpAccess;
  /** Sent with each request, such as the name of a tenant. */
  headers?: Readonly<Record<string, string>>;
  /** For a whole answer, ms. */
  timeoutMs: number;
  /** Longer answers are refused. */
  maxBytes: number;
}

/**
 * Requests to one server of HTTP. Each has a time limit, each answer a size limit; redirects are not followed, and no message holds a credential. A file of certificates is
 * read again after the server's was not trusted, so that a renewed one is taken up without a restart.
 *
 * @public
 */
export class HttpClient {
  private agent: Promise<Agent> | undefined;
  private readonly origin: string;
  private readonly base: string;

  constructor(private readonly options: HttpClientOptions) {
    const { origin, pathname } = new URL(options.url);
    this.origin = origin;
    this.base = pathname === '/' ? '' : pathname;
  }

  /**
   * Sends one request and reads the whole answer.
   *
   * @throws HttpError where there is no answer, or one that tells nothing: a redirect, refused credentials, too many bytes.
   */
  async send(request: HttpRequest): Promise<HttpAnswer> {
    const { signal, body } = request;
    const { access, headers, timeoutMs } = this.options;
    signal.throwIfAborted();
    const agent = await this.open();
    // Counted from when the request is sent, not from when its credentials are read.
    const wire = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
    try {
      const response = await agent.request({
        origin: this.origin,
        path: `${this.base}${request.path}`,
        method: request.method,
        headers: {
          ...headers,
          accept: 'application/json',
          ...request.headers,
          ...authorization(access.credentials),
          ...(body && { 'content-type': body.type }),
        },
        body: body?.text ?? null,
        signal: wire,
      });
      const { statusCode: status } = response;
      const refusal = request.takes?.includes(status)
        ? undefined
        : this.refusal(status);
      if (refusal) {
        await response.body.dump({ limit: LONGEST_REFUSAL_BYTES });
        throw refusal;
      }
      return {
        status,
        text: await this.read(response.body),
        headers: firstOfEach(response.headers),
      };
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof HttpError) throw error;
      throw await this.transportError(error);
    }
  }

  /** Ends all connections. */
  async close(): Promise<void> {
    const { agent } = this;
    this.agent = undefined;
    // What could not be opened has nothing to close.
    const opened = await agent?.catch(() => undefined);
    await opened?.destroy();
  }

  private open(): Promise<Agent> {
    this.agent ??= this.create();
    return this.agent;
  }

  private async create(): Promise<Agent> {
    const { access, timeoutMs } = this.options;
    try {
      const ca = await readAuthorities(access, this.options);
      return new Agent({
        connections: CONNECTIONS,
        allowH2: false,
        headersTimeout: timeoutMs,
        bodyTimeout: timeoutMs,
        connect: { timeout: timeoutMs, ...(ca !== undefined && { ca }) },
      });
    } catch (error) {
      // The next request tries again.
      this.agent = undefined;
      throw error;
    }
  }

  private async read(
    body: AsyncIterable<Uint8Array> & { destroy(): unknown },
  ): Promise<string> {
    const { server, url, maxBytes } = this.options;
    const pieces: Uint8Array[] = [];
    let size = 0;
    for await (const piece of body) {
      size += piece.length;
      if (size > maxBytes) {
        throw new HttpError(
          'too_large',
          `${server} at ${url} answers with more than ${maxBytes} bytes`,
          {
            fix: `Check that ${url} is what it should be, and not another server.`,
          },
        );
      }
      pieces.push(piece);
    }
    return Buffer.concat(pieces).toString('utf8');
  }

  private refusal(status: number): HttpError | undefined {
    const { server, place, url, access } = this.options;
    if (status >= 300 && status < 400) {
      return new HttpError(
        'redirected',
        `${server} at ${url} sends elsewhere (${status}); redirects are not followed`,
        { fix: `Put the address that it leads to into ${place}.` },
      );
    }
    if (status === 401 || status === 407) {
      return new HttpError(
        'unauthorized',
        access.credentials.type === 'none'
          ? `${server} at ${url} wants credentials (${status}), and ${place} gives none`
          : `${server} at ${url} refuses the credentials (${status}); they are wrong or have expired`,
        { fix: `Change ${place}.credentials.` },
      );
    }
    if (status === 403) {
      return new HttpError(
        'forbidden',
        `${server} at ${url} forbids it (403); the credentials are not enough`,
        {
          fix: `Give those in ${place}.credentials the right to read, or change them.`,
        },
      );
    }
    return undefined;
  }

  private async transportError(error: unknown): Promise<HttpError> {
    const { server, place, url, timeoutMs } = this.options;
    const { kind, code, words } = connectionTrouble(error);
    switch (kind) {
      case 'untrusted':
        await this.close();
        return new HttpError(
          kind,
          `The certificate of ${server} at ${url} is not trusted (${code}): ${words}`,
          {
            fix: `Name the authority that signed it in ${place}, as caFile or as ca, and check that the address there is one of the certificate's.`,
          },
        );
      case 'timeout':
        return new HttpError(
          kind,
          `${server} at ${url} does not answer within ${
            timeoutMs / 1000
          } s (${code})`,
          {
            fix: `Check the network between the portal and ${url}, and how busy it is. It is tried again by itself.`,
            cause: error,
          },
        );
      default:
        return new HttpError(
          kind,
          `${server} at ${url} cannot be reached (${code})`,
          {
            fix: `Check that it runs, that the address in ${place} is right, and the network between. It is tried again by itself.`,
            cause: error,
          },
        );
    }
  }
}

function firstOfEach(
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, given]) => {
      const [value] = [given ?? []].flat();
      return value === undefined ? [] : [[name.toLowerCase(), value]];
    }),
  );
}

function authorization(credentials: HttpCredentials): Record<string, string> {
  switch (credentials.type) {
    case 'basic': {
      const { username, password } = credentials;
      const pair = Buffer.from(`${username}:${password}`).toString('base64');
      return { authorization: `Basic ${pair}` };
    }
    case 'bearer':
      return { authorization: `Bearer ${credentials.token}` };
    default:
      return {};
  }
}
