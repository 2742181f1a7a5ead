/**
 * The commits that a deployment brought, after `definitions.md`: "every commit in `previous..this`, where *previous* is the version live in that
 * environment before this deployment. Merge commits are left out. For squashed pull requests the original commits count where the host still
 * knows them. … The first deployment of a service is a *baseline* and has no lead time. A rollback brings no commits."
 *
 * What cannot be told is left out and listed: unknown commits, unknown bases, ranges above the limit.
 */
import type { Instant } from '@landfall/backstage-plugin-fleet-common';
import type { CommitGraph, CommitRange } from './commitGraph';
import { compareDeployments, wentLive } from './order';
import type { PullRequests } from './pullRequests';
import type { DeliveryRules } from './rules';
import type {
  CommitFact,
  DeploymentFact,
  PullRequestFact,
  QualityFinding,
} from './types';

/** A commit that counts, perhaps one that was squashed into another. */
export interface BroughtCommit {
  commit: string;
  committedAt: Instant;
  authoredAt: Instant | null;
  pullRequest: PullRequestFact | null;
  link: string | null;
}

/** What a deployment brought. */
export interface Changes {
  /** The first of its environment. */
  baseline: boolean;
  /** The deployment whose version was live before. */
  previous: DeploymentFact | null;
  /** Oldest first, each once. */
  brought: readonly BroughtCommit[];
  /** All commits that came with it as the repository has them, merges and squashes included: what a revert may name. */
  landed: readonly CommitFact[];
  quality: readonly QualityFinding[];
}

/** What changes are told by. */
export interface ChangeSources {
  graph: CommitGraph;
  pullRequests: PullRequests;
  /** Directories of a repository that are the service's; empty where all of it is. */
  paths: readonly string[];
}

const nothing: Omit<Changes, 'previous'> = {
  baseline: false,
  brought: [],
  landed: [],
  quality: [],
};

/** The changes of each deployment of one service by its id. Where nobody knows the environment there is no version before. */
export function findChanges(
  deployments: readonly DeploymentFact[],
  sources: ChangeSources,
  rules: Pick<DeliveryRules, 'maximumCommits'>,
): Map<string, Changes> {
  const live = new Map<string, DeploymentFact>();
  const changes = new Map<string, Changes>();
  for (const deployment of [...deployments].sort(compareDeployments)) {
    const { environment } = deployment;
    const previous =
      environment === null ? null : live.get(environment) ?? null;
    changes.set(
      deployment.id,
      changesSince(previous, deployment, { sources, rules }),
    );
    // A restart brings the same version again: what was live before it still is.
    const isMove = deployment.class !== 'restart';
    if (environment !== null && isMove && wentLive(deployment)) {
      live.set(environment, deployment);
    }
  }
  return changes;
}

function changesSince(
  previous: DeploymentFact | null,
  deployment: DeploymentFact,
  given: {
    sources: ChangeSources;
    rules: Pick<DeliveryRules, 'maximumCommits'>;
  },
): Changes {
  if (
    deployment.environment === null ||
    deployment.class === 'restart' ||
    deployment.class === 'rollback'
  ) {
    return { ...nothing, previous };
  }
  if (previous === null) {
    return { ...nothing, previous, baseline: true };
  }
  const refuse = (
    kind: QualityFinding['kind'],
    detail: QualityFinding['detail'] = {},
  ): Changes => ({
    ...nothing,
    previous,
    quality: [finding(kind, deployment, detail)],
  });
  const head = deployment.commit;
  const base = previous.commit;
  if (head.commit === null && deployment.version === previous.version) {
    return { ...nothing, previous };
  }
  if (head.commit === null) {
    return refuse(
      head.why === 'ambiguous'
        ? 'version_with_ambiguous_commit'
        : 'version_without_commit',
      { version: deployment.version },
    );
  }
  if (base.commit === null) {
    return refuse('unknown_base', { version: previous.version });
  }
  const { graph } = given.sources;
  if (!graph.get(head.commit) && head.commit !== base.commit) {
    return refuse('unknown_commit', { commit: head.commit });
  }
  if (!graph.mentions(base.commit) && head.commit !== base.commit) {
    return refuse('unknown_base', { commit: base.commit });
  }
  const range =
    head.commit === base.commit
      ? null
      : graph.range({
          base: base.commit,
          head: head.commit,
          limit: given.rules.maximumCommits,
        });
  if (range === null) {
    return { ...nothing, previous };
  }
  if (range.tooLong) {
    return refuse('range_too_long', { limit: given.rules.maximumCommits });
  }
  if (range.relation === 'unrelated') {
    return refuse(
      range.incomplete ? 'history_incomplete' : 'history_rewritten',
      { base: base.commit, commit: head.commit },
    );
  }
  return {
    ...inPaths(range, deployment, given.sources),
    previous,
    baseline: false,
  };
}

function inPaths(
  range: CommitRange,
  deployment: DeploymentFact,
  { pullRequests, paths }: ChangeSources,
): Pick<Changes, 'brought' | 'landed' | 'quality'> {
  const landed = range.commits.filter(
    commit => touches(commit, paths) !== false,
  );
  const unknown = landed.filter(
    commit => !isMerge(commit) && touches(commit, paths) === null,
  );
  const brought = new Map<string, BroughtCommit>();
  for (const commit of landed) {
    if (!isMerge(commit) && touches(commit, paths) === true) {
      for (const one of pullRequests.originals(commit)) {
        brought.set(one.commit, one);
      }
    }
  }
  const quality: QualityFinding[] = [];
  if (unknown.length > 0) {
    quality.push({
      ...finding('unknown_paths', deployment, { commits: unknown.length }),
      improves: unknown.length,
    });
  }
  if (range.incomplete) {
    quality.push(finding('history_incomplete', deployment));
  }
  if (range.relation === 'diverged') {
    quality.push(finding('history_rewritten', deployment));
  }
  return { brought: [...brought.values()], landed, quality };
}

function isMerge(commit: CommitFact): boolean {
  return (commit.parents?.length ?? 0) > 1;
}

/** Whether a commit changes something in the directories; null where nobody tells what it changes. */
export function touches(
  commit: CommitFact,
  paths: readonly string[],
): boolean | null {
  if (paths.length === 0 || paths.includes('')) {
    return true;
  }
  return (
    commit.directories?.some(directory =>
      paths.some(
        path => directory === path || directory.startsWith(`${path}/`),
      ),
    ) ?? null
  );
}

function finding(
  kind: QualityFinding['kind'],
  deployment: DeploymentFact,
  detail: QualityFinding['detail'] = {},
): QualityFinding {
  return { kind, what: deployment.id, detail, improves: 1 };
}
