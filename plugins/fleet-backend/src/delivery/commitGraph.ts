/**
 * The commits of a service's repositories, and what lies between two of them: `base..head` as git means it, that is all that can be
 * reached from `head` and not from `base`.
 *
 * Commits are ordered by generation (the longest way down to where the known history ends), so that one is met only after all that
 * lead to it. One look at a range walks no deeper than its oldest commit.
 */
import { compareText } from './artefact';
import type { CommitFact } from './types';

/** What is known of a commit by the beginning of its name. */
export type FoundCommit =
  | { found: 'one'; commit: string }
  | { found: 'none' }
  | { found: 'several' };

/** What lies between two commits. */
export interface CommitRange {
  /** Oldest first, merges included; empty where `head` is `base` or came before it. */
  commits: readonly CommitFact[];
  /**
   * How the two stand to each other: `base` is one of the ancestors of `head` (or the same); they only have a common ancestor, as after a forced
   * push; or none is known.
   */
  relation: 'follows' | 'diverged' | 'unrelated';
  /** Whether a way from `head` ended in a commit that is not known. */
  incomplete: boolean;
  /** There are more than the limit, and the rest was not looked at. */
  tooLong: boolean;
}

/** Where a commit stands that is only known as somebody's parent: after all others. */
const UNKNOWN_GENERATION = 0;

const FROM_HEAD = 1;
const FROM_BASE = 2;

interface Node {
  name: string;
  /** Null for one that is only known as a parent. */
  fact: CommitFact | null;
  parents: Node[];
  generation: number;
  position: number;
}

/** Made once per set of commits, and asked often. */
export class CommitGraph {
  readonly #nodes = new Map<string, Node>();
  readonly #ordered: Node[];
  readonly #names: string[];

  /**
   * @param commits - in any order; of a commit that is told twice, as by a code host and by CI, the one whose parents are known counts, or else the last.
   */
  constructor(commits: readonly CommitFact[]) {
    for (const fact of commits) {
      const node = this.#node(fact.commit);
      if (fact.parents !== null || !node.fact?.parents) {
        node.fact = fact;
      }
    }
    for (const node of [...this.#nodes.values()]) {
      node.parents = (node.fact?.parents ?? []).map(parent =>
        this.#node(parent),
      );
    }
    const all = [...this.#nodes.values()];
    setGenerations(all);
    this.#ordered = all.sort(compareNodes);
    this.#ordered.forEach((node, position) => {
      node.position = position;
    });
    this.#names = all
      .filter(node => node.fact !== null)
      .map(node => node.name)
      .sort(compareText);
  }

  /** A commit by its whole name. */
  get(commit: string): CommitFact | null {
    return this.#nodes.get(commit)?.fact ?? null;
  }

  /** Whether something is known of the commit, if only that another one follows it. */
  mentions(commit: string): boolean {
    return this.#nodes.has(commit);
  }

  /** A commit by its name or the beginning of it. */
  find(prefix: string): FoundCommit {
    const first = firstNotBefore(this.#names, prefix);
    const name = this.#names[first];
    if (name === undefined || !name.startsWith(prefix)) {
      return { found: 'none' };
    }
    const next = this.#names[first + 1];
    return name !== prefix && next?.startsWith(prefix)
      ? { found: 'several' }
      : { found: 'one', commit: name };
  }

  /** `base..head`; null where nothing is known of one of them. */
  range(options: {
    base: string;
    head: string;
    limit: number;
  }): CommitRange | null {
    const base = this.#nodes.get(options.base);
    const head = this.#nodes.get(options.head);
    if (!base || !head?.fact) {
      return null;
    }
    const marks = new Map<Node, number>();
    const commits: CommitFact[] = [];
    let common = head === base;
    let incomplete = false;
    /** Known commits that were reached from `head` only and not yet looked at. */
    let pending = 0;
    const mark = (node: Node, bits: number) => {
      const before = marks.get(node) ?? 0;
      const after = before | bits;
      marks.set(node, after);
      const known = node.fact !== null ? 1 : 0;
      if (before !== FROM_HEAD && after === FROM_HEAD) {
        pending += known;
      } else if (before === FROM_HEAD && after !== FROM_HEAD) {
        pending -= known;
      }
    };
    mark(head, FROM_HEAD);
    mark(base, FROM_BASE);
    for (
      let position = Math.min(head.position, base.position);
      pending > 0 && position < this.#ordered.length;
      position++
    ) {
      const node = this.#ordered[position];
      const bits = marks.get(node) ?? 0;
      if (bits === FROM_HEAD && node.fact !== null) {
        pending--;
        commits.push(node.fact);
        incomplete ||= node.fact.parents === null;
        if (commits.length > options.limit) {
          return {
            commits: [],
            relation: 'unrelated',
            incomplete,
            tooLong: true,
          };
        }
      }
      if (bits !== 0) {
        node.parents.forEach(parent => mark(parent, bits));
      }
    }
    for (const [node, bits] of marks) {
      common ||= bits === (FROM_HEAD | FROM_BASE);
      incomplete ||= node.fact === null && bits === FROM_HEAD;
    }
    const follows = head === base || ((marks.get(base) ?? 0) & FROM_HEAD) !== 0;
    const shared = common ? 'diverged' : 'unrelated';
    return {
      commits: commits.reverse(),
      relation: follows || commits.length === 0 ? 'follows' : shared,
      incomplete,
      tooLong: false,
    };
  }

  #node(name: string): Node {
    const known = this.#nodes.get(name);
    if (known) {
      return known;
    }
    const node: Node = {
      name,
      fact: null,
      parents: [],
      generation: UNKNOWN_GENERATION,
      position: 0,
    };
    this.#nodes.set(name, node);
    return node;
  }
}

/** Later generations first; within one by time, so that what is told in another order stands in the same. */
function compareNodes(a: Node, b: Node): number {
  return (
    b.generation - a.generation ||
    (b.fact?.committedAt ?? 0) - (a.fact?.committedAt ?? 0) ||
    compareText(a.name, b.name)
  );
}

/**
 * Gives each known commit the length of the longest way down from it. Without recursion, since histories are long. What claims to be its own
 * ancestor, which no repository holds but a broken source may tell, is passed over.
 */
function setGenerations(nodes: readonly Node[]): void {
  const entered = new Set<Node>();
  for (const start of [...nodes].sort((a, b) => compareText(a.name, b.name))) {
    const way: { node: Node; next: number }[] = [];
    const enter = (node: Node) => {
      if (node.fact !== null && !entered.has(node)) {
        entered.add(node);
        way.push({ node, next: 0 });
      }
    };
    enter(start);
    for (let top = way.at(-1); top; top = way.at(-1)) {
      if (top.next < top.node.parents.length) {
        enter(top.node.parents[top.next++]);
      } else {
        top.node.generation =
          1 +
          top.node.parents.reduce(
            (greatest, parent) => Math.max(greatest, parent.generation),
            UNKNOWN_GENERATION,
          );
        way.pop();
      }
    }
  }
}

function firstNotBefore(sorted: readonly string[], text: string): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < text) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}
