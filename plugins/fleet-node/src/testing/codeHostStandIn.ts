import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { StandInServer, type StandInAnswer } from './standInServer';

/**
 * What kinds of code hosts do each in its own way.
 *
 * @public
 */
export interface CodeHostWays {
  /** The path below which the API is; empty where it is at the root. */
  base: string;
  /** Whether being told that nothing changed counts as a request. */
  countsUnchanged: boolean;
  /** What is said of what is not there. */
  missing: unknown;
}

/**
 * Stands in for the API of a code host: marks of answers, pages, limits and refusals.
 *
 * @public
 */
export abstract class CodeHostStandIn extends StandInServer {
  /** What this kind of code host does in its own way. */
  protected readonly ways: CodeHostWays;
  /** What was asked below the API, in order, without what was answered 304. */
  readonly asked: string[] = [];
  /** What was answered 304. */
  readonly unchanged: string[] = [];
  /** As they were shown. */
  readonly tokens = new Set<string>();
  /** Requests that are left; unlimited by default. */
  left = Number.POSITIVE_INFINITY;
  /** When there are more, s. */
  reset = 0;
  /** Decides about a request before all else. */
  refuse: (path: string) => StandInAnswer | undefined = () => undefined;

  /** @param ways - what this kind of code host does in its own way. */
  constructor(ways: CodeHostWays) {
    super();
    this.ways = ways;
  }

  /** Starts it. @returns the address of its API */
  override async start(): Promise<string> {
    return `${await super.start()}${this.ways.base}`;
  }

  /** Puts it back as it was when it was made; it goes on. */
  clear(): void {
    this.asked.length = 0;
    this.unchanged.length = 0;
    this.tokens.clear();
    this.left = Number.POSITIVE_INFINITY;
    this.refuse = () => undefined;
  }

  /** The answer where nothing is refused; lists of it are whole. The path begins below the API. */
  protected abstract find(path: string, asked: URLSearchParams): StandInAnswer;

  /** The page of an answer that is asked for, and what is said of the others. */
  protected abstract page(
    body: unknown,
    url: URL,
  ): { body: unknown; headers?: Record<string, string> };

  /** The answer where no requests are left. */
  protected abstract limited(): StandInAnswer;

  /** What every answer says of limits. */
  protected abstract limitHeaders(): Record<string, string>;

  /** Refuses, finds, cuts the page and answers. */
  protected handle(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? '/', 'http://stand.in');
    const path = url.pathname.slice(this.ways.base.length);
    const asked = `${path}${url.search}`;
    this.tokens.add(request.headers.authorization ?? '');
    const refused =
      this.refuse(asked) ?? (this.left <= 0 ? this.limited() : undefined);
    const answer = refused ?? this.find(path, url.searchParams);
    const { body, headers } = this.page(answer.body, url);
    const text = answer.text ?? JSON.stringify(body ?? this.ways.missing);
    const etag = `W/"${createHash('sha256').update(text).digest('hex')}"`;
    const isKnown =
      answer.status === 200 && request.headers['if-none-match'] === etag;
    (isKnown ? this.unchanged : this.asked).push(asked);
    if (!refused && (!isKnown || this.ways.countsUnchanged)) this.left -= 1;
    response.writeHead(isKnown ? 304 : answer.status, {
      date: new Date(this.date()).toUTCString(),
      'content-type': 'application/json',
      ...(answer.status === 200 && { etag }),
      ...headers,
      ...(Number.isFinite(this.left) && this.limitHeaders()),
      ...answer.headers,
    });
    response.end(isKnown ? undefined : text);
  }
}
