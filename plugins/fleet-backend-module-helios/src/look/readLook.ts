/**
 * One look at a cluster: groups and their progress, jobs, what became of them, hosts. What a master refuses to tell is named, and the rest goes on; where no
 * master answers at all, the look has failed.
 */
import { HeliosError } from '../client/heliosError';
import { inParallel } from '../client/parallel';
import { projectGroup, type Group } from '../model/group';
import { projectHost, type Host } from '../model/host';
import type { Job } from '../model/job';
import { jobNameOf } from '../model/jobId';
import { projectJobStatus, type JobStatus } from '../model/jobStatus';
import { Asking, type AskingOptions } from './asking';
import type { JobReader } from './jobReader';
import type { Look, SeenGroup } from './look';

/** How many jobs are asked for in one request. */
export const JOBS_PER_REQUEST = 200;
/** The status of a host holds those of all its jobs. */
const HOSTS_PER_REQUEST = 50;
/** Requests at a time. */
const AT_A_TIME = 4;

/** What a look needs. */
export interface LookOptions extends AskingOptions {
  /** Reads jobs; they never change, so that each needs to be read but once. */
  projectJobs: JobReader;
}

/** See the top of the file. @throws HeliosError or HttpError */
export async function readLook(options: LookOptions): Promise<Look> {
  const asking = new Asking(options);
  // In this order: the job of a group was there before the group had it, and what a job does is told after what is asked of it.
  const groups = await readGroups(asking);
  const jobs = await readJobs(asking, options.projectJobs);
  const statuses = await readStatuses(asking, jobs.byFullId);
  const hosts = await readHosts(asking);
  const seen = withJobs(groups.seen, jobs.byFullId);
  return {
    jobs: new Map([...jobs.byFullId.values()].map(job => [job.id, job])),
    fullIds: new Map([...jobs.byFullId].map(([id, job]) => [job.id, id])),
    statuses: statuses.seen,
    unknownNames: new Set([...jobs.unknownNames, ...statuses.unknownNames]),
    groups: seen.groups,
    unknownGroups: new Set([...groups.unknown, ...seen.unknown]),
    hosts: hosts.seen,
    unknownHosts: hosts.unknown,
    problems: asking.problems(),
  };
}

async function readGroups(asking: Asking) {
  const path = '/deployment-group';
  const names = await asking.need({ path });
  if (!isListOfTexts(names)) throw notHelios(asking.cluster, path);
  const seen: Group[] = [];
  const unknown = new Set<string>();
  await inParallel(names, AT_A_TIME, async name => {
    const answer = await asking.want({
      path: `${path}/${encodeURIComponent(name)}/status`,
    });
    // It was removed meanwhile.
    if (answer === 'absent') return;
    if (answer === 'refused') {
      unknown.add(name);
      return;
    }
    const group = projectGroup(name, answer.value);
    if (group) {
      seen.push(group);
      return;
    }
    unknown.add(name);
    asking.malformed(`group ${name}`);
  });
  return { seen, unknown };
}

async function readJobs(asking: Asking, reader: JobReader) {
  const path = '/jobs';
  const answer = await asking.need({ path });
  if (!isRecord(answer)) throw notHelios(asking.cluster, path);
  const { jobs, malformed } = reader.read(answer);
  for (const id of malformed) asking.malformed(`job ${jobNameOf(id)}`);
  return { byFullId: jobs, unknownNames: malformed.map(jobNameOf) };
}

async function readStatuses(asking: Asking, jobs: Map<string, Job>) {
  const seen = new Map<string, JobStatus>();
  const unknownNames: string[] = [];
  const ids = [...jobs.keys()];
  await inParallel(chunks(ids, JOBS_PER_REQUEST), AT_A_TIME, async chunk => {
    const answer = await asking.want({ path: '/jobs/statuses', body: chunk });
    const told = typeof answer === 'object' ? answer.value : undefined;
    if (!isRecord(told)) {
      if (typeof answer === 'object') asking.malformed('the state of jobs');
      unknownNames.push(...chunk.map(jobNameOf));
      return;
    }
    for (const fullId of chunk) {
      const job = jobs.get(fullId);
      if (job === undefined) continue;
      const raw = told[fullId];
      // It was removed meanwhile.
      if (raw === undefined) {
        jobs.delete(fullId);
        continue;
      }
      const status = projectJobStatus(raw);
      if (status) {
        seen.set(job.id, status);
        continue;
      }
      unknownNames.push(job.name);
      asking.malformed(`the state of job ${job.name}`);
    }
  });
  return { seen, unknownNames };
}

async function readHosts(asking: Asking) {
  const path = '/hosts';
  const names = await asking.need({ path });
  if (!isListOfTexts(names)) throw notHelios(asking.cluster, path);
  const seen = new Map<string, Host>();
  const unknown = new Set<string>();
  await inParallel(chunks(names, HOSTS_PER_REQUEST), AT_A_TIME, async chunk => {
    const answer = await asking.want({ path: '/hosts/statuses', body: chunk });
    const told = typeof answer === 'object' ? answer.value : undefined;
    if (typeof answer === 'object' && !isRecord(told)) {
      asking.malformed('the state of hosts');
    }
    for (const name of chunk) {
      const raw = isRecord(told) ? told[name] : undefined;
      const host = raw === undefined ? undefined : projectHost(raw);
      if (host) seen.set(name, host);
      // It was taken out meanwhile.
      else if (isRecord(told) && raw === undefined) continue;
      else {
        unknown.add(name);
        if (raw !== undefined) asking.malformed(`host ${name}`);
      }
    }
  });
  return { seen, unknown };
}

/** Names the job of each group. One that is not there is of a moment between two requests, or could not be read. */
function withJobs(groups: readonly Group[], jobs: ReadonlyMap<string, Job>) {
  const seen = new Map<string, SeenGroup>();
  const unknown: string[] = [];
  for (const { jobId, ...group } of groups) {
    const job = jobId === null ? null : jobs.get(jobId);
    if (job === undefined) unknown.push(group.name);
    else seen.set(group.name, { ...group, job });
  }
  return { groups: seen, unknown };
}

function notHelios(cluster: string, path: string): HeliosError {
  return new HeliosError(
    'malformed',
    `Helios master of ${cluster} answers ${path} with something else than Helios does`,
    {
      fix: 'Check that the address is that of a Helios master, and not of another server.',
      status: 200,
    },
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isListOfTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every(item => typeof item === 'string');
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  const result: T[][] = [];
  for (let at = 0; at < items.length; at += size) {
    result.push(items.slice(at, at + size));
  }
  return result;
}
