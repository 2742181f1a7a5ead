import type { Problem } from '@landfall/backstage-plugin-fleet-common';
import type { Group } from '../model/group';
import type { Host } from '../model/host';
import type { Job } from '../model/job';
import type { JobStatus } from '../model/jobStatus';

/** What one look at a cluster saw. What it could not see is named, so that nothing is taken for gone. */
export interface Look {
  /** Every job, by its short id. */
  jobs: ReadonlyMap<string, Job>;
  /** What a master calls them, by short id. */
  fullIds: ReadonlyMap<string, string>;
  /** By short id; missing where it could not be read. */
  statuses: ReadonlyMap<string, JobStatus>;
  /** Names of jobs of which not everything could be read. */
  unknownNames: ReadonlySet<string>;
  /** The job of a group by its short id. */
  groups: ReadonlyMap<string, SeenGroup>;
  /** Groups that exist, but could not be read. */
  unknownGroups: ReadonlySet<string>;
  hosts: ReadonlyMap<string, Host>;
  /** Hosts that exist, but could not be read. */
  unknownHosts: ReadonlySet<string>;
  problems: Problem[];
}

/** A group whose job is known, or that has none yet. */
export interface SeenGroup extends Omit<Group, 'jobId'> {
  job: Job | null;
}
