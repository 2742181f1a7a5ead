/**
 * "Per service and platform, daily: CPU used ÷ CPU requested, CPU requested ÷ allocatable of the nodes it runs on, replicas min/max and whether an
 * autoscaler owns them. Requests per second of a service, summed over its targets, where a traffic source is configured."
 */
import type {
  ServiceCapacity,
  WindowDays,
} from '@landfall/backstage-plugin-fleet-common';
import type { Calendar } from '../calendar';
import { hoursByDay, windowStart } from './days';
import { joinHours, type Hour, type ToldHour } from './hours';
import { extremeOf, meanOf, newestOf, numberOr, shareOf } from './numbers';

/** What is told of an hour of a service. */
export type UsageField =
  | 'used'
  | 'requested'
  | 'allocatable'
  | 'minReplicas'
  | 'maxReplicas'
  /** 1 where an autoscaler owns the replicas. */
  | 'autoscaled';

/** All that capacity of a service is derived from. */
export interface ServiceCapacityEvidence {
  /** Platforms on which it runs, whether anything is told of them or not. */
  platforms: readonly string[];
  usage: readonly ToldHour<UsageField>[];
  /** What whole platforms can give, hour by hour. */
  allocatable: ReadonlyMap<string, readonly Hour<'allocatable'>[]>;
  /** Traffic that goes on. */
  traffic: readonly ToldHour<'requestsPerSecond'>[];
}

/** The capacity of a service on each platform, by name; see the top of the file. */
export function serviceCapacity(
  evidence: ServiceCapacityEvidence,
  options: { calendar: Calendar; windowDays: WindowDays },
): ServiceCapacity[] {
  const { calendar } = options;
  const since = windowStart(calendar, options.windowDays);
  const usage = joinHours(
    evidence.usage.filter(({ at }) => at >= since),
    ['minReplicas'],
  );
  const traffic = joinHours(
    evidence.traffic.map(one => ({ ...one, at: calendar.now })),
  );
  const platforms = new Set([
    ...evidence.platforms,
    ...usage.keys(),
    ...traffic.keys(),
  ]);
  return [...platforms].sort().map(platform => {
    const { hours, allocatableOf } = withAllocatable(
      usage.get(platform) ?? [],
      evidence.allocatable.get(platform) ?? [],
    );
    const [now] = traffic.get(platform) ?? [];
    return {
      platform,
      ...numbersOf(hours),
      allocatableOf,
      requestsPerSecond: numberOr(now?.values.requestsPerSecond),
      days: hoursByDay(hours, calendar).map(({ day, hours: ofDay }) => ({
        day,
        ...numbersOf(ofDay),
      })),
    };
  });
}

/** What its own nodes can give, if that is told at all; else what the platform can: never now the one, now the other. */
function withAllocatable(
  hours: readonly Hour<UsageField>[],
  ofPlatform: readonly Hour<'allocatable'>[],
): {
  hours: readonly Hour<UsageField>[];
  allocatableOf: ServiceCapacity['allocatableOf'];
} {
  if (newestOf(hours, 'allocatable') !== undefined) {
    return { hours, allocatableOf: 'nodes' };
  }
  const byHour = new Map(ofPlatform.map(({ at, values }) => [at, values]));
  const filled = hours.map(({ at, values }) => ({
    at,
    values: { ...values, ...byHour.get(at) },
  }));
  return {
    hours: filled,
    allocatableOf:
      newestOf(filled, 'allocatable') === undefined ? null : 'platform',
  };
}

function numbersOf(
  hours: readonly Hour<UsageField>[],
): Omit<ServiceCapacity['days'][number], 'day'> {
  const autoscaled = newestOf(hours, 'autoscaled');
  return {
    hours: hours.length,
    usedCores: meanOf(hours, 'used'),
    requestedCores: meanOf(hours, 'requested'),
    usedOfRequested: shareOf(hours, 'used', 'requested'),
    requestedOfAllocatable: shareOf(hours, 'requested', 'allocatable'),
    minReplicas: extremeOf(hours, 'minReplicas', 'least'),
    maxReplicas: extremeOf(hours, 'maxReplicas', 'greatest'),
    autoscaled: autoscaled === undefined ? null : autoscaled > 0,
  };
}
