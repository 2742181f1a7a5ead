import { DAY_MS } from '@landfall/backstage-plugin-fleet-common';
import {
  originOfRepository,
  type ObservationInput,
} from '@landfall/backstage-plugin-fleet-node';
import type { DemoService } from '../company/types';
import { BEGUN_AT } from '../life/rollouts';
import { factOf, type Fact } from './fact';
import { CODE_HOST } from './habits';
import {
  pullRequestsOf,
  WRITTEN_WITHIN_DAYS,
  type DemoPullRequest,
} from './pullRequests';
import { firstCommitOf, releasesOf, type Release } from './releases';

/** What is told of one repository. */
export interface RepositoryOptions {
  seed: string;
  slug: string;
  /** Whose code it is, each with the first day of its history, in days since the epoch. */
  services: readonly { service: DemoService; fromDay: number }[];
  /** Last day of the history. */
  toDay: number;
}

/** A commit as it came into the main branch, or onto a branch that was merged. */
interface Landed {
  sha: string;
  parents: readonly string[];
  at: number;
  authoredAt: number;
  /** When somebody tells of it. */
  toldAt: number;
}

/** How far a clock that is wrong is ahead. */
const AHEAD_MS = 2 * DAY_MS;

/** The origin of a repository of the made-up company. */
export function originOf(slug: string): string {
  return originOfRepository({ host: CODE_HOST, slug });
}

/** Where a browser would show it. */
export function pageOf(slug: string): string {
  return `https://${CODE_HOST}/${slug}`;
}

/** Commits, pull requests and releases of a repository. */
export function factsOfRepository(options: RepositoryOptions): Fact[] {
  const { seed, slug, services, toDay } = options;
  const facts: Fact[] = [];
  const written: DemoPullRequest[] = [];
  const heads = new Map<DemoService, string>();
  for (const { service, fromDay } of services) {
    const { releases, before } = releasesOf({
      seed,
      service,
      fromDay,
      toDay: toDay + WRITTEN_WITHIN_DAYS,
    });
    const first = firstCommitOf(seed, service);
    heads.set(service, before?.head ?? first);
    if (!before) facts.push(...beginningOf(service, { slug, first }));
    let previous = before;
    for (const release of releases) {
      written.push(...pullRequestsOf({ seed, release, previous }));
      previous = release;
    }
    facts.push(...releases.flatMap(one => releaseFacts(one, options)));
  }
  written.sort(
    (one, other) => one.mergedAt - other.mergedAt || one.number - other.number,
  );
  let head: string | undefined;
  for (const pullRequest of written) {
    const { service } = pullRequest.release;
    const base = heads.get(service) ?? firstCommitOf(seed, service);
    const landed = landedBy(pullRequest, { head: head ?? base, base });
    head = pullRequest.mergeCommit;
    heads.set(service, head);
    facts.push(
      ...landed
        .filter(({ sha }) => !isGone(pullRequest, sha))
        .map(one => changeFact(one, { pullRequest, ...options })),
      pullRequestFact(pullRequest, options),
    );
  }
  return facts;
}

/** The commits by which a pull request comes in, oldest first. */
function landedBy(
  pullRequest: DemoPullRequest,
  { head, base }: { head: string; base: string },
): Landed[] {
  const { commits, mergedAt, mergeCommit, release } = pullRequest;
  const begunAt = commits[0].at;
  const common = { toldAt: mergedAt };
  const merge = { sha: mergeCommit, at: mergedAt, authoredAt: mergedAt };
  switch (release.service.habits.repository?.style) {
    case 'merge':
      return [
        ...commits.map(({ sha, at }, place) => ({
          ...common,
          sha,
          at,
          authoredAt: at,
          parents: [place === 0 ? base : commits[place - 1].sha],
        })),
        {
          ...common,
          ...merge,
          parents: [head, commits[commits.length - 1].sha],
        },
      ];
    case 'rebase': {
      // Committed anew, one after another, with names of their own.
      const names = commits.map(({ sha }, place) =>
        place === commits.length - 1
          ? mergeCommit
          : [...sha].reverse().join(''),
      );
      return commits.map(({ at }, place) => ({
        ...common,
        sha: names[place],
        at: mergedAt,
        authoredAt: at,
        parents: [place === 0 ? head : names[place - 1]],
      }));
    }
    default:
      return [{ ...common, ...merge, authoredAt: begunAt, parents: [head] }];
  }
}

/** What a forced push has removed: of every third release the commit that it was. */
function isGone({ release }: DemoPullRequest, sha: string): boolean {
  return (
    release.service.habits.oddity === 'rewritten' &&
    release.change.day % 3 === 0 &&
    sha === release.head
  );
}

