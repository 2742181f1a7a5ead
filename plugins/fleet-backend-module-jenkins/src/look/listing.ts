/** The jobs that a name stands for: the job itself, or all below a folder, a multibranch pipeline or an organisation. */
import type { JenkinsApi } from '../client/jenkinsApi';
import { JenkinsError } from '../client/jenkinsError';
import { jobSchema, jobTree, readChild } from '../facts/payload';
import { isBelow, jobPath, LONGEST_NAME } from '../jobs/names';

/** Folders within folders beyond that are not looked into. */
const DEEPEST = 6;

/** A job that has builds, or may have some. */
export interface ListedJob {
  fullName: string;
  lastBuild: { number: number; timestamp: number } | null;
}

/** What stands below a name. */
export interface Listing {
  jobs: ListedJob[];
  /** Whether there are more than may be looked at. */
  isCut: boolean;
}

/** What it needs. */
export interface ListingOptions {
  api: Pick<JenkinsApi, 'get'>;
  fullName: string;
  /** So many jobs, and so many folders, are looked at. */
  most: number;
  /** Names that are looked at for themselves: neither they nor what is below them is listed here. */
  others: readonly string[];
  /** Called before each request. */
  check(): void;
}

/** Lists breadth first, in the order of names as Jenkins gives them. @throws JenkinsError HttpError */
export async function listJobs(options: ListingOptions): Promise<Listing> {
  const { api, most, others, check } = options;
  const jobs: ListedJob[] = [];
  const folders = [{ fullName: options.fullName, depth: 0 }];
  let isCut = false;
  for (let asked = 0; asked < folders.length; asked++) {
    const { fullName, depth } = folders[asked];
    check();
    const path = jobPath(fullName);
    const { success, data } = jobSchema.safeParse(
      await api.get(path, jobTree(most + 1)),
    );
    if (!success) {
      throw new JenkinsError(
        'broken',
        `${path} is told in a form that is not understood`,
        {
          fix: 'Report it with the version of Jenkins.',
        },
      );
    }
    if (!data.jobs) {
      jobs.push({ fullName, lastBuild: data.lastBuild ?? null });
      continue;
    }
    for (const value of data.jobs) {
      const child = readChild(value);
      if (!child) continue;
      const name = `${fullName}/${child.name}`;
      if (
        name.length > LONGEST_NAME ||
        others.some(one => isBelow(name, one))
      ) {
        continue;
      }
      const isFolder = Boolean(child.jobs);
      if (jobs.length >= most || (isFolder && folders.length > most)) {
        isCut = true;
      } else if (!isFolder) {
        jobs.push({ fullName: name, lastBuild: child.lastBuild ?? null });
      } else if (depth < DEEPEST) {
        folders.push({ fullName: name, depth: depth + 1 });
      }
    }
  }
  return { jobs, isCut };
}
