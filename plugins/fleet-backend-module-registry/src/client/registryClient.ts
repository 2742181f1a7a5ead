/**
 * Requests to one registry by the distribution protocol of the Open Container Initiative, and how it lets us in: without credentials, with a password, or with tokens
 * that somebody else gives for one repository and for reading alone.
 */
import { createHash } from 'node:crypto';
import { instant, type Instant } from '@landfall/backstage-plugin-fleet-common';
import {
  HttpError,
  type Clock,
  type HttpAnswer,
} from '@landfall/backstage-plugin-fleet-node';
import type { RegistryConfig } from '../config/types';
import { readChallenge, type Challenge } from './challenge';
import { Places } from './places';
import { LimitedError, RegistryError } from './registryError';
import { retryAfter } from './retryAfter';

/** As the protocol says where nobody says otherwise, ms. */
const TOKEN_LIFE_MS = 60_000;
const LONGEST_TOKEN_LIFE_MS = 3_600_000;
/** A token is not used so shortly before its end, ms. */
const TOKEN_RESERVE_MS = 10_000;

interface Token {
  authorization: string;
  until: Instant;
}

/** What is asked for. */
export interface ContentRequest {
  repository: string;
  kind: 'manifests' | 'blobs';
  digest: string;
  accept: string;
}

/** See the top of the file. */
export class RegistryClient {
  private readonly places: Places;
  private readonly tokens = new Map<string, Promise<Token>>();
  private challenge: Challenge | undefined;

  constructor(
    private readonly config: RegistryConfig,
    private readonly options: { clock: Clock; signal: AbortSignal },
  ) {
    this.places = new Places(config, options.signal);
  }

  /** As people call it. */
  get server(): string {
    return this.places.server;
  }

  /**
   * The content of a digest, and only that; null where the registry does not have it.
   *
   * @throws HttpError, RegistryError, LimitedError
   */
  async content(request: ContentRequest): Promise<HttpAnswer | null> {
    const { repository, kind, digest } = request;
    const what = `${repository}@${digest}`;
    const answer = await this.get(request);
    if (answer.status === 404) return null;
    if (answer.status !== 200) {
      throw new RegistryError(
        'failed',
        `${this.server} answers ${answer.status} where it was asked for ${what}`,
        {
          fix: 'Look at the log of the registry. It is tried again by itself.',
        },
      );
    }
    if (!isContentOf(digest, answer.text)) {
      throw new RegistryError(
        'unreadable',
        `${this.server} answers for ${what} with ${kind} that have another digest`,
        {
          fix: 'Push the image again; look whether something between the portal and the registry changes answers.',
        },
      );
    }
    return answer;
  }

  /** Ends all connections. */
  close(): Promise<void> {
    return this.places.close();
  }

  private async get(request: ContentRequest): Promise<HttpAnswer> {
    const { repository, kind, digest, accept } = request;
    const url = new URL(
      `${this.config.url}/v2/${repository}/${kind}/${digest}`,
    );
    let authorization = await this.known(repository);
    // Once more with what the answer asks for; whoever is refused then is refused.
    for (let attempt = 0; ; attempt += 1) {
      const { answer, redirected } = await this.places.get({
        ...{ url, accept, authorization },
      });
      this.throwIfLimited(answer);
      if (answer.status !== 401 && answer.status !== 403) return answer;
      if (redirected) {
        throw new RegistryError(
          'failed',
          `${this.server} sends elsewhere for ${kind} of ${repository}, where ${answer.status} is the answer`,
          { fix: 'Look at where the registry keeps contents.' },
        );
      }
      if (answer.status === 403) throw this.denied(repository, 403);
      if (attempt > 0) throw this.refused(repository);
      authorization = await this.letIn(answer, {
        repository,
        used: authorization,
      });
    }
  }

  /** What is sent at once; undefined where the registry has not said yet what it wants. */
  private async known(repository: string): Promise<string | undefined> {
    const { credentials } = this.config.access;
    if (credentials.type === 'bearer') return `Bearer ${credentials.token}`;
    switch (this.challenge?.scheme) {
      case 'basic':
        return this.password();
      case 'bearer':
        return this.token(repository, this.challenge);
      default:
        return undefined;
    }
  }

