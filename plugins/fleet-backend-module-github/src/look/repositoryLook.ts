/**
 * What the parts of a look at one repository share: what they ask with, where they note how far they are, and what is wrong.
 */
import type { Problem } from '@landfall/backstage-plugin-fleet-common';
import type {
  Observation,
  ObservationInput,
  ObservationKind,
  SourceContext,
} from '@landfall/backstage-plugin-fleet-node';
import type { z } from 'zod';
import type { GithubAnswer, GithubApi } from '../client/githubApi';
import { GithubError } from '../client/githubError';
import type { HostConfig } from '../config/types';
import type { Repository } from '../repositories/repositories';
import type { RepositoryState } from './cursor';

/** Longer marks are not worth their place. */
const LONGEST_ETAG = 128;

/** The time of a look is up: the next goes on where it stopped. */
export class TimeUp extends Error {}

/** What a look at a repository needs. */
export interface RepositoryLookOptions {
  config: HostConfig;
  repository: Repository;
  api: Pick<GithubApi, 'get'>;
  context: Pick<SourceContext, 'clock' | 'signal'>;
  /** Its observations that have not ended, by kind, newest first. */
  open: ReadonlyMap<ObservationKind, readonly Observation[]>;
  /** When the look has to end, ms. */
  deadline: number;
  state: RepositoryState;
  /** Marks that only this replica keeps, by address. */
  marks: Map<string, string>;
  /** Records, with how far the repository is read then. */
  save(
    observations: readonly ObservationInput[],
    state: RepositoryState,
  ): Promise<void>;
  /** Says how far a first import has come. */
  progress(words: string): Promise<void>;
}

/** See the top of the file. */
export class RepositoryLook {
  readonly problems: Problem[] = [];
  /** Keys of what this look told. */
  readonly told = new Set<string>();
  state: RepositoryState;
  /** Its address in the API; a renamed repository has another than its slug says. */
  base: string;

  constructor(readonly options: RepositoryLookOptions) {
    this.state = options.state;
    this.base = `/repos/${options.repository.slug}`;
  }

  get place(): Repository {
    return this.options.repository;
  }

  /** The oldest that is asked for, ms. */
  get since(): number {
    const { context, config } = this.options;
    return context.clock.now() - config.historyDays * 86_400_000;
  }

  /** Asks for something of the repository. With a mark, the answer has no body where nothing changed. */
  async get(path: string, etag?: string): Promise<GithubAnswer> {
    const { context, deadline, api } = this.options;
    context.signal.throwIfAborted();
    if (context.clock.now() > deadline) throw new TimeUp();
    return api.get(`${this.base}${path}`, etag);
  }

  /** Asks for something that may be gone; undefined where it is. */
  async getOrNone(path: string): Promise<unknown> {
    try {
      return (await this.get(path)).body;
    } catch (error) {
      if (isGone(error)) return undefined;
      throw error;
    }
  }

  /** Asks for all pages of something, at most `most`. */
  async pages(path: string, most: number): Promise<unknown[]> {
    const separator = path.includes('?') ? '&' : '?';
    const items: unknown[] = [];
    for (let page = 1; page <= most; page++) {
      const answer = await this.get(
        `${path}${separator}per_page=100&page=${page}`,
      );
      items.push(...(Array.isArray(answer.body) ? answer.body : []));
      if (!answer.next) break;
    }
    return items;
  }

  /** Records, and notes how far the repository is read. */
  async save(
    observations: readonly ObservationInput[],
    change: Partial<RepositoryState>,
  ): Promise<void> {
    this.state = { ...this.state, ...change };
    for (const { key } of observations) this.told.add(key);
    await this.options.save(observations, this.state);
  }

  /** The marks, with another one. */
  marked(name: string, etag: string | undefined): Record<string, string> {
    const { [name]: _, ...rest } = this.state.etags;
    return etag !== undefined && etag.length <= LONGEST_ETAG
      ? { ...rest, [name]: etag }
      : rest;
  }

  /** What can be read of a list; what cannot is told once. */
  readAll<S extends z.ZodType>(
    items: unknown,
    schema: S,
    words: string,
  ): z.output<S>[] {
    const list = Array.isArray(items) ? items : [items];
    const read = list.flatMap(item => {
      const parsed = schema.safeParse(item);
      return parsed.success ? [parsed.data] : [];
    });
    const lost = list.length - read.length;
    if (lost > 0) {
      this.problems.push({
        text: `${lost} of the ${words} of ${this.place.origin} cannot be read and are left out`,
        fix: `Report it with the version of ${this.place.host}; the rest is recorded.`,
      });
    }
    return read;
  }
}

/** Whether something does not exist, or not any more. */
export function isGone(error: unknown): boolean {
  return (
    error instanceof GithubError && ['missing', 'gone'].includes(error.refusal)
  );
}
