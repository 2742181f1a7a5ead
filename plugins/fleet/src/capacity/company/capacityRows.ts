import type {
  CapacityNumber,
  CompanyCapacity,
  CompanyMetrics,
  PlatformCapacity,
} from '@landfall/backstage-plugin-fleet-common';

const NOT_TOLD: CapacityNumber = { value: null, missing: 'not_told' };

/** Platforms by name: those that are told of, and those on which services run and of which nothing is told. */
export function platformRows({
  capacity,
  byPlatform = [],
}: Pick<CompanyMetrics, 'capacity' | 'byPlatform'>): PlatformCapacity[] {
  const told = capacity?.platforms ?? [];
  const names = new Set(told.map(({ platform }) => platform));
  const untold = byPlatform.flatMap(({ platform }) =>
    platform === null || names.has(platform) ? [] : [nothingOf(platform)],
  );
  return [...told, ...untold].sort((a, b) =>
    a.platform < b.platform ? -1 : 1,
  );
}

type Ratio = CompanyCapacity['ratios'][number];

/** Two platforms with the one first that uses more of what it has, or packs more: 4.6 is easier to grasp than 0.22. */
export function largerFirst(ratio: Ratio): Ratio {
  const { usedOfAllocatable, workloadsPerNode } = ratio;
  const first = usedOfAllocatable.value ?? workloadsPerNode.value ?? 1;
  if (first >= 1) return ratio;
  return {
    platform: ratio.to,
    to: ratio.platform,
    usedOfAllocatable: turned(usedOfAllocatable),
    workloadsPerNode: turned(workloadsPerNode),
  };
}

function turned(number: CapacityNumber): CapacityNumber {
  if (number.value === null) return number;
  return number.value === 0
    ? { value: null, missing: 'nothing_to_divide_by' }
    : { value: 1 / number.value, missing: null };
}

function nothingOf(platform: string): PlatformCapacity {
  return {
    platform,
    hours: 0,
    usedCores: NOT_TOLD,
    requestedCores: NOT_TOLD,
    allocatableCores: NOT_TOLD,
    nodes: NOT_TOLD,
    workloads: NOT_TOLD,
    usedOfAllocatable: NOT_TOLD,
    requestedOfAllocatable: NOT_TOLD,
    workloadsPerNode: NOT_TOLD,
    previous: null,
    days: [],
  };
}
