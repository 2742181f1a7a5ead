import type { Problem } from '@landfall/backstage-plugin-fleet-common';
import type { z } from 'zod';
import type {
  Observation,
  ObservationInput,
  ObservationKind,
} from '../observations/observation';
import type { SourceContext } from '../source';
import type { CodeHostAnswer, CodeHostApi } from './codeHostApi';
import { isGone } from './codeHostError';
import type { RepositoryState } from './cursor';
import type { CodeHostConfig } from './profile';
import type { Repository } from './repositories';

/** Longer marks are not worth their place. */
const LONGEST_ETAG = 128;

/** The time of a look is up: the next goes on where it stopped. */
export class TimeUp extends Error {}

/** What a look at a repository needs. @public */
export interface RepositoryLookOptions<
  C extends CodeHostConfig = CodeHostConfig,
> {
  /** The host that it is on. */
  config: C;
  /** What is looked at. */
  repository: Repository;
  /** What it is asked for with. */
  api: Pick<CodeHostApi, 'get'>;
  /** Of the scope. */
  context: Pick<SourceContext, 'clock' | 'signal'>;
  /** Its observations that have not ended, by kind, newest first. */
  open: ReadonlyMap<ObservationKind, readonly Observation[]>;
  /** When the look has to end, ms. */
  deadline: number;
  /** How far it is read. */
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

/**
 * What the parts of a look at one repository share: what they ask with, where they note how far they are, and what is wrong.
 *
 * @public
 */
export class RepositoryLook<C extends CodeHostConfig = CodeHostConfig> {
  /** What is wrong, as far as it is known. */
  readonly problems: Problem[] = [];
  /** Keys of what this look told. */
  readonly told = new Set<string>();
  /** How far it is read. */
  state: RepositoryState;

  constructor(
    /** What it was made of. */
    readonly options: RepositoryLookOptions<C>,
    /** Its address in the API; a renamed repository has another than its slug says. */
    public base: string,
  ) {
    this.state = options.state;
  }

  /** What is looked at. */
  get place(): Repository {
    return this.options.repository;
  }

  /** The oldest that is asked for, ms. */
  get since(): number {
    const { context, config } = this.options;
    return context.clock.now() - config.historyDays * 86_400_000;
  }

  /** Asks for something of the repository. With a mark, the answer has no body where nothing changed. */
  async get(path: string, etag?: string): Promise<CodeHostAnswer> {
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
