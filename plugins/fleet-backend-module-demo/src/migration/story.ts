/** What the made-up company is in the middle of: which workloads are there when, and who serves how much where. */
import { DAY_MS } from '@landfall/backstage-plugin-fleet-common';
import { Chance } from '../chance';
import { bornAt } from '../life/rollouts';
import type {
  Company,
  DemoService,
  DemoWorkload,
  WorkloadLife,
} from '../company/types';
import { journeysOf, type Journey } from './journey';
import { GRPC } from './plan';
import { protocolChangesOf, type ProtocolChange } from './protocols';
import { HOUR_MS, monthOf } from './times';

/** What to make a story of. */
export interface StoryOptions {
  seed: string;
  company: Company;
  /** When the portal was first opened, in ms since the epoch: what comes after goes at the speed of a demo. */
  startedAt: number;
}

/** See the top of the file. */
export interface Story {
  /** Since when somebody looked; ms since the epoch. */
  since: number;
  journeys: ReadonlyMap<string, Journey>;
  /** With their lives; without those that there never are. */
  workloads: readonly DemoWorkload[];
}

/** A workload of a staging cluster is there so long before those of production. */
const STAGING_BEFORE_MS = 2 * DAY_MS;

/** Makes up the story; the same for equal options. */
export function createStory(options: StoryOptions): Story {
  const { company, startedAt } = options;
  const journeys = journeysOf(options);
  const protocols = protocolChangesOf(options);
  const workloads = company.workloads.flatMap(workload => {
    const journey = journeys.get(workload.owner.name);
    if (!journey) return [workload];
    const life = lifeOf(workload, {
      ...options,
      journey,
      protocol: protocols.get(workload.owner.name),
    });
    return life.createdAt < Infinity ? [{ ...workload, life }] : [];
  });
  return {
    since: monthOf(startedAt) + (GRPC.startWeek - 1) * 7 * DAY_MS,
    journeys,
    workloads,
  };
}

function lifeOf(
  workload: DemoWorkload,
  options: StoryOptions & {
    journey: Journey;
    protocol: ProtocolChange | undefined;
  },
): WorkloadLife {
  const { seed, company, journey, protocol } = options;
  const isOnHelios = workload.target.platform === 'helios';
  const service = company.services.find(
    one => one.name === workload.owner.name,
  );
  const grpc = service?.serves
    ? {
        grpcAt:
          (workload.order === 0 && !isOnHelios
            ? protocol?.firstAt
            : protocol?.othersAt) ?? Infinity,
        backToRpcAt: protocol?.backAt ?? Infinity,
      }
    : { grpcAt: null, backToRpcAt: Infinity };
  if (isOnHelios) {
    const { bornOnHeliosAt } = journey;
    const createdAt =
      bornOnHeliosAt === null
        ? Infinity
        : bornOnHeliosAt ?? bornAt(seed, workload);
    return {
      createdAt,
      servingAt: createdAt,
      idleAt: service?.serves ? Infinity : journey.fullAt,
      removedAt: journey.removedAt,
      ...grpc,
    };
  }
  const later = workload.order * HOUR_MS;
  return {
    createdAt: workload.staging
      ? journey.createdAt - STAGING_BEFORE_MS
      : journey.createdAt + later,
    servingAt: workload.staging
      ? journey.createdAt - STAGING_BEFORE_MS
      : journey.servingAt + later,
    idleAt: Infinity,
    removedAt: Infinity,
    ...grpc,
  };
}

/** Requests per second of a service; what nobody calls has none. */
export function rateOf(seed: string, service: DemoService): number {
  const chance = new Chance(seed, 'rate', service.name);
  return service.serves ? Math.round(10 ** (0.5 + chance.next() * 2.8)) : 0;
}
