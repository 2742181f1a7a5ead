/** What is told of processors: of each cluster what it can give, of each service what it has and uses. Some hours of the day stand for all of it. */
import { DAY_MS } from '@landfall/backstage-plugin-fleet-common';
import { CLUSTERS } from '../company/places';
import type { DemoService, DemoWorkload } from '../company/types';
import { factOf, type Fact } from '../delivery/fact';
import type { DeliveryOptions } from '../delivery/tellers';
import { HOUR_MS } from '../migration/times';
import { CoreMeter } from './cores';

/** Hours of the day that are told, in UTC: the quietest and the busiest. */
const HOURS_OF_DAY = [3, 15];
/** Of services less of the past is told than of clusters. */
const DAYS_OF_SERVICES = 30;
/** Hours of a cluster that are worked out at once. */
const CHUNK = 20;

/** How a cluster grows and shrinks. */
interface Pool {
  platform: string;
  cluster: string;
  coresOfNode: number;
  /** Which part of its cores those who run it want to be set aside. */
  wanted: number;
  /** How long they take to follow. */
  lagMs: number;
  /** How often they look. */
  stepMs: number;
}

/** An autoscaler follows within hours; hosts of the old platform go only when somebody takes them out. */
const POOLS: readonly Pool[] = [
  ...[CLUSTERS.eu, CLUSTERS.us].map(cluster => ({
    platform: 'kubernetes',
    cluster,
    coresOfNode: 32,
    wanted: 0.85,
    lagMs: 0,
    stepMs: 6 * HOUR_MS,
  })),
  {
    platform: 'helios',
    cluster: CLUSTERS.helios,
    coresOfNode: 24,
    wanted: 0.6,
    lagMs: 14 * DAY_MS,
    stepMs: 7 * DAY_MS,
  },
];

/** Processors of clusters and services, one part after another. */
export function* factsOfCapacity(options: DeliveryOptions): Generator<Fact[]> {
  const { seed, story, services, startedAt, fromDay } = options;
  for (const pool of POOLS) {
    const measured = story.workloads
      .filter(({ target }) => target.cluster === pool.cluster)
      .map(workload => measure(seed, workload, story));
    yield* factsOfPool(pool, { ...options, measured });
  }
  const since = Math.max(
    fromDay,
    Math.floor(startedAt / DAY_MS) - DAYS_OF_SERVICES,
  );
  const places = new Map<string, Map<string, DemoWorkload[]>>();
  const clusters = new Set(POOLS.map(({ cluster }) => cluster));
  for (const workload of story.workloads) {
    const { owner, target } = workload;
    if (!clusters.has(target.cluster)) continue;
    const own = places.get(owner.name) ?? new Map<string, DemoWorkload[]>();
    places.set(owner.name, own);
    own.set(target.platform, [...(own.get(target.platform) ?? []), workload]);
  }
  for (const service of services) {
    for (const [platform, workloads] of places.get(service.name) ?? []) {
      yield factsOfService(service, {
        ...options,
        platform,
        measured: workloads.map(one => measure(seed, one, story)),
        fromDay: since,
      });
    }
  }
}

interface Measured {
  workload: DemoWorkload;
  meter: CoreMeter;
}

function measure(
  seed: string,
  workload: DemoWorkload,
  { journeys }: DeliveryOptions['story'],
): Measured {
  const journey = journeys.get(workload.owner.name);
  return { workload, meter: new CoreMeter({ seed, workload, journey }) };
}

/** What all of them have and use at an instant. */
function inAll(measured: readonly Measured[], at: number) {
  const cores = measured.flatMap(({ meter }) => meter.at(at) ?? []);
  return {
    workloads: cores.length,
    used: sum(cores.map(({ used }) => used)),
    requested: sum(cores.map(({ requested }) => requested)),
    replicas: sum(cores.map(({ replicas }) => replicas)),
  };
}

function* factsOfPool(
  pool: Pool,
  options: DeliveryOptions & { measured: readonly Measured[] },
): Generator<Fact[]> {
  const { measured } = options;
  const { cluster, platform, coresOfNode, wanted, lagMs, stepMs } = pool;
  const sizes = new Map<number, number>();
  const nodesAt = (at: number) => {
    const step = Math.floor((at - lagMs) / stepMs);
    const known = sizes.get(step);
    if (known !== undefined) return known;
    const { requested } = inAll(measured, step * stepMs);
    const nodes = 1 + Math.ceil(requested / (coresOfNode * wanted));
    sizes.set(step, nodes);
    return nodes;
  };
  const hours = hoursOf(options);
  for (let start = 0; start < hours.length; start += CHUNK) {
    yield hours.slice(start, start + CHUNK).map(at => {
      const all = inAll(measured, at);
      const nodes = Math.max(
        nodesAt(at),
        Math.ceil(all.requested / coresOfNode),
      );
      return factOf({
        kind: 'capacity',
        key: `capacity:${cluster}:${at}`,
        ...spanOf(at),
        body: {
          platform,
          cluster,
          cpuUsedCores: all.used,
          cpuRequestedCores: all.requested,
          cpuAllocatableCores: nodes * coresOfNode,
          nodes,
          workloads: all.workloads,
        },
      });
    });
  }
}

function factsOfService(
  service: DemoService,
  options: DeliveryOptions & {
    platform: string;
    measured: readonly Measured[];
  },
): Fact[] {
  const { platform, measured } = options;
  const autoscaled = measured.some(({ workload }) => workload.autoscaled);
  return hoursOf(options).flatMap(at => {
    const all = inAll(measured, at);
    if (all.workloads === 0) return [];
    return [
      factOf({
        kind: 'usage',
        key: `usage:${service.name}:${platform}:${at}`,
        ...spanOf(at),
        service: `component:default/${service.name}`,
        body: {
          platform,
          cpuUsedCores: all.used,
          cpuRequestedCores: all.requested,
          // Traffic is told apart.
          requestsPerSecond: null,
          minReplicas: all.replicas,
          maxReplicas: all.replicas,
          autoscaled,
        },
      }),
    ];
  });
}

/** The beginnings of hours, in ms since the epoch. */
function hoursOf({
  fromDay,
  toDay,
}: Pick<DeliveryOptions, 'fromDay' | 'toDay'>): number[] {
  return Array.from(
    { length: Math.max(0, toDay - fromDay + 1) },
    (_, index) => fromDay + index,
  ).flatMap(day => HOURS_OF_DAY.map(hour => day * DAY_MS + hour * HOUR_MS));
}

/** Told once the hour is over. */
function spanOf(at: number) {
  const endedAt = at + HOUR_MS;
  return { version: endedAt, at, ended: true, endedAt };
}

function sum(values: readonly number[]): number {
  return Math.round(values.reduce((all, one) => all + one, 0) * 1000) / 1000;
}
