/**
 * Chance from a text: equal texts give equal draws, on every machine and for ever. Not for secrets.
 */
export class Chance {
  #state: number;

  constructor(...seed: readonly (string | number)[]) {
    this.#state = hash32(seed.join('\u0000'));
  }

  /** The same chance for one of many things that are numbered, such as days; much faster than from a text. */
  of(number: number): Chance {
    const own = new Chance();
    own.#state = Math.imul(this.#state ^ number, 0x01000193) ^ (number << 7);
    own.next();
    return own;
  }

  /** A number of [0, 1), evenly. */
  next(): number {
    // The step of a 32-bit counter generator: a Weyl sequence, then two rounds that mix its bits.
    this.#state = (this.#state + 0x9e3779b9) | 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  }

  /** A whole number of [from, to], both included. */
  whole(from: number, to: number): number {
    return from + Math.floor(this.next() * (to - from + 1));
  }

  /** True with the given probability. */
  happens(probability: number): boolean {
    return this.next() < probability;
  }

  /** One of a list that is not empty. */
  oneOf<T>(list: readonly T[]): T {
    return list[this.whole(0, list.length - 1)];
  }

  /** A positive number around a median, with a long tail upwards (log-normal, with the spread of its logarithm). */
  around(median: number, spread: number): number {
    // Box and Muller's transform of two even draws.
    const radius = Math.sqrt(-2 * Math.log(1 - this.next()));
    return (
      median * Math.exp(spread * radius * Math.cos(2 * Math.PI * this.next()))
    );
  }

  /** How often something happened that happens `mean` times on average. */
  count(mean: number): number {
    // Knuth's multiplication of uniform draws; the means here are small.
    const limit = Math.exp(-mean);
    let times = 0;
    for (let left = this.next(); left > limit; left *= this.next()) times += 1;
    return times;
  }
}

/** FNV-1a over UTF-16 units, 32 bits. */
function hash32(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  return hash | 0;
}
