/** Sets of numbers that are joined two at a time. */
export class Groups {
  readonly #parents: number[];

  /** @param size - numbers from 0 to below this, each in a set of its own. */
  constructor(size: number) {
    this.#parents = Array.from({ length: size }, (_, i) => i);
  }

  /** Makes the sets of two numbers one. */
  join(a: number, b: number): void {
    const [first, second] = [this.#root(a), this.#root(b)];
    this.#parents[Math.max(first, second)] = Math.min(first, second);
  }

  /** The members of each set, in their order. */
  members(): number[][] {
    const groups = new Map<number, number[]>();
    this.#parents.forEach((_, i) => {
      const root = this.#root(i);
      const group = groups.get(root);
      if (group) {
        group.push(i);
      } else {
        groups.set(root, [i]);
      }
    });
    return [...groups.values()];
  }

  #root(of: number): number {
    let root = of;
    while (this.#parents[root] !== root) {
      this.#parents[root] = this.#parents[this.#parents[root]];
      root = this.#parents[root];
    }
    return root;
  }
}
