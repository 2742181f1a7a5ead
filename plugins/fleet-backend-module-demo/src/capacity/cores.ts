/**
 * How many cores a workload of the made-up company has set aside and uses. On the old platform every instance has what its busiest hour may need; on the new one
 * less is set aside, and autoscalers follow the load, so that more of it is used.
 */
import { DAY_MS } from '@landfall/backstage-plugin-fleet-common';
import { Chance } from '../chance';
import type { DemoOwner, DemoWorkload } from '../company/types';
import { bornAt } from '../life/rollouts';
import { desiredAt } from '../life/instances';
import type { Journey } from '../migration/journey';
import { HOUR_MS } from '../migration/times';

/** What a workload has and uses at an instant. */
export interface Cores {
  used: number;
  requested: number;
  replicas: number;
}

/** How many times what an instance needs the old platform sets aside for it. */
const SET_ASIDE_ON_HELIOS = 2.2;

/** Tells what one workload has and uses. What stays the same for it is drawn once, since it is asked for many hours. */
export class CoreMeter {
  readonly #seed: string;
  readonly #workload: DemoWorkload;
  readonly #journey: Journey | undefined;
  readonly #isOnHelios: boolean;
  readonly #needs: ReturnType<typeof needsOf>;
  readonly #jitter: Chance;
  readonly #from: number;
  readonly #to: number;

  constructor(options: {
    seed: string;
    workload: DemoWorkload;
    journey: Journey | undefined;
  }) {
    const { seed, workload } = options;
    const { owner, target, life } = workload;
    this.#seed = seed;
    this.#workload = workload;
    this.#journey = options.journey;
    this.#isOnHelios = target.platform === 'helios';
    this.#needs = needsOf(seed, owner);
    this.#jitter = new Chance(seed, 'busy', owner.name, target.cluster);
    this.#from = life ? life.servingAt : bornAt(seed, workload);
    this.#to = life ? Math.min(life.idleAt, life.removedAt) : Infinity;
  }

  /** At an instant; undefined while it is not there or has no instances. */
  at(instant: number): Cores | undefined {
    if (instant < this.#from || instant >= this.#to) return undefined;
    const { replicas, autoscaled, target } = this.#workload;
    const desired = autoscaled
      ? desiredAt(this.#seed, this.#workload, instant).value
      : replicas;
    if (desired === 0) return undefined;
    const { ofInstance, busy } = this.#needs;
    const hour = Math.floor(instant / HOUR_MS);
    const used =
      replicas *
      ofInstance *
      busy *
      loadAt(instant) *
      shareOf(target.platform, this.#journey, instant) *
      this.#jitter.of(hour).around(1, 0.08);
    const needed = desired * ofInstance;
    return {
      used: rounded(Math.min(used, 1.2 * needed)),
      requested: rounded(needed * (this.#isOnHelios ? SET_ASIDE_ON_HELIOS : 1)),
      replicas: desired,
    };
  }
}

/** What one instance of a service has on the new platform, and how much of that an ordinary day uses. */
function needsOf(seed: string, { name }: DemoOwner) {
  const chance = new Chance(seed, 'cores', name);
  return {
    ofInstance: chance.oneOf([0.25, 0.5, 0.5, 1, 1, 2]),
    busy: Math.min(0.9, chance.around(0.65, 0.25)),
  };
}

/** Lowest at 3 and highest at 15 UTC, and lower at weekends. */
function loadAt(at: number): number {
  const hour = (at % DAY_MS) / HOUR_MS;
  // Day 0 of the epoch was a Thursday; Saturday is 0 here.
  const isWeekend = (Math.floor(at / DAY_MS) + 5) % 7 < 2;
  return (
    (0.75 - 0.35 * Math.cos(((hour - 3) / 24) * 2 * Math.PI)) *
    (isWeekend ? 0.7 : 1)
  );
}

/** Which part of what a service does is done on a platform: whoever answers no requests idles. */
function shareOf(
  platform: string,
  journey: Journey | undefined,
  at: number,
): number {
  if (!journey) return 1;
  const share = journey.shares.findLast(one => one.at <= at)?.share;
  const onKubernetes = share ?? (journey.bornOnHeliosAt === null ? 1 : 0);
  return Math.max(
    0.05,
    platform === 'helios' ? 1 - onKubernetes : onKubernetes,
  );
}

function rounded(cores: number): number {
  return Math.round(cores * 1000) / 1000;
}
