/** A source of chance that gives the same sequence for the same seed. */
export interface Chance {
  /** At least `from`, below `to`. */
  between(from: number, to: number): number;
  /** One of them, each as likely as its weight says. */
  pick<T>(choices: readonly { weight: number; value: T }[]): T;
  /** One of them, all equally likely. */
  oneOf<T>(values: readonly T[]): T;
}

/** Chance from a whole number (mulberry32). */
export function chanceFrom(seed: number): Chance {
  let state = Math.trunc(seed) % 2 ** 32;
  const next = () => {
    state = (state + 0x6d2b79f5) % 2 ** 32;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    between: (from, to) => from + next() * (to - from),
    oneOf: values => {
      if (values.length === 0) {
        throw new RangeError('Cannot choose one of nothing');
      }
      return values[Math.floor(next() * values.length)];
    },
    pick: choices => {
      const total = choices.reduce((sum, { weight }) => sum + weight, 0);
      let left = next() * total;
      const chosen = choices.find(({ weight }) => {
        left -= weight;
        return left < 0;
      });
      if (!chosen) {
        throw new RangeError('Cannot pick when no choice has a weight');
      }
      return chosen.value;
    },
  };
}
