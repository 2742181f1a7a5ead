/** Made-up hours for tests. */
import { instant } from '@landfall/backstage-plugin-fleet-common';
// eslint-disable-next-line @backstage/no-undeclared-imports -- only tests import this file
import * as fc from 'fast-check';
import type { ToldHour } from './hours';
import type { PlatformField } from './platformCapacity';
import type { UsageField } from './serviceCapacity';

/** Milliseconds of an hour. */
export const HOUR = 3_600_000;
/** Noon of a Wednesday, UTC. */
export const NOON = Date.UTC(2026, 10, 18, 12);

type Given<Field extends string> = Partial<Record<Field, number>> & {
  platform?: string;
  part?: string | null;
  /** How many hours before noon it began. */
  ago?: number;
};

/** An hour of a service as a whole on Kubernetes that began at noon, but for what is given. */
export function usageHour(given: Given<UsageField>): ToldHour<UsageField> {
  const { platform = 'kubernetes', part = null, ago = 0, ...values } = given;
  return {
    platform,
    part,
    at: instant(NOON - ago * HOUR),
    values: {
      used: null,
      requested: null,
      allocatable: null,
      minReplicas: null,
      maxReplicas: null,
      autoscaled: null,
      ...values,
    },
  };
}

/** The same of a platform as a whole. */
export function platformHour(
  given: Given<PlatformField>,
): ToldHour<PlatformField> {
  const { platform = 'kubernetes', part = null, ago = 0, ...values } = given;
  return {
    platform,
    part,
    at: instant(NOON - ago * HOUR),
    values: {
      used: null,
      requested: null,
      allocatable: null,
      nodes: null,
      workloads: null,
      ...values,
    },
  };
}

const amount = fc.option(
  fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1e4, noNaN: true })),
);

const place = {
  platform: fc.constantFrom('helios', 'kubernetes'),
  part: fc.constantFrom(null, 'a', 'b'),
  at: fc
    .integer({ min: 0, max: 24 * 10 })
    .map(ago => instant(NOON - ago * HOUR)),
};

/** Any hours of a service. */
export const anyUsage = fc.array(
  fc.record<ToldHour<UsageField>>({
    ...place,
    values: fc.record({
      used: amount,
      requested: amount,
      allocatable: amount,
      minReplicas: fc.option(fc.nat(5)),
      maxReplicas: fc.option(fc.nat(9)),
      autoscaled: fc.option(fc.nat(1)),
    }),
  }),
  { maxLength: 40 },
);

/** Any hours of platforms. */
export const anyPlatformHours = fc.array(
  fc.record<ToldHour<PlatformField>>({
    ...place,
    values: fc.record({
      used: amount,
      requested: amount,
      allocatable: amount,
      nodes: fc.option(fc.nat(9)),
      workloads: fc.option(fc.nat(99)),
    }),
  }),
  { maxLength: 40 },
);