  /** What the answer of somebody who is not let in asks for. */
  private async letIn(
    answer: HttpAnswer,
    { repository, used }: { repository: string; used: string | undefined },
  ): Promise<string> {
    const { credentials } = this.config.access;
    const challenge = readChallenge(answer.headers['www-authenticate'] ?? '');
    const wantsPassword = challenge?.scheme === 'basic';
    if (
      challenge === null ||
      credentials.type === 'bearer' ||
      (wantsPassword && credentials.type === 'none')
    ) {
      throw this.unauthorized();
    }
    this.challenge = challenge;
    if (challenge.scheme === 'basic') {
      return this.password() ?? '';
    }
    // Others that were refused at the same time may have a new one already.
    const known = await this.tokens.get(repository);
    if (known?.authorization === used) this.tokens.delete(repository);
    return this.token(repository, challenge);
  }

  private password(): string | undefined {
    const { credentials } = this.config.access;
    if (credentials.type !== 'basic') return undefined;
    const { username, password } = credentials;
    const pair = Buffer.from(`${username}:${password}`).toString('base64');
    return `Basic ${pair}`;
  }

  private async token(
    repository: string,
    challenge: Extract<Challenge, { scheme: 'bearer' }>,
  ): Promise<string> {
    const known = await this.tokens.get(repository);
    if (known && known.until > this.options.clock.now()) {
      return known.authorization;
    }
    const asking = this.askForToken(repository, challenge);
    this.tokens.set(repository, asking);
    try {
      return (await asking).authorization;
    } catch (error) {
      this.tokens.delete(repository);
      throw error;
    }
  }

  private async askForToken(
    repository: string,
    { realm, service }: Extract<Challenge, { scheme: 'bearer' }>,
  ): Promise<Token> {
    const url = this.places.checked(realm);
    if (service !== null) url.searchParams.set('service', service);
    url.searchParams.set('scope', `repository:${repository}:pull`);
    const { answer } = await this.places.get({
      ...{ url, accept: 'application/json', authorization: this.password() },
    });
    this.throwIfLimited(answer);
    if (answer.status === 401) throw this.unauthorized();
    if (answer.status === 403) throw this.denied(repository, 403);
    const given = answer.status === 200 ? readToken(answer.text) : null;
    if (given === null) {
      throw new RegistryError(
        'failed',
        `${this.server} sends to ${url.host} for a token, and there is none (${answer.status})`,
        { fix: `Check ${this.config.path}, and who gives its tokens.` },
      );
    }
    const life = Math.min(given.lifeMs, LONGEST_TOKEN_LIFE_MS);
    return {
      authorization: `Bearer ${given.token}`,
      until: instant(this.options.clock.now() + life - TOKEN_RESERVE_MS),
    };
  }

  private throwIfLimited({ status, headers }: HttpAnswer): void {
    const header = headers['retry-after'];
    if (status === 429 || (status === 503 && header !== undefined)) {
      throw new LimitedError(
        this.server,
        retryAfter(header, this.options.clock.now()),
      );
    }
  }

  /** A password is good for all; a token may not be enough for one repository. */
  private refused(repository: string): Error {
    return this.challenge?.scheme === 'bearer'
      ? this.denied(repository, 401)
      : this.unauthorized();
  }

  private denied(repository: string, status: number): RegistryError {
    const { path } = this.config;
    return new RegistryError(
      'denied',
      `${this.server} does not let us read ${repository} (${status})`,
      {
        fix: `Give what stands in ${path}.credentials the right to pull it, or name it in ${path}.exclude.`,
      },
    );
  }

  private unauthorized(): HttpError {
    const { path, access, url } = this.config;
    return new HttpError(
      'unauthorized',
      access.credentials.type === 'none'
        ? `${this.server} at ${url} wants credentials, and ${path} gives none`
        : `${this.server} at ${url} refuses the credentials; they are wrong, have expired, or are of another kind`,
      { fix: `Change ${path}.credentials.` },
    );
  }
}

/** Whether a text is the content that a digest names. */
function isContentOf(digest: string, text: string): boolean {
  const [algorithm, expected] = digest.split(':');
  return createHash(algorithm).update(text, 'utf8').digest('hex') === expected;
}

function readToken(text: string): { token: string; lifeMs: number } | null {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    // Not JSON: there is no token in it.
    return null;
  }
  if (typeof given !== 'object' || given === null) return null;
  const {
    token,
    access_token: accessToken,
    expires_in: seconds,
  } = given as Record<string, unknown>;
  const value = token ?? accessToken;
  // Nothing else may stand in a header.
  return typeof value === 'string' && /^[\x21-\x7e]{1,16384}$/.test(value)
    ? {
        token: value,
        lifeMs:
          typeof seconds === 'number' && seconds > 0
            ? seconds * 1_000
            : TOKEN_LIFE_MS,
      }
    : null;
}
