import { HttpClient } from '../connection/httpClient';
import type { Clock } from '../source';
import { CodeHostError, type Refusal } from './codeHostError';
import { limitedUntil, reservedUntil } from './limits';
import type { CodeHostConfig, CodeHostProfile } from './profile';

/** A hundred commits with all their files. */
const MOST_BYTES = 16 * 1024 * 1024;
const TIMEOUT_MS = 30_000;
const MOST_HOPS = 3;
/** All that says something to us, beside 200. */
const TAKES = [301, 302, 304, 307, 308, 401, 403];

/** What came back. @public */
export interface CodeHostAnswer {
  /** Parsed; undefined where nothing changed. */
  body: unknown;
  /** Marks this answer. */
  etag: string | undefined;
  /** Whether there is another page. */
  next: boolean;
  /** Number of the last page, where it is told. */
  lastPage: number | undefined;
}

/** Waits for a limit to be over within a request, rather than leave it to the next look. @public */
export interface Patience {
  /** Longer waits are left to the next look, ms. */
  longestMs: number;
  /** Waits; rejects when the signal is aborted. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

/** What {@link CodeHostApi} needs. @public */
export interface CodeHostApiOptions {
  /** What is special about this kind of host. */
  profile: CodeHostProfile;
  /** Where it is. */
  config: Pick<CodeHostConfig, 'host' | 'apiUrl'>;
  /** As people call whose credentials these are, such as `acme`; the host where it has one credential for all. */
  owner: string;
  /** None: asks as anybody. */
  token: string | undefined;
  /** The time. */
  clock: Clock;
  /** Ends all requests. */
  signal: AbortSignal;
  /** Until when nothing is asked, as the host said before. */
  until?: number;
  /** Without it a limit ends the look. */
  patience?: Patience;
}

/**
 * Requests to the API of one code host with the credentials of one owner. Asks only for what changed where it is given the mark of the last answer, follows
 * renamed repositories, and stops where the host says that it is enough.
 *
 * @public
 */
export class CodeHostApi {
  private readonly http: HttpClient;
  /** Until when nothing more is asked. */
  private until: number | undefined;

  constructor(private readonly options: CodeHostApiOptions) {
    const { config, token, profile } = options;
    this.until = options.until;
    this.http = new HttpClient({
      server: profile.title,
      place: profile.integrations,
      url: config.apiUrl,
      access: {
        credentials: token ? { type: 'bearer', token } : { type: 'none' },
      },
      headers: { 'user-agent': 'landfall' },
      timeoutMs: TIMEOUT_MS,
      maxBytes: MOST_BYTES,
    });
  }

  /** Asks once; with a mark, the answer has no body where nothing changed. @throws CodeHostError HttpError */
  async get(path: string, etag?: string): Promise<CodeHostAnswer> {
    try {
      await this.untilAllowed();
      return await this.ask(path, etag);
    } catch (error) {
      if (!(error instanceof CodeHostError) || !this.isWorthWaiting(error)) {
        throw error;
      }
      // Once more; whoever is refused then has to come back another time.
      await this.untilAllowed();
      return this.ask(path, etag);
    }
  }

  /** Ends all connections. */
  close(): Promise<void> {
    return this.http.close();
  }

  /** Waits for a limit to be over, where that is not for long. */
  private async untilAllowed(): Promise<void> {
    const { clock, patience, signal } = this.options;
    const { until } = this;
    if (until === undefined || clock.now() >= until) return;
    const left = until - clock.now();
    if (!patience || left > patience.longestMs) throw this.limited(until);
    await patience.wait(left, signal);
    // Of several that waited only the first finds it so.
    if (this.until === until) this.until = undefined;
  }

  private isWorthWaiting({ refusal, until = 0 }: CodeHostError): boolean {
    const { clock, patience } = this.options;
    return (
      refusal === 'limited' &&
      patience !== undefined &&
      until - clock.now() <= patience.longestMs
    );
  }

  private async ask(path: string, etag?: string): Promise<CodeHostAnswer> {
    const { clock, config, profile } = this.options;
    let at = path;
    for (let hops = 0; hops <= MOST_HOPS; hops++) {
      const { status, headers, text } = await this.http.send({
        method: 'GET',
        path: at,
        headers: {
          ...profile.headers,
          ...(etag !== undefined && { 'if-none-match': etag }),
        },
        takes: TAKES,
        signal: this.options.signal,
      });
      this.until = reservedUntil(headers, profile.limits, clock.now());
      const elsewhere = [301, 302, 307, 308].includes(status)
        ? pathBelow(headers.location, config.apiUrl)
        : undefined;
      if (elsewhere === undefined) {
        return this.answer({ status, headers, text, path });
      }
      at = elsewhere;
    }
    throw this.refused('broken', path, 'sends from one place to the next');
  }

  private answer(given: {
    status: number;
    headers: Readonly<Record<string, string>>;
    text: string;
    path: string;
  }): CodeHostAnswer {
    const { status, headers, text, path } = given;
    const { etag, link = '' } = headers;
    const last = /[?&]page=(\d+)[^>]*>;\s*rel="last"/.exec(link);
    const answer = {
      etag,
      next: /rel="next"/.test(link) || !!headers['x-next-page'],
      lastPage: last ? Number(last[1]) : undefined,
    };
    if (status === 304) return { ...answer, body: undefined };
    const body = parsed(text);
    if (status === 200) {
      if (body === undefined) {
        throw this.refused('broken', path, 'answers with what is no JSON');
      }
      return { ...answer, body };
    }
    const message = messageOf(body);
    const now = this.options.clock.now();
    const until = limitedUntil(
      { status, headers, message },
      this.options.profile.limits,
      now,
    );
    if (until !== undefined) {
      this.until = until;
      throw this.limited(until);
    }
    throw this.refused(refusalOf(status), path, `answers ${status}`);
  }

  private limited(until: number): CodeHostError {
    const { owner, config, profile } = this.options;
    const { host } = config;
    const when = new Date(until).toISOString().slice(0, 16).replace('T', ' ');
    const whom = owner === host ? '' : ` for ${owner}`;
    return new CodeHostError(
      'limited',
      `${host} lets us ask no more${whom} until ${when} UTC; what was read until now is kept`,
      { fix: profile.fixes.limited({ owner, host }), until },
    );
  }

  private refused(
    refusal: Refusal,
    path: string,
    words: string,
  ): CodeHostError {
    const { owner, config, profile } = this.options;
    const { host } = config;
    const [place] = path.split('?');
    return new CodeHostError(refusal, `${host} ${words} to ${place}`, {
      fix: profile.fixes[refusal]({ owner, host }),
    });
  }
}

function refusalOf(status: number): Refusal {
  switch (status) {
    case 401:
      return 'unauthorized';
    case 403:
    case 451:
      return 'forbidden';
    case 404:
      return 'missing';
    case 410:
      return 'gone';
    case 409:
      return 'conflict';
    case 422:
    case 400:
      return 'invalid';
    default:
      return 'broken';
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Whoever asked says so, in words without what it holds.
    return undefined;
  }
}

function messageOf(body: unknown): string {
  const message =
    typeof body === 'object' && body !== null && 'message' in body
      ? body.message
      : undefined;
  return typeof message === 'string' ? message : '';
}

/** The path of an address below the API's; undefined where it leads elsewhere: credentials must not follow there. */
function pathBelow(
  location: string | undefined,
  apiUrl: string,
): string | undefined {
  const target = URL.parse(location ?? '', `${apiUrl}/`)?.href;
  return target?.startsWith(`${apiUrl}/`)
    ? target.slice(apiUrl.length)
    : undefined;
}
