/**
 * Requests to the API of one GitHub with the credentials of one organisation. Asks only for what changed where it is given the mark of the last answer, follows
 * renamed repositories, and stops where GitHub says that it is enough.
 */
import { HttpClient, type Clock } from '@landfall/backstage-plugin-fleet-node';
import type { HostConfig } from '../config/types';
import { GithubError, type Refusal } from './githubError';
import { limitedUntil, reservedUntil } from './limits';

/** A hundred commits with all their files. */
const MOST_BYTES = 16 * 1024 * 1024;
const TIMEOUT_MS = 30_000;
const MOST_HOPS = 3;
/** All that says something to us, beside 200. */
const TAKES = [301, 302, 304, 307, 308, 401, 403];

/** What somebody should do. */
const FIXES: Record<Refusal, (owner: string, host: string) => string> = {
  limited: () => 'Wait.',
  unauthorized: (owner, host) =>
    `Renew the credentials for ${owner} on ${host} in integrations.github: they are wrong, expired or revoked.`,
  forbidden: owner =>
    `Give the credentials for ${owner} in integrations.github the right to read it; docs/connect-github.md lists the rights.`,
  missing: owner =>
    `Check that it exists and that the credentials for ${owner} may see it; correct the annotation or configuration that names it otherwise.`,
  gone: () => 'Nothing, if it is switched off on purpose.',
  conflict: () => 'Nothing: the repository is empty.',
  invalid: (_, host) =>
    `Report it with the version of ${host}: it may be too old.`,
  broken: (_, host) => `Check how ${host} is. It is tried again by itself.`,
};

/** What came back. */
export interface GithubAnswer {
  /** Parsed; undefined where nothing changed. */
  body: unknown;
  /** Marks this answer. */
  etag: string | undefined;
  /** Whether there is another page. */
  next: boolean;
  /** Number of the last page, where it is told. */
  lastPage: number | undefined;
}

/** What it needs. */
export interface GithubApiOptions {
  config: Pick<HostConfig, 'host' | 'apiUrl'>;
  /** As people call whose credentials these are, such as `acme`. */
  owner: string;
  /** None: asks as anybody. */
  token: string | undefined;
  clock: Clock;
  signal: AbortSignal;
  /** Until when nothing is asked, as GitHub said before. */
  until?: number;
}

/** See the top of the file. */
export class GithubApi {
  private readonly http: HttpClient;
  /** Until when nothing more is asked. */
  private until: number | undefined;

  constructor(private readonly options: GithubApiOptions) {
    const { config, token } = options;
    this.until = options.until;
    this.http = new HttpClient({
      server: 'GitHub',
      place: 'integrations.github',
      url: config.apiUrl,
      access: {
        credentials: token ? { type: 'bearer', token } : { type: 'none' },
      },
      headers: {
        'user-agent': 'landfall',
        'x-github-api-version': '2022-11-28',
      },
      timeoutMs: TIMEOUT_MS,
      maxBytes: MOST_BYTES,
    });
  }

  /** Asks once. @throws GithubError HttpError */
  async get(path: string, etag?: string): Promise<GithubAnswer> {
    const { clock, config } = this.options;
    if (this.until !== undefined && clock.now() < this.until) {
      throw this.limited(this.until);
    }
    let at = path;
    for (let hops = 0; hops <= MOST_HOPS; hops++) {
      const { status, headers, text } = await this.http.send({
        method: 'GET',
        path: at,
        headers: {
          accept: 'application/vnd.github+json',
          ...(etag !== undefined && { 'if-none-match': etag }),
        },
        takes: TAKES,
        signal: this.options.signal,
      });
      this.until = reservedUntil(headers, clock.now());
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

  /** Ends all connections. */
  close(): Promise<void> {
    return this.http.close();
  }

  private answer(given: {
    status: number;
    headers: Readonly<Record<string, string>>;
    text: string;
    path: string;
  }): GithubAnswer {
    const { status, headers, text, path } = given;
    const { etag, link = '' } = headers;
    const last = /[?&]page=(\d+)[^>]*>;\s*rel="last"/.exec(link);
    const answer = {
      etag,
      next: /rel="next"/.test(link),
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
    const until = limitedUntil({ status, headers, message }, now);
    if (until !== undefined) {
      this.until = until;
      throw this.limited(until);
    }
    throw this.refused(refusalOf(status), path, `answers ${status}`);
  }

  private limited(until: number): GithubError {
    const { owner, config } = this.options;
    const when = new Date(until).toISOString().slice(0, 16).replace('T', ' ');
    return new GithubError(
      'limited',
      `${config.host} lets us ask no more for ${owner} until ${when} UTC; what was read until now is kept`,
      {
        fix: 'Nothing: it goes on by itself then. For more requests give integrations.github the credentials of an app.',
        until,
      },
    );
  }

  private refused(refusal: Refusal, path: string, words: string): GithubError {
    const { owner, config } = this.options;
    const [place] = path.split('?');
    return new GithubError(refusal, `${config.host} ${words} to ${place}`, {
      fix: FIXES[refusal](owner, config.host),
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
