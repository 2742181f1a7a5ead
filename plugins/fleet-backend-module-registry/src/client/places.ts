/** Requests to a registry, to who gives its tokens, and to where it sends for contents: each place has its own connections, and credentials go only where they belong. */
import { readFile } from 'node:fs/promises';
import { rootCertificates } from 'node:tls';
import {
  HttpClient,
  type HttpAccess,
  type HttpAnswer,
} from '@landfall/backstage-plugin-fleet-node';
import type { RegistryConfig } from '../config/types';
import { RegistryError } from './registryError';

/** Manifests are at most so long by convention; the configuration of an image is no longer than that either. */
const MOST_BYTES = 4 * 1024 * 1024;
const REDIRECTS = [301, 302, 303, 307, 308];
const MOST_REDIRECTS = 4;
/** The registry, its tokens, and where contents are. */
const MOST_PLACES = 8;

/** A GET. */
export interface PlaceRequest {
  url: URL;
  accept: string;
  /** Sent as long as it stays at the origin of the registry, or of {@link url} where that is elsewhere. */
  authorization?: string;
}

/** An answer, and whether it comes from where the request was sent to. */
export interface PlaceAnswer {
  answer: HttpAnswer;
  redirected: boolean;
}

/** See the top of the file. */
export class Places {
  private readonly clients = new Map<string, Promise<HttpClient>>();
  private readonly origin: string;

  constructor(
    private readonly config: Pick<
      RegistryConfig,
      'host' | 'path' | 'url' | 'access' | 'timeoutSeconds'
    >,
    private readonly signal: AbortSignal,
  ) {
    this.origin = new URL(config.url).origin;
  }

  /** As people call the registry. */
  get server(): string {
    return `Registry ${this.config.host}`;
  }

  /**
   * Asks, and follows redirects without taking credentials elsewhere.
   *
   * @throws HttpError, RegistryError
   */
  async get(request: PlaceRequest): Promise<PlaceAnswer> {
    let { url, authorization } = request;
    for (let hops = 0; hops <= MOST_REDIRECTS; hops += 1) {
      const client = await this.clientOf(url);
      const answer = await client.send({
        method: 'GET',
        path: `${url.pathname}${url.search}`,
        headers: {
          accept: request.accept,
          ...(authorization !== undefined && { authorization }),
        },
        takes: [...REDIRECTS, 401, 403],
        signal: this.signal,
      });
      if (!REDIRECTS.includes(answer.status)) {
        return { answer, redirected: url.origin !== request.url.origin };
      }
      const next = this.checked(answer.headers.location ?? '', url);
      if (next.origin !== request.url.origin) authorization = undefined;
      url = next;
    }
    throw this.astray(`redirects more than ${MOST_REDIRECTS} times`);
  }

  /**
   * An address that the registry names.
   *
   * @throws RegistryError where it is none, or would be read by who listens.
   */
  checked(text: string, base?: URL): URL {
    if (!URL.canParse(text, base)) {
      throw this.astray('sends to an address that is none');
    }
    const url = new URL(text, base);
    const isPlain = url.protocol === 'http:';
    if (
      (!isPlain && url.protocol !== 'https:') ||
      `${url.username}${url.password}` !== ''
    ) {
      throw this.astray('sends to an address that is neither http nor https');
    }
    if (isPlain && this.origin.startsWith('https:')) {
      throw this.astray('sends from https to plain http');
    }
    return url;
  }

  /** Ends all connections. */
  async close(): Promise<void> {
    for (const opening of this.clients.values()) {
      // What could not be opened has nothing to close.
      const client = await opening.catch(() => undefined);
      await client?.close();
    }
    this.clients.clear();
  }

  private astray(what: string): RegistryError {
    return new RegistryError(
      'unreadable',
      `${this.server} at ${this.config.url} ${what}`,
      {
        fix: `Check that ${this.config.path}.url is the address of a registry, and where that one keeps contents and gives tokens.`,
      },
    );
  }

  private clientOf({ origin }: URL): Promise<HttpClient> {
    const known = this.clients.get(origin);
    if (known) return known;
    if (this.clients.size >= MOST_PLACES) {
      throw this.astray(`sends to more than ${MOST_PLACES} hosts`);
    }
    const opening = this.open(origin);
    this.clients.set(origin, opening);
    return opening;
  }

  private async open(origin: string): Promise<HttpClient> {
    const { path, access, timeoutSeconds } = this.config;
    const isOwn = origin === this.origin;
    return new HttpClient({
      server: isOwn ? this.server : `${this.server}, sending elsewhere,`,
      place: path,
      url: origin,
      // Credentials go with single requests.
      access: {
        credentials: { type: 'none' },
        ...(isOwn ? caOf(access) : await caElsewhere(access)),
      },
      timeoutMs: timeoutSeconds * 1_000,
      maxBytes: MOST_BYTES,
    });
  }
}

function caOf({ ca }: HttpAccess): Pick<HttpAccess, 'ca'> {
  return ca === undefined ? {} : { ca };
}

/** Where a registry sends to may be a cloud's, signed by the usual authorities, or stand beside the registry. */
async function caElsewhere({
  ca,
}: HttpAccess): Promise<Pick<HttpAccess, 'ca'>> {
  if (ca === undefined) return {};
  const own = 'pem' in ca ? ca.pem : await readFile(ca.file, 'utf8');
  return { ca: { pem: [own, ...rootCertificates].join('\n') } };
}
