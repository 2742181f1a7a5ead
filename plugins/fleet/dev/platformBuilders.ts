import type {
  CompanyCapacity,
  CompanyMetrics,
  MetricName,
  PlatformCapacity,
  PlatformMetrics,
} from '@landfall/backstage-plugin-fleet-common';
import { aDistribution } from './deliveryBuilders';
import { DAY } from './times';

const known = (value: number) => ({ value, missing: null });
const HOUR_SECONDS = 3600;

/** Around which values the services of a group lie. */
const TYPICAL: Partial<Record<MetricName, number>> = {
  lead_time: 74 * HOUR_SECONDS,
  deployment_frequency: 1.4,
  time_to_resolution: 2.4 * HOUR_SECONDS,
  pages: 5,
  change_fail_rate: 0.12,
  recovery_time: 1.2 * HOUR_SECONDS,
  rework_rate: 0.07,
};

/** Test data: services that ran on one platform only, whose numbers lie around what is typical, so many times as high. */
export function aPlatform(
  patch: Partial<PlatformMetrics> & { times?: number } = {},
): PlatformMetrics {
  const { times = 1, services = 58, ...rest } = patch;
  const few = services <= 24;
  return {
    runsOn: 'one',
    platform: 'helios',
    services,
    distributions: Object.entries(TYPICAL).map(([metric, typical]) => {
      const at = (share: number) => share * typical * times;
      const n = Math.max(1, services - 2);
      return {
        ...aDistribution(
          few ? Array.from({ length: n }, (_, i) => at(0.5 + i / n)) : [],
          { metric: metric as MetricName },
        ),
        n,
        missing: [
          { reason: 'none_in_window' as const, services: services - n },
        ],
        p10: at(0.3),
        p25: at(0.6),
        median: at(1),
        p75: at(1.6),
        p90: at(4),
        previousMedian: at(1.2),
      };
    }),
    ...rest,
  };
}

/** Test data: a platform of 40 nodes that uses 9 % of its processors, over 30 days of which the tenth is not told of. */
export function aPlatformCapacity(
  patch: Partial<PlatformCapacity> & { used?: number; packed?: number } = {},
): PlatformCapacity {
  const { used = 0.09, packed = 1.4, ...rest } = patch;
  const numbers = (share: number) => ({
    hours: 24,
    usedCores: known(320 * used * share),
    requestedCores: known(320 * used * 3 * share),
    allocatableCores: known(320),
    nodes: known(40),
    workloads: known(40 * packed * share),
    usedOfAllocatable: known(used * share),
    requestedOfAllocatable: known(Math.min(0.9, used * 3 * share)),
    workloadsPerNode: known(packed * share),
  });
  return {
    platform: 'helios',
    ...numbers(1),
    hours: 29 * 24,
    previous: {
      usedOfAllocatable: known(used * 1.1),
      requestedOfAllocatable: known(Math.min(0.88, used * 3.1)),
      workloadsPerNode: known(packed * 1.1),
    },
    days: Array.from({ length: 30 }, (_, index) => ({
      day: new Date(Date.parse('2026-10-23T00:00:00Z') + index * DAY)
        .toISOString()
        .slice(0, 10),
      ...numbers(0.85 + 0.15 * Math.sin(index / 2) + (index % 7 < 2 ? 0 : 0.1)),
    })).filter((_, index) => index !== 9),
    ...rest,
  };
}

/** Test data: the old platform, of which little is used, and the new one. */
export function aCompanyCapacity(
  patch: Partial<CompanyCapacity> = {},
): CompanyCapacity {
  return {
    platforms: [
      aPlatformCapacity(),
      aPlatformCapacity({ platform: 'kubernetes', used: 0.41, packed: 4.3 }),
    ],
    ratios: [
      {
        platform: 'helios',
        to: 'kubernetes',
        usedOfAllocatable: known(0.09 / 0.41),
        workloadsPerNode: known(1.4 / 4.3),
      },
    ],
    ...patch,
  };
}

/** Test data: what the overview tells of platforms: two of them, some services on both, and new ones. */
export function aPlatformComparison(): Partial<CompanyMetrics> {
  return {
    byPlatform: [
      aPlatform(),
      aPlatform({ platform: 'kubernetes', services: 110, times: 0.3 }),
      aPlatform({
        ...{ runsOn: 'several', platform: null },
        ...{ services: 4, times: 0.6 },
      }),
      aPlatform({
        ...{ runsOn: 'none', platform: null },
        ...{ services: 6, distributions: [] },
      }),
    ],
    newServices: [
      {
        ...{ platform: 'kubernetes', n: 5, open: 0 },
        ...{ medianSeconds: 2.1 * 86_400, p90Seconds: 6 * 86_400 },
      },
      {
        ...{ platform: null, n: 2, open: 2 },
        ...{ medianSeconds: null, p90Seconds: null },
      },
    ],
    capacity: aCompanyCapacity(),
  };
}
