import { DAY_MS } from '@landfall/backstage-plugin-fleet-common';
import type { ObservationInput } from '@landfall/backstage-plugin-fleet-node';
import type { DemoWorkload } from '../company/types';
import { observeCrashLoop } from './disruptions';
import {
  incarnationOf,
  observeInstances,
  observePresence,
  observeRollout,
  turnsOf,
  type Observer,
} from './observe';
import { rolloutsOf, type DemoRollout } from './rollouts';

/** What runs on a cluster of the made-up company, and what was already told about it. */
export class Life {
  readonly #observer: Observer;
  readonly #workloads: readonly DemoWorkload[];
  readonly #fromDay: number;
  readonly #plans = new Map<DemoWorkload, Plan>();
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
   * What is new at an instant, workload by workload, so that the caller can take breath between them: facts that began, changed or ended
   * after `since` (all of the history without it), as they are now, and presences whose state is another than the one that was last told.
   */
  *changes(options: {
    since?: number;
    now: number;
  }): Generator<ObservationInput[]> {
    const { since = -Infinity, now } = options;
    const today = Math.floor(now / DAY_MS);
    const firstDay = Math.max(this.#fromDay, Math.floor(since / DAY_MS) - 1);
    const days = Array.from(
      { length: today - firstDay + 1 },
      (_, at) => firstDay + at,
    );
    for (const workload of this.#workloads) {
      const rollouts = this.#plan(workload, today + 1);
      const incarnation = incarnationOf(this.#observer.seed, workload);
      const facts: (ObservationInput | undefined)[] = [
        ...rollouts
          .filter(rollout => lastChange(rollout) > since)
          .flatMap(rollout => [
            observeRollout(this.#observer, rollout, now),
            observeCrashLoop(rollout, { incarnation, now }),
          ]),
        ...days.flatMap(day =>
          observeInstances(this.#observer, workload, day, now),
        ),
      ];
      const news = facts.filter(
        (fact): fact is ObservationInput =>
          fact !== undefined && fact.version > since,
      );
      const presence = this.#isOver(workload, since)
        ? undefined
        : observePresence(this.#observer, workload, rollouts, { now });
      if (presence) {
        const state = stateOf(presence);
        if (this.#told.get(presence.key) !== state) {
          this.#told.set(presence.key, state);
          news.push(presence);
        }
      }
      yield news;
    }
  }

  /**
   * Every turn that the lives of workloads have taken until an instant, workload by workload, so that the caller can take breath between them, as it
   * was seen then; what was before `since` as it was seen at `since`.
   */
  *turns(options: {
    since: number;
    now: number;
  }): Generator<ObservationInput[]> {
    const { since, now } = options;
    const today = Math.floor(now / DAY_MS);
    for (const workload of this.#workloads) {
      const { life } = workload;
      if (!life || life.removedAt <= since) continue;
      const rollouts = this.#plan(workload, today + 1);
      const instants = turnsOf(life).map(at => Math.max(at, since));
      yield [...new Set(instants)]
        .filter(at => at <= now)
        .flatMap(
          at =>
            observePresence(this.#observer, workload, rollouts, {
              now: at,
              calm: true,
            }) ?? [],
        );
    }
  }

  /** Whether all was told of it before. */
  #isOver({ life }: DemoWorkload, since: number): boolean {
    return life !== undefined && life.removedAt <= since;
  }

  #plan(workload: DemoWorkload, toDay: number): readonly DemoRollout[] {
    const known = this.#plans.get(workload);
    if (known && known.toDay >= toDay) return known.rollouts;
    const rollouts = rolloutsOf({
      seed: this.#observer.seed,
      workload,
      fromDay: this.#fromDay,
      toDay,
    });
    this.#plans.set(workload, { toDay, rollouts });
    return rollouts;
  }
}

/** The rollouts of a workload until the end of a day. */
interface Plan {
  toDay: number;
  rollouts: DemoRollout[];
}

/** When a rollout changes for the last time; never, when nothing ends it as far as is planned. */
function lastChange({ end }: DemoRollout): number {
  return end?.at ?? Infinity;
}

/** What makes two presences differ: not since when, nor in which look it was seen. */
function stateOf(observation: ObservationInput): string {
  if (observation.kind !== 'presence') return '';
  const { images, desired, ready, containers = [] } = observation.body;
  return JSON.stringify([
    images.map(one => one.reference),
    desired,
    ready,
    containers.flatMap(({ ports }) => ports.map(({ protocol }) => protocol)),
    observation.ended,
  ]);
}
