/** Which directories differ between two commits, whichever came first. */
import { touches } from './changes';
import type { CommitGraph, CommitRange } from './commitGraph';
import type { CommitFact } from './types';

/** What lies between two commits. */
export interface TouchedBetween {
  commits: readonly CommitFact[];
  /** Whether it is known what all of them change. */
  complete: boolean;
}

/** Made once per graph and asked often: services that share a repository ask the same. */
export class Touched {
  readonly #known = new Map<string, TouchedBetween | null>();

  /** @param options.limit - more commits than that are not looked at. */
  constructor(
    readonly graph: CommitGraph,
    readonly options: { limit: number },
  ) {}

  /** Null where nobody knows what lies between the two. */
  between(base: string, head: string): TouchedBetween | null {
    const name = `${base} ${head}`;
    const known = this.#known.get(name);
    if (known !== undefined) {
      return known;
    }
    const found = this.#between(base, head);
    this.#known.set(name, found);
    return found;
  }

  #between(base: string, head: string): TouchedBetween | null {
    const { graph } = this;
    const { limit } = this.options;
    if (base === head) {
      return { commits: [], complete: true };
    }
    // Going back to what was live before takes away what came since.
    const ways = [
      graph.range({ base, head, limit }),
      graph.range({ base: head, head: base, limit }),
    ];
    if (!ways.every(isKnown)) {
      return null;
    }
    const commits = ways
      .flatMap(way => way.commits)
      .filter(({ parents }) => (parents?.length ?? 0) < 2);
    return {
      commits,
      complete:
        ways.every(({ incomplete }) => !incomplete) &&
        commits.every(({ directories }) => directories !== null),
    };
  }
}

function isKnown(way: CommitRange | null): way is CommitRange {
  return way !== null && !way.tooLong && way.relation !== 'unrelated';
}

/** Whether something between two commits is in the directories; null where that is not known. */
export function isTouched(
  between: TouchedBetween,
  directories: readonly string[],
): boolean | null {
  if (between.commits.some(commit => touches(commit, directories) === true)) {
    return true;
  }
  return between.complete ? false : null;
}
