/**
 * A local stand-in for GitHub, which cannot run here: it serves documents as GitHub publishes them, in pages, with marks by which an answer is known to be the same, and signs
 * the webhooks that it sends. It is not GitHub, and says so wherever it names itself.
 */
import { createHash, createHmac, randomUUID } from 'node:crypto';
import {
  createServer,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { listen } from '../network/listen';
import { sendRequest } from '../network/request';
import { contentOf } from './contents';
import type { Json } from './documents';
import { GithubRepository, type GithubEvent } from './repository';

/** The host in all links: one of those names that nobody can have. */
export const GITHUB_STAND_IN = 'github-stand-in.example';

/** Where webhooks go, and by what they are signed. */
export interface GithubWebhook {
  url: string;
  secret: string;
}

/** How to start it. */
export interface GithubOptions {
  /** `owner/name` of the repositories that there are. */
  repositories: readonly string[];
  /** When they were begun, ms since the epoch. */
  bornAt: number;
  /** What whoever asks has to show. */
  token: string;
  /** Hears why a webhook did not arrive: nothing is sent again, as GitHub does it. */
  onLost?(reason: string): void;
}

/** It runs. */
export interface Github {
  /** Address of its API. */
  url: string;
  /** By `owner/name`. */
  repositories: ReadonlyMap<string, GithubRepository>;
  /** Sends from now on what happens; before, everything is the past. */
  startSending(webhook: GithubWebhook): void;
  /** How many webhooks were taken. */
  taken(): number;
  stop(): Promise<void>;
}

const LISTS = ['workflow_runs', 'commits'] as const;

/** Starts it on a free port of this machine. */
export async function startGithub(options: GithubOptions): Promise<Github> {
  const repositories = new Map(
    options.repositories.map((slug, index) => [
      slug,
      new GithubRepository(
        { host: GITHUB_STAND_IN, slug, id: index + 1 },
        { bornAt: options.bornAt },
      ),
    ]),
  );
  const server = createServer((request, response) =>
    answer(request, response, { repositories, token: options.token }),
  );
  await listen(server, 0);
  const { port } = server.address() as AddressInfo;
  let taken = 0;
  // One after another, so that they arrive in the order in which things happened.
  let sending = Promise.resolve();
  const send = (event: GithubEvent, webhook: GithubWebhook) => {
    sending = sending.then(async () => {
      const lost = await sendWebhook(event, webhook);
      if (lost === undefined) taken += 1;
      else options.onLost?.(lost);
    });
  };
  return {
    url: `http://127.0.0.1:${port}`,
    repositories,
    startSending(webhook) {
      for (const repository of repositories.values()) {
        repository.onEvent = event => send(event, webhook);
      }
    },
    taken: () => taken,
    async stop() {
      for (const repository of repositories.values()) {
        repository.onEvent = () => {};
      }
      server.closeAllConnections();
      await new Promise(done => server.close(done));
      await sending;
    },
  };
}

/** @returns why it did not arrive; nothing where it did */
async function sendWebhook(
  { event, payload }: GithubEvent,
  webhook: GithubWebhook,
): Promise<string | undefined> {
  const body = JSON.stringify(payload);
  const signature = createHmac('sha256', webhook.secret)
    .update(body)
    .digest('hex');
  try {
    const { status } = await sendRequest({
      url: webhook.url,
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'user-agent': 'GitHub-Hookshot-stand-in',
        'x-github-delivery': randomUUID(),
        'x-github-event': event,
        'x-hub-signature-256': `sha256=${signature}`,
      },
      body,
      timeoutMs: 10_000,
    });
    return status < 300 ? undefined : `${event}: answered ${status}`;
  } catch (error) {
    return `${event}: ${error instanceof Error ? error.message : error}`;
  }
}

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  known: {
    repositories: ReadonlyMap<string, GithubRepository>;
    token: string;
  },
): void {
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  const isKnown = (request.headers.authorization ?? '').endsWith(
    ` ${known.token}`,
  );
  const found = isKnown ? find(url, known.repositories) : undefined;
  const missing = isKnown ? 404 : 401;
  const { body, link } = pageOf(found, url);
  const text = JSON.stringify(
    body ?? { message: isKnown ? 'Not Found' : 'Bad credentials' },
  );
  const etag = `W/"${createHash('sha256').update(text).digest('hex')}"`;
  const status = found === undefined ? missing : 200;
  const isSame = status === 200 && request.headers['if-none-match'] === etag;
  response.writeHead(isSame ? 304 : status, {
    server: GITHUB_STAND_IN,
    'content-type': 'application/json',
    ...(status === 200 && { etag }),
    ...(link !== undefined && { link }),
  });
  response.end(isSame ? undefined : text);
}

function find(
  url: URL,
  repositories: ReadonlyMap<string, GithubRepository>,
): unknown {
  const path = decodeURIComponent(url.pathname);
  const [, slug = '', rest = ''] =
    /^\/repos\/([^/]+\/[^/]+)(\/.*)?$/.exec(path) ?? [];
  const repository = repositories.get(slug);
  return repository && contentOf(repository, rest, url.searchParams);
}

/** One page of a list, be it the answer or within it. */
function pageOf(found: unknown, url: URL): { body: unknown; link?: string } {
  const within = LISTS.find(
    name => isObject(found) && Array.isArray(found[name]),
  );
  const all = within && isObject(found) ? found[within] : found;
  if (!Array.isArray(all)) return { body: found };
  const size = Number(url.searchParams.get('per_page') ?? 30);
  const page = Number(url.searchParams.get('page') ?? 1);
  const items = all.slice((page - 1) * size, page * size);
  const last = Math.ceil(all.length / size);
  const to = (number: number, rel: string) => {
    const target = new URL(url);
    target.searchParams.set('page', String(number));
    return `<${target.href}>; rel="${rel}"`;
  };
  return {
    body: within && isObject(found) ? { ...found, [within]: items } : items,
    ...(page < last && {
      link: `${to(page + 1, 'next')}, ${to(last, 'last')}`,
    }),
  };
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
