/**
 * Which pull request a commit came by, and what was squashed into it. A squash is the one commit of a pull request on its base; a rebase puts
 * each of its commits there, with the times at which they were written, and those count as they are.
 */
import { compareText } from './artefact';
import type { BroughtCommit } from './changes';
import type { CommitGraph } from './commitGraph';
import type { DeliveryRules } from './rules';
import type { CommitFact, PullRequestFact } from './types';

/** The pull requests of one service. */
export class PullRequests {
  readonly #byLanded = new Map<string, PullRequestFact>();
  readonly #squashes = new Set<string>();
  readonly #byNumber = new Map<string, PullRequestFact>();

  constructor(pullRequests: readonly PullRequestFact[], graph: CommitGraph) {
    const sorted = [...pullRequests].sort((a, b) => compareText(a.id, b.id));
    for (const one of sorted) {
      this.#byNumber.set(numbered(one.origin, one.number), one);
      one.commits?.forEach(({ commit }) => this.#byLanded.set(commit, one));
      const rebased = rebasedCommits(one, graph);
      rebased.forEach(commit => this.#byLanded.set(commit, one));
      const landed = one.mergeCommit && graph.get(one.mergeCommit);
      if (landed) {
        this.#byLanded.set(landed.commit, one);
        const known = (one.commits ?? []).some(
          original => original.commit === landed.commit,
        );
        if (
          (landed.parents?.length ?? 0) < 2 &&
          rebased.length === 0 &&
          !known
        ) {
          this.#squashes.add(landed.commit);
        }
      }
    }
  }

  /** The pull request by which a commit of the repository, or one squashed into it, came. */
  of(commit: string): PullRequestFact | null {
    return this.#byLanded.get(commit) ?? null;
  }

  /** The pull request of a number. */
  numbered(origin: string, number: number): PullRequestFact | null {
    return this.#byNumber.get(numbered(origin, number)) ?? null;
  }

  /** The commit itself; or those that were squashed into it, without merges, where the host still knows them. */
  originals(commit: CommitFact): BroughtCommit[] {
    const pullRequest = this.of(commit.commit);
    const originals = (pullRequest?.commits ?? []).filter(one => !one.merge);
    return this.#squashes.has(commit.commit) && originals.length > 0
      ? originals.map(one => ({
          commit: one.commit,
          committedAt: one.committedAt,
          authoredAt: one.authoredAt,
          pullRequest,
          link: pullRequest?.link ?? null,
        }))
      : [
          {
            commit: commit.commit,
            committedAt: commit.committedAt,
            authoredAt: commit.authoredAt,
            pullRequest,
            link: commit.link,
          },
        ];
  }
}

/** The commits as which those of a pull request were put on its base one by one; empty where they were not. */
function rebasedCommits(
  { commits, mergeCommit }: PullRequestFact,
  graph: CommitGraph,
): string[] {
  const originals = (commits ?? []).filter(one => !one.merge).reverse();
  const rebased: string[] = [];
  let name = mergeCommit;
  for (const original of originals) {
    const landed = name === null ? null : graph.get(name);
    if (
      !landed ||
      landed.parents?.length !== 1 ||
      landed.commit === original.commit ||
      original.authoredAt === null ||
      landed.authoredAt !== original.authoredAt
    ) {
      return [];
    }
    rebased.push(landed.commit);
    name = landed.parents[0];
  }
  return rebased;
}

/** Whether a pull request says that it mends something at once. */
export function isHotfix(
  pullRequest: PullRequestFact,
  rules: Pick<DeliveryRules, 'hotfixLabels' | 'hotfixBranches'>,
): boolean {
  const labels = rules.hotfixLabels.map(label => label.toLowerCase());
  return (
    pullRequest.labels.some(label => labels.includes(label.toLowerCase())) ||
    rules.hotfixBranches.some(branch => pullRequest.head.startsWith(branch))
  );
}

function numbered(origin: string, number: number): string {
  return `${origin}#${number}`;
}
