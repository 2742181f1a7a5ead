import { createHash } from 'node:crypto';
import { z } from 'zod';

/** A job that is to run on a host. */
export interface Deployment {
  host: string;
  /** Whether it is to run; it is told to stop otherwise. */
  start: boolean;
  /** The deployment group that deployed it; null for one put there by hand. */
  group: string | null;
  /** Whether a user is named, which a group has not. Never who. */
  byUser: boolean;
}

/** What an agent told last of a job. On a host that is down it stays as it was. */
export interface Task {
  state: string;
  /** It exits again and again, and Helios waits longer and longer. */
  flapping: boolean;
}

/** Where a job is to run, and what became of it. */
export interface JobStatus {
  deployments: Deployment[];
  /** By host. */
  tasks: Map<string, Task>;
  /** Differs when anything differs, also a container that was started anew. */
  signature: string;
}

const statusSchema = z.object({
  deployments: z.record(
    z.string(),
    z.object({
      goal: z.string(),
      deployerUser: z.string().nullish(),
      deploymentGroupName: z.string().nullish(),
    }),
  ),
  taskStatuses: z.record(
    z.string(),
    z.object({
      state: z.string(),
      goal: z.string().nullish(),
      throttled: z.string().nullish(),
      containerId: z.string().nullish(),
    }),
  ),
});

/**
 * Reads the status of a job; what it holds of the job itself, and of environments, is dropped.
 *
 * @returns undefined when it is not what Helios promises
 */
export function projectJobStatus(raw: unknown): JobStatus | undefined {
  const parsed = statusSchema.safeParse(raw);
  if (!parsed.success) return undefined;
  const { deployments, taskStatuses } = parsed.data;
  const hosts = Object.entries(deployments).sort(byName);
  const tasks = Object.entries(taskStatuses).sort(byName);
  return {
    deployments: hosts
      .filter(([, { goal }]) => goal !== 'UNDEPLOY')
      .map(([host, { goal, deployerUser, deploymentGroupName }]) => ({
        host,
        start: goal === 'START',
        group: deploymentGroupName ?? null,
        byUser: Boolean(deployerUser),
      })),
    tasks: new Map(
      tasks.map(([host, { state, throttled }]) => [
        host,
        { state, flapping: throttled === 'FLAPPING' },
      ]),
    ),
    signature: createHash('sha256')
      .update(JSON.stringify([hosts, tasks]))
      .digest('base64url')
      .slice(0, 10),
  };
}

function byName([a]: [string, unknown], [b]: [string, unknown]): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
