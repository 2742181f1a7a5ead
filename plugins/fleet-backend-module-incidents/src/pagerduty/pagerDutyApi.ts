/**
 * Requests to the REST API of PagerDuty: https://developer.pagerduty.com/api-reference/. Every request has a time limit and a size limit; a list is
 * asked for page by page.
 */
import { setTimeout } from 'node:timers/promises';
import {
  HttpClient,
  HttpError,
  SourceError,
  type HttpAnswer,
} from '@landfall/backstage-plugin-fleet-node';
import { z } from 'zod';
import type { PagerDutyConfig, ServerPlace } from '../config/types';
import { incidentSchema, type PagerDutyIncident } from './incident';

const MOST_BYTES = 16 * 1024 * 1024;
const PAGE = 100;
const MOST_TRIES = 4;
/** A longer wait is left to the next look. */
const LONGEST_WAIT_SECONDS = 60;
/** Beyond that the API refuses: https://developer.pagerduty.com/docs/pagination */
const FURTHEST = 10_000;

const logEntrySchema = z.object({
  id: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/),
  type: z.string(),
  created_at: z.string(),
  html_url: z.string().nullish(),
  incident: incidentSchema.nullish(),
});
/** An entry of the log of an incident, with the incident as it is now. */
export type LogEntry = z.output<typeof logEntrySchema>;

const pageSchema = z.object({ more: z.boolean().nullish() });

/** A list, as far as it could be read. */
export interface Listed<T> {
  items: T[];
  unreadable: number;
  /** There is more than the API gives; ask for less time at once. */
  truncated: boolean;
}

/** See the top of the file. */
export class PagerDutyApi {
  private readonly http: HttpClient;

  constructor(
    private readonly config: Pick<PagerDutyConfig, 'path' | 'token'> & {
      server: ServerPlace;
    },
    private readonly signal: AbortSignal,
  ) {
    const { server, path, token } = config;
    this.http = new HttpClient({
      server: 'PagerDuty',
      place: path,
      url: server.url,
      access: server.access,
      headers: { authorization: `Token token=${token}` },
      timeoutMs: server.timeoutSeconds * 1_000,
      maxBytes: MOST_BYTES,
    });
  }

  /** What happened to incidents in a time, newest first. @throws SourceError */
  logEntries(range: {
    since: number;
    until: number;
  }): Promise<Listed<LogEntry>> {
    return this.list('log_entries', logEntrySchema, [
      ['since', new Date(range.since).toISOString()],
      ['until', new Date(range.until).toISOString()],
      ['include[]', 'incidents'],
    ]);
  }

  /** Incidents that are not resolved, however old. @throws SourceError */
  openIncidents(): Promise<Listed<PagerDutyIncident>> {
    return this.list('incidents', incidentSchema, [
      ['date_range', 'all'],
      ['statuses[]', 'triggered'],
      ['statuses[]', 'acknowledged'],
    ]);
  }

  /** One incident; undefined where it is no more. @throws SourceError */
  async incident(id: string): Promise<PagerDutyIncident | undefined> {
    const path = `/incidents/${encodeURIComponent(id)}`;
    const answer = await this.ask(path, [404]);
    const parsed = z.object({ incident: incidentSchema }).safeParse(answer);
    return parsed.success ? parsed.data.incident : undefined;
  }

  /** Ends all connections. */
  close(): Promise<void> {
    return this.http.close();
  }

  private async list<T>(
    name: string,
    schema: z.ZodType<T>,
    parameters: [string, string][],
  ): Promise<Listed<T>> {
    const listed: Listed<T> = { items: [], unreadable: 0, truncated: false };
    for (let offset = 0; ; offset += PAGE) {
      if (offset + PAGE > FURTHEST) return { ...listed, truncated: true };
      const query = new URLSearchParams([
        ...parameters,
        ['limit', String(PAGE)],
        ['offset', String(offset)],
      ]);
      const answer = await this.ask(`/${name}?${query}`);
      const found: unknown = Reflect.get(Object(answer), name);
      if (!Array.isArray(found)) throw this.noAnswer(name, 200);
      for (const item of found) {
        const parsed = schema.safeParse(item);
        if (parsed.success) listed.items.push(parsed.data);
        else listed.unreadable += 1;
      }
      const { data } = pageSchema.safeParse(answer);
      if (!data?.more || found.length === 0) return listed;
    }
  }

  private async ask(
    path: string,
    harmless: readonly number[] = [],
  ): Promise<unknown> {
    const { status, text } = await this.sendPatiently(path);
    if (harmless.includes(status)) return undefined;
    const [name] = path.slice(1).split('?');
    if (status === 429) {
      throw new SourceError(
        `PagerDuty takes no more requests for now (429), while ${name} was asked for`,
        {
          fix: `Wait; it goes on by itself where it stopped. If this lasts, raise ${this.config.path}.intervalSeconds, or look who else uses the account's limit.`,
        },
      );
    }
    if (status !== 200) throw this.noAnswer(name, status);
    try {
      return JSON.parse(text);
    } catch {
      throw this.noAnswer(name, status);
    }
  }

  /** Waits where the account's limit is used up, if that is not for long. */
  private async sendPatiently(path: string): Promise<HttpAnswer> {
    for (let tried = 1; ; tried += 1) {
      const answer = await this.send(path);
      const seconds = waitOf(answer);
      if (seconds === undefined || tried === MOST_TRIES) return answer;
      await setTimeout(seconds * 1_000, undefined, { signal: this.signal });
    }
  }

  private async send(path: string) {
    try {
      return await this.http.send({ method: 'GET', path, signal: this.signal });
    } catch (error) {
      if (error instanceof HttpError && error.kind === 'unauthorized') {
        throw new SourceError(
          'PagerDuty refuses the token; it is wrong or was revoked',
          { fix: `Change ${this.config.path}.token.`, cause: error },
        );
      }
      throw error;
    }
  }

  private noAnswer(name: string, status: number): SourceError {
    return new SourceError(
      `PagerDuty answers ${name} with status ${status}, and nothing that can be read`,
      {
        fix: `Check that ${this.config.path}.url is the address of its REST API. It is tried again by itself.`,
      },
    );
  }
}

/** How long to wait, seconds; undefined where it is not worth it. See https://developer.pagerduty.com/docs/rest-api-rate-limits */
function waitOf({ status, headers }: HttpAnswer): number | undefined {
  if (status !== 429) return undefined;
  const seconds = Number(headers['ratelimit-reset'] ?? headers['retry-after']);
  return seconds >= 0 && seconds <= LONGEST_WAIT_SECONDS ? seconds : undefined;
}
