/**
 * One look at all repositories of a GitHub. Those that are known come first, whoever waits longest before the others; then those whose history is still read.
 * Where GitHub lets us ask no more for an owner, his repositories wait until it does; the others go on.
 */
import type { Problem } from '@landfall/backstage-plugin-fleet-common';
import {
  HttpError,
  SourceError,
  type Look,
  type Observation,
  type ObservationInput,
  type ObservationKind,
  type SourceContext,
} from '@landfall/backstage-plugin-fleet-node';
import { GithubApi } from '../client/githubApi';
import { GithubError } from '../client/githubError';
import type { HostConfig } from '../config/types';
import type { Repositories, Repository } from '../repositories/repositories';
import {
  readCursor,
  UNSEEN,
  writeCursor,
  type HostState,
  type RepositoryState,
} from './cursor';
import { lookAtRepository } from './lookAtRepository';
import { organisationRepositories } from './organisations';
import { TimeUp } from './repositoryLook';

/** After this a look stops by itself, so that the next goes on; ms. */
const LOOK_MS = 480_000;
const MOST_REPOSITORIES = 5_000;
/** How far a repository is read is kept that long after it was named last, ms. */
const FORGET_MS = 90 * 86_400_000;
/** A cursor without observations is reported no more often, ms. */
const QUIET_MS = 30_000;
/** The page of sources shows no more. */
const MOST_PROBLEMS = 50;
const MOST_MARKS = 20_000;
const KINDS: readonly ObservationKind[] = [
  'ci_deployment',
  'pipeline_run',
  'incident',
];

/** What it needs. */
export interface HostLookOptions {
  config: HostConfig;
  repositories: Repositories;
  /** The token for an owner; undefined where there is none. @throws SourceError */
  token(owner: string): Promise<string | undefined>;
  /** Marks that outlive a look, on this replica. */
  marks: Map<string, string>;
}

type Open = Map<string, Map<ObservationKind, Observation[]>>;

/** See the top of the file. */
export class HostLook {
  private state: HostState;
  private readonly apis = new Map<string, GithubApi>();
  /** Owners of whom nothing more is asked in this look. */
  private readonly stopped = new Set<string>();
  private readonly problems = new Map<string, Problem>();
  private complete = true;
  private readonly deadline: number;
  /** When the cursor was reported last, ms. */
  private reportedAt: number;

  constructor(
    private readonly options: HostLookOptions,
    private readonly context: SourceContext,
  ) {
    this.state = readCursor(context.cursor);
    this.reportedAt = context.clock.now();
    this.deadline = this.reportedAt + LOOK_MS;
  }

  /** Looks once. @throws SourceError */
  async run(): Promise<Look> {
    const { marks } = this.options;
    if (marks.size > MOST_MARKS) marks.clear();
    try {
      const repositories = await this.list();
      const open = await this.open();
      for (const repository of this.inOrder(repositories)) {
        await this.lookAt(repository, open.get(repository.origin) ?? new Map());
      }
    } catch (error) {
      if (!(error instanceof TimeUp)) throw error;
      this.note({
        text: `Not all repositories of ${
          this.options.config.host
        } could be looked at within ${LOOK_MS / 60_000} minutes`,
        fix: 'Nothing: the next look begins with the others. If it stays so, raise fleet.github.intervalSeconds.',
      });
    } finally {
      await Promise.all([...this.apis.values()].map(api => api.close()));
    }
    this.forget();
    await this.context.report([], { cursor: writeCursor(this.state) });
    return this.look();
  }

  /** Records. Where there is nothing to record, how far it is can wait: the cursor of many repositories is large. */
  private async report(
    observations: readonly ObservationInput[],
  ): Promise<void> {
    const now = this.context.clock.now();
    if (observations.length === 0 && now - this.reportedAt < QUIET_MS) return;
    this.reportedAt = now;
    await this.context.report(observations, {
      cursor: writeCursor(this.state),
    });
  }

  private look(progress: Problem[] = []): Look {
    const problems = [...progress, ...this.problems.values()];
    const more = problems.length - MOST_PROBLEMS;
    return {
      complete: this.complete && problems.length === 0,
      problems:
        more <= 0
          ? problems
          : [
              ...problems.slice(0, MOST_PROBLEMS),
              {
                text: `${more} more like these`,
                fix: 'Mend these first.',
              },
            ],
    };
  }

  /** What the catalog, the configuration and the organisations name. */
  private async list(): Promise<Repository[]> {
    const { config, repositories } = this.options;
    const named = await repositories.of(config.host);
    const found = new Map(named.map(one => [one.origin, one]));
    for (const organisation of config.organisations) {
      await this.asOwner(organisation.name, async api => {
        const own = await organisationRepositories(api, organisation);
        repositories.add(own);
        for (const one of own) {
          if (!found.has(one.origin)) found.set(one.origin, one);
        }
      });
    }
    const all = [...found.values()];
    if (all.length > MOST_REPOSITORIES) {
      this.note({
        text: `${all.length} repositories of ${config.host} are named; only ${MOST_REPOSITORIES} are looked at`,
        fix: 'Remove organisations from fleet.github.organisations, and name repositories instead.',
      });
    }
    return all.slice(0, MOST_REPOSITORIES);
  }

