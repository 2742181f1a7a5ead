import type { CommitGraph } from './commitGraph';
import type { CiDeploymentFact } from './types';

/**
 * What was live of a repository in one environment of CI, one deployment after the other, as one of the services that share it sees it:
 * commits that brought it nothing are the same to it as the one before.
 */
export class SharedPlace {
  readonly #graph: CommitGraph;
  /** By each commit that was live, the one that was the service's own then; null where there was none yet. */
  readonly #ownCommits = new Map<string, string | null>();
  #live: CiDeploymentFact | null = null;
  #ownCommit: string | null = null;

  constructor(graph: CommitGraph) {
    this.#graph = graph;
  }

  /** The newest that went live, of those whose commit is known. */
  get live(): CiDeploymentFact | null {
    return this.#live;
  }

  /** The commit of the service's own that one which was live before meant for it; null where that is its own, or it was never live. */
  standsFor({ commit }: CiDeploymentFact): string | null {
    const meant = commit === null ? null : this.#ownCommits.get(commit) ?? null;
    return meant === commit ? null : meant;
  }

  /** Adds the next. */
  add(fact: CiDeploymentFact, options: { own: boolean }): void {
    const { commit } = fact;
    if (
      commit === null ||
      fact.outcome !== 'succeeded' ||
      !this.#graph.mentions(commit)
    ) {
      return;
    }
    this.#live = fact;
    const before = this.#ownCommits.get(commit);
    if (before === undefined) {
      this.#ownCommits.set(commit, options.own ? commit : this.#ownCommit);
    }
    if (options.own) {
      this.#ownCommit = this.#ownCommits.get(commit) ?? commit;
    }
  }
}
