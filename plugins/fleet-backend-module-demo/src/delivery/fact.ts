import type { ObservationInput } from '@landfall/backstage-plugin-fleet-node';

/** Something that is told of, and when what there is to tell of it changes. The same instant always gives the same. */
export interface Fact {
  /** When it begins and when it changes, in ms since the epoch; what never happens is left out. */
  turns: readonly number[];
  /** As it is after the turn that was taken last. */
  after(turn: number): ObservationInput;
}

/** A fact that is told once and for all. */
export function factOf(observation: ObservationInput): Fact {
  return { turns: [observation.version], after: () => observation };
}

/** Facts in the order in which they turn, each turn of which is taken once. */
export class Timeline {
  /** By time, the next one last. */
  readonly #ahead: { at: number; fact: Fact }[];

  /** @param options.since - what turned at this instant or before is left out. */
  constructor(options: { facts: Iterable<Fact>; since: number }) {
    const ahead: { at: number; fact: Fact }[] = [];
    for (const fact of options.facts) {
      for (const at of fact.turns) {
        if (at > options.since && at < Infinity) ahead.push({ at, fact });
      }
    }
    this.#ahead = ahead.sort((a, b) => b.at - a.at);
  }

  /** What has turned until an instant and was not taken yet, as it is then, in order of time. */
  take(now: number): ObservationInput[] {
    const newest = new Map<Fact, number>();
    for (
      let next = this.#ahead.at(-1);
      next && next.at <= now;
      next = this.#ahead.at(-1)
    ) {
      newest.set(next.fact, next.at);
      this.#ahead.pop();
    }
    return [...newest]
      .sort(([, a], [, b]) => a - b)
      .map(([fact, turn]) => fact.after(turn));
  }
}
