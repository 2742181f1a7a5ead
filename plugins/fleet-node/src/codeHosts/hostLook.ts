import type { Problem } from '@landfall/backstage-plugin-fleet-common';
import { HttpError } from '../connection/httpError';
import type {
  Observation,
  ObservationInput,
  ObservationKind,
} from '../observations/observation';
import { SourceError, type Look, type SourceContext } from '../source';
import { CodeHostApi, type Patience } from './codeHostApi';
import { CodeHostError } from './codeHostError';
import {
  readCursor,
  UNSEEN,
  writeCursor,
  type HostState,
  type RepositoryState,
} from './cursor';
import type { CodeHostConfig, CodeHostProfile, NamedPlace } from './profile';
import type { Repositories, Repository } from './repositories';
import { TimeUp, type RepositoryLookOptions } from './repositoryLook';

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

/** What {@link HostLook} needs. @public */
export interface HostLookOptions<C extends CodeHostConfig> {
  /** What is special about this kind of host. */
  profile: CodeHostProfile;
  /** The host. */
  config: C;
  /** Which repositories there are. */
  repositories: Repositories;
  /** Marks that outlive a look, on this replica. */
  marks: Map<string, string>;
  /** Whose credentials a repository or an organisation is asked for with; the host, where it has one for all. */
  ownerOf(slug: string): string;
  /** The token for an owner; undefined where there is none. @throws SourceError */
  token(owner: string): Promise<string | undefined>;
  /** All repositories of an organisation. @throws CodeHostError */
  listOf(
    api: Pick<CodeHostApi, 'get'>,
    organisation: NamedPlace,
  ): Promise<Repository[]>;
  /** Looks at one repository. @returns what is wrong. @throws CodeHostError */
  lookAt(options: RepositoryLookOptions<C>): Promise<Problem[]>;
  /** Without it a limit ends the look at what belongs to its owner. */
  patience?: Patience;
}

type Open = Map<string, Map<ObservationKind, Observation[]>>;

/**
 * One look at all repositories of a code host. Those that are known come first, whoever waits longest before the others; then those whose history is still read.
 * Where the host lets us ask no more for an owner, his repositories wait until it does; the others go on.
 *
 * @public
 */
export class HostLook<C extends CodeHostConfig> {
  private state: HostState;
  private readonly apis = new Map<string, CodeHostApi>();
  /** Owners of whom nothing more is asked in this look. */
  private readonly stopped = new Set<string>();
  private readonly problems = new Map<string, Problem>();
  private complete = true;
  private readonly deadline: number;
  /** When the cursor was reported last, ms. */
  private reportedAt: number;

  constructor(
    private readonly options: HostLookOptions<C>,
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
        fix: `Nothing: the next look begins with the others. If it stays so, raise ${this.options.profile.section}.intervalSeconds.`,
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
    const { config, repositories, profile, listOf } = this.options;
    const { section, keys } = profile;
    const named = await repositories.of(config.host);
    const found = new Map(named.map(one => [one.origin, one]));
    for (const organisation of config.organisations) {
      await this.asOwner(organisation.name, async api => {
        const own = await listOf(api, organisation);
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
        fix: `Remove some of ${section}.${keys.organisations}, and name what is needed under ${section}.${keys.repositories} instead.`,
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
    await this.asOwner(slug, async api => {
      try {
        const problems = await this.options.lookAt({
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

  /** Does something with the credentials for a repository or an organisation, as long as the host lets us. */
  private async asOwner(
    slug: string,
    step: (api: CodeHostApi) => Promise<void>,
  ): Promise<void> {
    const name = this.options.ownerOf(slug);
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
      if (!(error instanceof CodeHostError)) {
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

  private async api(name: string): Promise<CodeHostApi> {
    const owner = name.toLowerCase();
    const known = this.apis.get(owner);
    if (known) return known;
    const { profile, config, token, patience } = this.options;
    const { clock, signal } = this.context;
    const api = new CodeHostApi({
      ...{ profile, config, clock, signal, patience, owner: name },
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
