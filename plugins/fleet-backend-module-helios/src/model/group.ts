import { z } from 'zod';

const groupSchema = z.object({
  deploymentGroup: z.object({
    jobId: z.string().nullish(),
    rollingUpdateReason: z.string().nullish(),
  }),
  status: z.enum(['IDLE', 'ROLLING_OUT', 'ACTIVE', 'FAILED']),
  error: z.string().nullish(),
  hostStatuses: z.array(z.object({ host: z.string() })),
});

/** A deployment group and how far its last rolling update has come. */
export interface Group {
  name: string;
  /** Full id of the job that it is to run; null before its first. */
  jobId: string | null;
  status: z.infer<typeof groupSchema>['status'];
  /** Why the last rolling update began; null before the first. Any but `HOSTS_CHANGED` was asked for. */
  reason: string | null;
  /** Why it failed; empty where it did not. */
  error: string;
  /** Its hosts that are up. Those that are down vanish from here. */
  hosts: string[];
}

const LONGEST_ERROR = 1000;

/**
 * Reads the status of a group; its token is dropped.
 *
 * @returns undefined when it is not what Helios promises
 */
export function projectGroup(name: string, raw: unknown): Group | undefined {
  const parsed = groupSchema.safeParse(raw);
  if (!parsed.success) return undefined;
  const { deploymentGroup, status, error, hostStatuses } = parsed.data;
  return {
    name,
    jobId: deploymentGroup.jobId ?? null,
    status,
    reason: deploymentGroup.rollingUpdateReason ?? null,
    error: (error ?? '').slice(0, LONGEST_ERROR),
    hosts: hostStatuses.map(({ host }) => host),
  };
}
