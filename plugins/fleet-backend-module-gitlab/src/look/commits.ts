/** The commits of the default branch, as GitLab tells them. */
import type { ObservationInput } from '@landfall/backstage-plugin-fleet-node';
import {
  CodeHostError,
  isGone,
  type CommitHistory,
  type CommitsWalk,
} from '@landfall/backstage-plugin-fleet-node/codeHosts';
import { commitFact } from '../facts/commits';
import { commitSchema, diffSchema, type Commit } from '../facts/payload';
import type { GitlabLook, ProjectLook } from './projectLook';

const PAGE_SIZE = 100;
/** Of a commit that changes more files it is not known which directories it changes. */
const MOST_DIFF_PAGES = 3;
const COMMITS = '/repository/commits';

/** See the top of the file. */
export function commitHistory(
  on: ProjectLook,
  branch: string,
): CommitHistory<Commit> {
  return {
    head: etag => headOf(on.look, branch, etag),
    page: at => askPage(on.look, at),
    tell: commit => tellCommit(on, commit),
  };
}

/** The newest commit; undefined where it is the same as before, or the repository is empty. */
async function headOf(
  look: GitlabLook,
  branch: string,
  etag: string | undefined,
) {
  try {
    const { body, etag: mark } = await look.get(
      `${COMMITS}?ref_name=${encodeURIComponent(branch)}&per_page=1`,
      etag,
    );
    if (body === undefined) return undefined;
    const [head] = look.readAll(body, commitSchema, 'commits');
    return { sha: head?.id, etag: mark };
  } catch (error) {
    // Of an empty repository there is no branch.
    if (isGone(error)) return undefined;
    throw error;
  }
}

/** A page of commits; undefined where they are not known any more. */
async function askPage(
  look: GitlabLook,
  at: CommitsWalk,
): Promise<{ commits: Commit[]; next: boolean } | undefined> {
  const since = new Date(look.since).toISOString().replace(/\.\d+/, '');
  const range =
    at.base === undefined
      ? `${at.head}&since=${since}`
      : `${at.base}..${at.head}`;
  try {
    const { body, next } = await look.get(
      `${COMMITS}?ref_name=${range}&per_page=${PAGE_SIZE}&page=${at.page}`,
    );
    const commits = look.readAll(body ?? [], commitSchema, 'commits');
    // Of a commit that it does not know any more GitLab says that nothing follows it.
    const isLost =
      at.base !== undefined &&
      at.page === 1 &&
      commits.length === 0 &&
      (await look.getOrNone(`${COMMITS}/${at.base}`)) === undefined;
    return isLost ? undefined : { commits, next };
  } catch (error) {
    if (
      isGone(error) ||
      (error instanceof CodeHostError && error.refusal === 'invalid')
    ) {
      return undefined;
    }
    throw error;
  }
}

/**
 * The commits that led to a deployment and that the default branch does not reach: of a branch for releases, or of one that only says what is in production. A hundred of
 * them, newest first; those before came with the deployments before.
 */
export async function commitsAside(
  on: ProjectLook,
  sha: string,
): Promise<ObservationInput[]> {
  const { look, project } = on;
  const range = `${project.default_branch}..${sha}`;
  const body = await look.getOrNone(
    `${COMMITS}?ref_name=${encodeURIComponent(range)}&per_page=${PAGE_SIZE}`,
  );
  const commits = look.readAll(body ?? [], commitSchema, 'commits');
  const facts: ObservationInput[] = [];
  for (const commit of commits) facts.push(await tellCommit(on, commit));
  return facts;
}

/** A commit; where several services share the project, with the directories that it changes. */
async function tellCommit(
  { look, place }: ProjectLook,
  commit: Commit,
): Promise<ObservationInput> {
  return commitFact(
    place,
    commit,
    look.place.shared ? await pathsOf(look, commit) : null,
  );
}

async function pathsOf(
  look: GitlabLook,
  commit: Commit,
): Promise<string[] | null> {
  const paths: string[] = [];
  for (let page = 1; page <= MOST_DIFF_PAGES; page++) {
    try {
      const { body, next } = await look.get(
        `${COMMITS}/${commit.id}/diff?per_page=${PAGE_SIZE}&page=${page}`,
      );
      const diffs = look.readAll(body ?? [], diffSchema, 'changes of commits');
      paths.push(...diffs.flatMap(one => [one.old_path, one.new_path]));
      if (!next) return paths;
    } catch (error) {
      if (isGone(error)) return null;
      throw error;
    }
  }
  return null;
}
