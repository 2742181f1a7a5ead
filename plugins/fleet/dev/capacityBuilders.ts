import type { ServiceCapacity } from '@landfall/backstage-plugin-fleet-common';
import { before, DAY } from './times';

const known = (value: number) => ({ value, missing: null });
const notTold = { value: null, missing: 'not_told' } as const;

/** Test data: a service on Kubernetes of which everything is told, but for what is given. */
export function aServiceCapacity(
  patch: Partial<ServiceCapacity> = {},
): ServiceCapacity {
  return {
    platform: 'kubernetes',
    hours: 720,
    usedCores: known(1.8),
    requestedCores: known(4),
    usedOfRequested: known(0.45),
    requestedOfAllocatable: known(0.08),
    allocatableOf: 'platform',
    minReplicas: known(2),
    maxReplicas: known(6),
    autoscaled: true,
    requestsPerSecond: known(140),
    days: Array.from({ length: 30 }, (_, index) => daysAgo(29 - index)),
    ...patch,
  };
}

function daysAgo(ago: number): ServiceCapacity['days'][number] {
  const share = 1 + 0.3 * Math.sin(ago / 2);
  return {
    day: before(ago * DAY).slice(0, 10),
    hours: 24,
    usedCores: known(1.8 * share),
    requestedCores: known(4),
    usedOfRequested: known(0.45 * share),
    requestedOfAllocatable: known(0.08),
    minReplicas: known(2),
    maxReplicas: known(6),
    autoscaled: true,
  };
}

/** Test data: a platform on which it runs and of which nothing is told. */
export function anUntoldCapacity(platform: string): ServiceCapacity {
  return aServiceCapacity({
    platform,
    hours: 0,
    usedCores: notTold,
    requestedCores: notTold,
    usedOfRequested: notTold,
    requestedOfAllocatable: notTold,
    allocatableOf: null,
    minReplicas: notTold,
    maxReplicas: notTold,
    autoscaled: null,
    requestsPerSecond: notTold,
    days: [],
  });
}
