/** What of a query is kept of an hour. */
export type OfAnHour = 'avg' | 'min' | 'max';

/** What can be asked of a service or target, and what of it is kept of an hour. */
export const CPU_KEYS = {
  used: 'avg',
  requested: 'avg',
  allocatable: 'avg',
  minReplicas: 'min',
  maxReplicas: 'max',
  autoscaled: 'max',
} as const satisfies Record<string, OfAnHour>;
/** See {@link CPU_KEYS}. */
export type CpuKey = keyof typeof CPU_KEYS;

/** The same of a platform. */
export const PLATFORM_KEYS = {
  used: 'avg',
  requested: 'avg',
  allocatable: 'avg',
  nodes: 'avg',
  workloads: 'avg',
} as const satisfies Record<string, OfAnHour>;
/** See {@link PLATFORM_KEYS}. */
export type PlatformKey = keyof typeof PLATFORM_KEYS;
