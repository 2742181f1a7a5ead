import { z } from 'zod';
import { daySchema } from './primitives';

/** Why a number of capacity is missing, which is not zero. @public */
export const capacityMissingSchema = z.enum([
  'not_told',
  'nothing_to_divide_by',
  'not_of_all_hosts',
]);
/** See {@link capacityMissingSchema}. @public */
export type CapacityMissing = z.infer<typeof capacityMissingSchema>;

/** A number of capacity, or why there is none; a share of what can be had or is set aside may exceed 1. @public */
export const capacityNumberSchema = z.object({
  value: z.number().min(0).nullable(),
  missing: capacityMissingSchema.nullable(),
});
/** See {@link capacityNumberSchema}. @public */
export type CapacityNumber = z.infer<typeof capacityNumberSchema>;

const hours = z.number().int().min(0);

const serviceNumbers = {
  /** Hours of which anything is told. */
  hours,
  /** Mean over the hours of which it is told, as all cores. */
  usedCores: capacityNumberSchema,
  requestedCores: capacityNumberSchema,
  /** Over the hours of which both are told, as all shares. */
  usedOfRequested: capacityNumberSchema,
  requestedOfAllocatable: capacityNumberSchema,
  minReplicas: capacityNumberSchema,
  maxReplicas: capacityNumberSchema,
  /** As told last; null where nobody tells. */
  autoscaled: z.boolean().nullable(),
};

/** What a service had and used on one platform. @public */
export const serviceCapacitySchema = z.object({
  platform: z.string(),
  ...serviceNumbers,
  /** Whose cores those are that it is a share of: of the nodes that it runs on, or of the whole platform; null where neither is told. */
  allocatableOf: z.enum(['nodes', 'platform']).nullable(),
  /** As told now, summed over its targets. */
  requestsPerSecond: capacityNumberSchema,
  /** Those of which anything is told, oldest first. */
  days: z.array(z.object({ day: daySchema, ...serviceNumbers })).max(180),
});
/** See {@link serviceCapacitySchema}. @public */
export type ServiceCapacity = z.infer<typeof serviceCapacitySchema>;

const platformNumbers = {
  /** Hours of which anything is told. */
  hours,
  /** Mean over the hours of which it is told. */
  usedCores: capacityNumberSchema,
  requestedCores: capacityNumberSchema,
  allocatableCores: capacityNumberSchema,
  nodes: capacityNumberSchema,
  workloads: capacityNumberSchema,
  /** Over the hours of which both are told. */
  usedOfAllocatable: capacityNumberSchema,
  requestedOfAllocatable: capacityNumberSchema,
  workloadsPerNode: capacityNumberSchema,
};

/** What a platform had and what was made of it. @public */
export const platformCapacitySchema = z.object({
  platform: z.string(),
  ...platformNumbers,
  /** The same over the window before; null where not both its first and its last day are told of; left out by older portals. */
  previous: z
    .object({
      usedOfAllocatable: capacityNumberSchema,
      requestedOfAllocatable: capacityNumberSchema,
      workloadsPerNode: capacityNumberSchema,
    })
    .nullable()
    .optional(),
  /** Those of which anything is told, oldest first. */
  days: z.array(z.object({ day: daySchema, ...platformNumbers })).max(180),
});
/** See {@link platformCapacitySchema}. @public */
export type PlatformCapacity = z.infer<typeof platformCapacitySchema>;

/** What all platforms had and what was made of it. @public */
export const companyCapacitySchema = z.object({
  /** By name. */
  platforms: z.array(platformCapacitySchema),
  /** How many times as high a number is on one platform as on another; each two once. */
  ratios: z.array(
    z.object({
      platform: z.string(),
      to: z.string(),
      usedOfAllocatable: capacityNumberSchema,
      workloadsPerNode: capacityNumberSchema,
    }),
  ),
});
/** See {@link companyCapacitySchema}. @public */
export type CompanyCapacity = z.infer<typeof companyCapacitySchema>;
