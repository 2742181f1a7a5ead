/**
 * Requests to the remote access API of one Jenkins. It is only read: nothing is asked that wants a crumb. It marks no answers, so each is asked for whole, but only for what is
 * needed of it.
 */
import { HttpClient, type Clock } from '@landfall/backstage-plugin-fleet-node';
import type { InstanceConfig } from '../config/types';
import { JenkinsError, type Refusal } from './jenkinsError';

const MOST_BYTES = 8 * 1024 * 1024;
/** All that says something to us, beside 200. */
const TAKES = [401, 403];
/** That long after it asks for patience without naming a time, ms. */
const UNNAMED_WAIT_MS = 60_000;
const LONGEST_WAIT_MS = 3_600_000;

/** What it needs. */
export interface JenkinsApiOptions {
  instance: InstanceConfig;
  /** Of the instance, or another that its configuration allows. */
  baseUrl: string;
  timeoutSeconds: number;
  clock: Clock;
  signal: AbortSignal;
}

/** See the top of the file. */
export class JenkinsApi {
  private readonly http: HttpClient;
  /** How far the clock of Jenkins is ahead of ours, ms; undefined where it does not say what time it is. */
  aheadMs: number | undefined;

  constructor(private readonly options: JenkinsApiOptions) {
    const { instance, baseUrl, timeoutSeconds } = options;
    this.http = new HttpClient({
      server: `Jenkins ${instance.name}`,
      place: instance.path,
      url: baseUrl,
      access: instance.access,
      headers: instance.headers,
      timeoutMs: timeoutSeconds * 1_000,
      maxBytes: MOST_BYTES,
    });
  }

  /** The latest time that can have been when the last answer came, by either clock; ms. */
  get latest(): number {
    return this.options.clock.now() + Math.max(this.aheadMs ?? 0, 0);
  }

  /**
   * Asks for parts of an object.
   *
   * @param path - of the object, such as `/job/cart`
   * @param tree - the parts, as the API wants them written
   * @throws JenkinsError HttpError
   */
  async get(path: string, tree: string): Promise<unknown> {
    const { clock, signal } = this.options;
    const { status, headers, text } = await this.http.send({
      method: 'GET',
      path: `${path}/api/json?tree=${encodeURIComponent(tree)}`,
      takes: TAKES,
      signal,
    });
    const theirs = Date.parse(headers.date ?? '');
    if (Number.isFinite(theirs)) this.aheadMs = theirs - clock.now();
    if (status !== 200) {
      throw this.refused(path, status, headers['retry-after']);
    }
    try {
      return JSON.parse(text);
    } catch {
      // What the parser says quotes the text.
      throw this.error(
        'broken',
        `answers with what is no JSON, such as a page for logging in, to ${path}`,
      );
    }
  }

  /** Ends all connections. */
  close(): Promise<void> {
    return this.http.close();
  }

  private refused(
    path: string,
    status: number,
    retryAfter: string | undefined,
  ): JenkinsError {
    if (status === 429 || (status === 503 && retryAfter !== undefined)) {
      const now = this.options.clock.now();
      const until = now + waitMs(retryAfter, now);
      const when = new Date(until).toISOString().slice(0, 16).replace('T', ' ');
      return this.error(
        'busy',
        `wants to be asked no more (${status}) until ${when} UTC`,
        until,
      );
    }
    const words = `answers ${status} to ${path}`;
    switch (status) {
      case 401:
        return this.error(
          'unauthorized',
          `refuses the credentials (401): they are wrong, expired or revoked`,
        );
      case 403:
        return this.error('forbidden', words);
      case 404:
        return this.error('missing', words);
      default:
        return this.error('broken', words);
    }
  }

  private error(refusal: Refusal, words: string, until?: number): JenkinsError {
    const { instance, baseUrl } = this.options;
    return new JenkinsError(
      refusal,
      `Jenkins ${instance.name} at ${baseUrl} ${words}`,
      {
        fix: fixOf(refusal, instance.path),
        ...(until !== undefined && { until }),
      },
    );
  }
}

function fixOf(refusal: Refusal, path: string): string {
  switch (refusal) {
    case 'unauthorized':
      return `Change ${path}.username and ${path}.apiKey: an API token of that user, made in Jenkins.`;
    case 'forbidden':
      return `Give the user of ${path}.username the permissions Overall/Read and Job/Read there.`;
    case 'missing':
      return `Correct the annotation or configuration that names it, or give the user of ${path}.username the permission Job/Read there.`;
    case 'busy':
      return 'Nothing: it goes on by itself then. If it stays so, raise fleet.jenkins.intervalSeconds.';
    default:
      return `Check how it is, and that ${path}.baseUrl leads to Jenkins itself. It is tried again by itself.`;
  }
}

/** Reads `Retry-After`, which is a number of seconds or a date. */
function waitMs(retryAfter: string | undefined, now: number): number {
  const seconds = Number(retryAfter ?? Number.NaN);
  const asked = Number.isFinite(seconds)
    ? seconds * 1_000
    : Date.parse(retryAfter ?? '') - now;
  return Number.isFinite(asked)
    ? Math.min(Math.max(asked, 1_000), LONGEST_WAIT_MS)
    : UNNAMED_WAIT_MS;
}
