/** Of what a master answers, the fields that the testbed and its tests look at. */

/** One job on one host, as its agent told it last. */
export interface HeliosTaskStatus {
  goal: string;
  /** `PULLING_IMAGE`, `CREATING`, `STARTING`, `HEALTHCHECKING`, `RUNNING`, `EXITED`, `STOPPING`, `STOPPED`, `FAILED` or `UNKNOWN`. */
  state: string;
  /** `NO`, `FLAPPING`, `IMAGE_MISSING` or `IMAGE_PULL_FAILED`. */
  throttled: string;
  containerId: string | null;
  containerError: string | null;
}

/** Where a job should run, and where it does. */
export interface HeliosJobStatus {
  deployments: Record<
    string,
    {
      jobId: string;
      goal: string;
      deployerUser: string | null;
      deploymentGroupName?: string | null;
    }
  >;
  taskStatuses: Record<string, HeliosTaskStatus>;
}

/** The last thirty things that happened to a job on each host. */
export interface HeliosJobHistory {
  events: { host: string; status: HeliosTaskStatus; timestamp: number }[];
}

/** A host and what should run on it. */
export interface HeliosHostStatus {
  status: 'UP' | 'DOWN';
  labels: Record<string, string>;
  jobs: Record<string, { jobId: string; goal: string }>;
  statuses: Record<string, HeliosTaskStatus>;
}

/** How far the rollout of a group is. */
export interface HeliosGroupStatus {
  deploymentGroup: { name: string; jobId: string | null };
  status: 'IDLE' | 'ROLLING_OUT' | 'FAILED' | 'ACTIVE';
  error: string | null;
  hostStatuses: { host: string; jobId: string | null; state: string | null }[];
}