function changeFact(
  { sha, parents, at, authoredAt, toldAt }: Landed,
  options: RepositoryOptions & { pullRequest: DemoPullRequest },
): Fact {
  const { slug, pullRequest } = options;
  const { release, reverts, mergeCommit } = pullRequest;
  const { repository, oddity } = release.service.habits;
  const isAhead = oddity === 'fast_clock' && release.change.day % 4 === 0;
  const committedAt = isAhead ? at + AHEAD_MS : at;
  return factOf({
    kind: 'change',
    key: `${originOf(slug)}@${sha}`,
    version: toldAt,
    at: committedAt,
    ended: true,
    endedAt: committedAt,
    origin: originOf(slug),
    body: {
      commit: sha,
      parents: [...parents],
      authoredAt,
      reverts: reverts && sha === mergeCommit ? [reverts.commit] : [],
      directories: [repository?.directory ?? 'src'],
      link: `${pageOf(slug)}/commit/${sha}`,
    },
  });
}

function pullRequestFact(
  pullRequest: DemoPullRequest,
  { slug }: RepositoryOptions,
): Fact {
  const { number, commits, hotfix, reverts } = pullRequest;
  const { openedAt, readyAt, firstReviewAt, mergedAt } = pullRequest;
  const { name } = pullRequest.release.service;
  const happened = (turn: number) => (at: number | null) =>
    at !== null && at <= turn ? at : null;
  return {
    turns: [openedAt, readyAt, firstReviewAt, mergedAt].filter(
      (at): at is number => at !== null,
    ),
    after: turn => {
      const by = happened(turn);
      const isMerged = mergedAt <= turn;
      const body: Extract<ObservationInput, { kind: 'pull_request' }>['body'] =
        {
          number,
          state: isMerged ? 'merged' : 'open',
          base: 'main',
          head: hotfix ? `hotfix/${name}-${number}` : `${name}-${number}`,
          labels: hotfix ? ['hotfix'] : [],
          commits: commits
            .filter(({ at }) => at <= turn)
            .map(({ sha, at }) => ({
              commit: sha,
              committedAt: at,
              authoredAt: at,
              merge: false,
            })),
          mergeCommit: isMerged ? pullRequest.mergeCommit : null,
          readyAt: by(readyAt),
          firstReviewAt: by(firstReviewAt),
          mergedAt: by(mergedAt),
          reverts: reverts?.number ?? null,
          fixes: [],
          link: `${pageOf(slug)}/pull/${number}`,
        };
      return {
        kind: 'pull_request',
        key: `${originOf(slug)}#pr/${number}`,
        version: turn,
        at: openedAt,
        ended: isMerged,
        endedAt: by(mergedAt),
        origin: originOf(slug),
        body,
      };
    },
  };
}

/** Those who number their versions tag them; in a repository of many services nobody does. */
function releaseFacts(
  { service, version, cutAt, head, change }: Release,
  options: RepositoryOptions,
): Fact[] {
  const { repository, oddity } = service.habits;
  if (repository?.directory || oddity === 'own_numbers') return [];
  // Named after its commit: that is enough.
  if (head.startsWith(version)) return [];
  return [
    releaseFact(options.slug, {
      tag: version,
      commit: head,
      at: cutAt + (change.index + 1) * 1_000,
    }),
  ];
}

function releaseFact(
  slug: string,
  { tag, commit, at }: { tag: string; commit: string; at: number },
): Fact {
  return factOf({
    kind: 'release',
    key: `${originOf(slug)}#release/${tag}`,
    version: at,
    at,
    ended: true,
    endedAt: at,
    origin: originOf(slug),
    body: { tag, commit, link: `${pageOf(slug)}/releases/tag/${tag}` },
  });
}

/** The first version that a service ever had, where it may be the one that was live before the first release. */
function beginningOf(
  service: DemoService,
  { slug, first }: { slug: string; first: string },
): Fact[] {
  const at = BEGUN_AT;
  const { repository } = service.habits;
  return [
    factOf({
      kind: 'change',
      key: `${originOf(slug)}@${first}`,
      version: at,
      at,
      ended: true,
      endedAt: at,
      origin: originOf(slug),
      body: {
        commit: first,
        parents: [],
        authoredAt: at,
        reverts: [],
        directories: [repository?.directory ?? 'src'],
        link: `${pageOf(slug)}/commit/${first}`,
      },
    }),
    ...(repository?.directory
      ? []
      : [releaseFact(slug, { tag: '1.0.0', commit: first, at })]),
  ];
}
