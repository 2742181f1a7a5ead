import { DAY_MS } from '@landfall/backstage-plugin-fleet-common';
import type { ObservationInput } from '@landfall/backstage-plugin-fleet-node';
import type { DemoWorkload } from '../company/types';
import {
  observeInstances,
  observePresence,
  observeRollout,
  type Observer,
} from './observe';
import { rolloutsOf, type DemoRollout } from './rollouts';

/** What runs on a cluster of the made-up company, and what was already told about it. */
export class Life {
  readonly #observer: Observer;
  readonly #workloads: readonly DemoWorkload[];
  readonly #fromDay: number;
  /** The last day that is planned, and the plan. */
  #toDay = -Infinity;
  #plan: { workload: DemoWorkload; rollouts: DemoRollout[] }[] = [];
  /** The state that was last told, by key of the presence. */
  readonly #told: Map<string, string>;

  constructor(options: {
    observer: Observer;
    workloads: readonly DemoWorkload[];
    /** First day of the history, in days since the epoch. */
    fromDay: number;
    /** The open presences that were told before. */
    told: readonly ObservationInput[];
  }) {
    this.#observer = options.observer;
    this.#workloads = options.workloads;
    this.#fromDay = options.fromDay;
    this.#told = new Map(options.told.map(one => [one.key, stateOf(one)]));
  }

  /**
   * What is new at an instant, oldest first: facts that began, changed or ended after `since` (all of the history without it), as they
   * are now, and presences whose state is another than the one that was last told.
   */
  changes(options: { since?: number; now: number }): ObservationInput[] {
    const { since = -Infinity, now } = options;
    this.#planUntil(Math.floor(now / DAY_MS) + 1);
    const firstDay = Math.max(this.#fromDay, Math.floor(since / DAY_MS) - 1);
    const today = Math.floor(now / DAY_MS);
    const found: ObservationInput[] = [];
    for (const { workload, rollouts } of this.#plan) {
      for (const rollout of rollouts) {
        if (lastChange(rollout) > since) {
          const seen = observeRollout(this.#observer, rollout, now);
          if (seen && seen.version > since) found.push(seen);
        }
      }
      for (let day = firstDay; day <= today; day += 1) {
        found.push(
          ...observeInstances(this.#observer, workload, day, now).filter(
            one => one.version > since,
          ),
        );
      }
      const presence = observePresence(this.#observer, workload, rollouts, now);
      const state = stateOf(presence);
      if (this.#told.get(presence.key) !== state) {
        this.#told.set(presence.key, state);
        found.push(presence);
      }
    }
    return found.sort((a, b) => a.at - b.at);
  }

  #planUntil(day: number): void {
    if (day <= this.#toDay) return;
    this.#plan = this.#workloads.map(workload => ({
      workload,
      rollouts: rolloutsOf({
        seed: this.#observer.seed,
        workload,
        fromDay: this.#fromDay,
        toDay: day,
      }),
    }));
    this.#toDay = day;
  }
}

/** When a rollout changes for the last time; never, when nothing ends it as far as is planned. */
function lastChange({ end }: DemoRollout): number {
  return end?.at ?? Infinity;
}

/** What makes two presences differ: not since when, nor in which look it was seen. */
function stateOf(observation: ObservationInput): string {
  if (observation.kind !== 'presence') return '';
  const { images, desired, ready } = observation.body;
  return JSON.stringify([images.map(one => one.reference), desired, ready]);
}
