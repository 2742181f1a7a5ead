import { DAY_MS } from '@landfall/backstage-plugin-fleet-common';
import { Chance } from '../chance';
import type { DemoWorkload } from '../company/types';

/** A value that holds since an instant (ms since the epoch). */
export interface Since<T> {
  value: T;
  since: number;
}

/** Instances of a workload that were lost for a while. */
export interface Outage {
  /** Instants in ms since the epoch. */
  from: number;
  to: number;
  /** Whether all instances are lost, or half of them. */
  total: boolean;
  cause: string;
}

/** Somebody sets the number of instances by hand, and back again. */
export interface HandScale {
  from: number;
  to: number;
  before: number;
  replicas: number;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** An autoscaler of the made-up company decides this often, each workload's at its own time. */
const SCALE_STEP_MS = HOUR_MS / 2;

/** How many instances are wanted at an instant, and since when that is so. */
export function desiredAt(
  seed: string,
  workload: DemoWorkload,
  at: number,
): Since<number> {
  const day = Math.floor(at / DAY_MS);
  const byHand = handScaleOf(seed, workload, day);
  if (byHand && at >= byHand.from) {
    return at < byHand.to
      ? { value: byHand.replicas, since: byHand.from }
      : { value: byHand.before, since: byHand.to };
  }
  const asleep = sleepAt(seed, workload, at);
  if (asleep.value) return { value: 0, since: asleep.since };
  if (!workload.autoscaled) {
    return { value: workload.replicas, since: asleep.since };
  }
  const offset = new Chance(
    seed,
    'scale',
    workload.owner.name,
    workload.target.cluster,
  ).whole(0, SCALE_STEP_MS - 1);
  const step = Math.floor((at - offset) / SCALE_STEP_MS);
  return {
    value: scaledFor(seed, workload, step),
    since: step * SCALE_STEP_MS + offset,
  };
}

/** What an autoscaler wants in one of its steps: the load is lowest at 3 and highest at 15 UTC. */
function scaledFor(seed: string, workload: DemoWorkload, step: number): number {
  const hour = ((step * SCALE_STEP_MS) % DAY_MS) / HOUR_MS;
  const load = 0.75 - 0.35 * Math.cos(((hour - 3) / 24) * 2 * Math.PI);
  const { owner, target, replicas } = workload;
  const chance = new Chance(seed, 'load', owner.name, target.cluster, step);
  return Math.max(2, Math.round(replicas * load + chance.next() - 0.5));
}

/** Whether it sleeps: some staging workloads do at weekends, and a few of dormant services always. */
function sleepAt(
  seed: string,
  { owner, staging, target }: DemoWorkload,
  at: number,
): Since<boolean> {
  const chance = new Chance(seed, 'sleep', owner.name, target.cluster);
  if (staging && owner.rhythm === 'dormant' && chance.happens(0.15)) {
    return { value: true, since: 0 };
  }
  if (!staging || !chance.happens(0.25)) return { value: false, since: 0 };
  const day = Math.floor(at / DAY_MS);
  // Day 0 of the epoch was a Thursday; Saturday is 0 here.
  const sinceSaturday = (day + 5) % 7;
  const value = sinceSaturday < 2;
  return { value, since: (day - sinceSaturday + (value ? 0 : 2)) * DAY_MS };
}

/** The outage of a workload that began on a day, if there is one. */
export function outageOf(
  seed: string,
  { owner, target, replicas }: DemoWorkload,
  day: number,
): Outage | undefined {
  const chance = new Chance(seed, 'outage', owner.name, target.cluster).of(day);
  if (!chance.happens(0.02)) return undefined;
  const from = day * DAY_MS + chance.whole(0, 24 * 60 - 1) * MINUTE_MS;
  const total = replicas === 1 || chance.happens(0.4);
  const minutes = total ? chance.whole(3, 240) : chance.whole(30, 1200);
  return {
    from,
    to: from + minutes * MINUTE_MS,
    total,
    cause: chance.oneOf([
      'Readiness probe failed: connection refused',
      'OOMKilled: the container used more memory than its limit',
      'NodeNotReady: its node went away',
    ]),
  };
}

/** The outage that holds at an instant, the newest one if there are several. */
export function outageAt(
  seed: string,
  workload: DemoWorkload,
  at: number,
): Outage | undefined {
  const day = Math.floor(at / DAY_MS);
  return [day, day - 1]
    .map(one => outageOf(seed, workload, one))
    .find(outage => outage && outage.from <= at && at < outage.to);
}

/** What somebody did by hand to the number of instances on a day, if anything. */
export function handScaleOf(
  seed: string,
  workload: DemoWorkload,
  day: number,
): HandScale | undefined {
  const { owner, target, autoscaled, staging, replicas } = workload;
  const chance = new Chance(seed, 'by hand', owner.name, target.cluster).of(
    day,
  );
  if (autoscaled || staging || !chance.happens(0.004)) return undefined;
  const from =
    day * DAY_MS +
    chance.whole(owner.officeHours.fromMinute, 18 * 60) * MINUTE_MS;
  return {
    from,
    to: from + chance.whole(20, 330) * MINUTE_MS,
    before: replicas,
    replicas: replicas + chance.whole(1, replicas),
  };
}