  private async open(): Promise<Open> {
    const open: Open = new Map();
    for (const kind of KINDS) {
      for await (const one of this.context.open(kind)) {
        if (!('origin' in one) || one.origin === undefined) continue;
        const kinds = open.get(one.origin) ?? new Map();
        kinds.set(kind, [...(kinds.get(kind) ?? []), one]);
        open.set(one.origin, kinds);
      }
    }
    for (const kinds of open.values()) {
      for (const list of kinds.values()) list.sort((a, b) => b.at - a.at);
    }
    return open;
  }

  private inOrder(repositories: readonly Repository[]): Repository[] {
    const { repositories: states } = this.state;
    const rank = ({ origin }: Repository) =>
      isImporting(states[origin])
        ? Number.POSITIVE_INFINITY
        : states[origin]?.lookedAt ?? 0;
    return [...repositories].sort((a, b) => {
      const [left, right] = [rank(a), rank(b)];
      return left === right ? Number(a.origin > b.origin) - 0.5 : left - right;
    });
  }

  private async lookAt(
    repository: Repository,
    open: ReadonlyMap<ObservationKind, readonly Observation[]>,
  ): Promise<void> {
    const { config, marks } = this.options;
    const { origin, slug } = repository;
    let words = '';
    const progress = () => ({
      text: `The first import of ${origin}: ${words}`,
      fix: 'Nothing: it goes on by itself.',
    });
    await this.asOwner(slug.split('/')[0], async api => {
      try {
        const problems = await lookAtRepository({
          ...{ config, repository, api, open, marks },
          context: this.context,
          deadline: this.deadline,
          state: this.state.repositories[origin] ?? UNSEEN,
          save: async (observations, state) => {
            this.state = {
              ...this.state,
              repositories: { ...this.state.repositories, [origin]: state },
            };
            await this.report(observations);
          },
          progress: async told => {
            words = told;
            await this.context.seen({
              ...this.look([progress()]),
              complete: false,
            });
          },
        });
        problems.forEach(problem => this.note(problem));
      } catch (error) {
        const far = importWords(this.state.repositories[origin]);
        if (far !== undefined) {
          words = far;
          this.note(progress());
        }
        throw error;
      }
    });
  }

  /** Does something with the credentials for an owner, as long as GitHub lets us. */
  private async asOwner(
    name: string,
    step: (api: GithubApi) => Promise<void>,
  ): Promise<void> {
    const owner = name.toLowerCase();
    if (this.stopped.has(owner)) {
      this.complete = false;
      return;
    }
    try {
      await step(await this.api(name));
    } catch (error) {
      // Without a connection there is nothing to see for anybody.
      if (!(error instanceof SourceError) || error instanceof HttpError) {
        throw error;
      }
      this.note({ text: error.message, fix: error.fix });
      if (!(error instanceof GithubError)) {
        this.stopped.add(owner);
        return;
      }
      if (['limited', 'unauthorized'].includes(error.refusal)) {
        this.stopped.add(owner);
      }
      if (error.until !== undefined) {
        const waits = { ...this.state.waits, [owner]: error.until };
        this.state = { ...this.state, waits };
      }
    }
  }

  private async api(name: string): Promise<GithubApi> {
    const owner = name.toLowerCase();
    const known = this.apis.get(owner);
    if (known) return known;
    const { config, token } = this.options;
    const { clock, signal } = this.context;
    const api = new GithubApi({
      ...{ config, clock, signal, owner: name },
      token: await token(name),
      until: this.state.waits[owner],
    });
    this.apis.set(owner, api);
    return api;
  }

  private note(problem: Problem): void {
    this.complete = false;
    this.problems.set(problem.text, problem);
  }

  /** Forgets what nobody named for long, and waits that are over. */
  private forget(): void {
    const now = this.context.clock.now();
    const { repositories, waits } = this.state;
    this.state = {
      repositories: Object.fromEntries(
        Object.entries(repositories).filter(
          ([, { lookedAt }]) =>
            lookedAt === undefined || now - lookedAt < FORGET_MS,
        ),
      ),
      waits: Object.fromEntries(
        Object.entries(waits).filter(([, until]) => until > now),
      ),
    };
  }
}

/** Whether some of its history is still to be read. */
function isImporting(state: RepositoryState | undefined): boolean {
  return state?.lookedAt === undefined;
}

/** How far it is, in words. */
function importWords(state: RepositoryState | undefined): string | undefined {
  const walk = state?.lists.deployments?.walk;
  if (!walk || !isImporting(state)) return undefined;
  const done = walk.done.toLocaleString('en');
  return walk.total === undefined
    ? `imported ${done} deployments`
    : `imported ${done} of at most ${walk.total.toLocaleString(
        'en',
      )} deployments`;
}
