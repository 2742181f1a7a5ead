/** The commits of the default branch, as GitHub tells them. */
import type { ObservationInput } from '@landfall/backstage-plugin-fleet-node';
import {
  CodeHostError,
  isGone,
  type CommitHistory,
  type CommitsWalk,
} from '@landfall/backstage-plugin-fleet-node/codeHosts';
import { commitFact } from '../facts/commits';
import { commitSchema, type Commit } from '../facts/payload';
import type { GithubLook } from './githubLook';

const PAGE_SIZE = 100;

/** See the top of the file. */
export function commitHistory(
  look: GithubLook,
  branch: string,
): CommitHistory<Commit> {
  return {
    head: etag => headOf(look, branch, etag),
    page: at => askPage(look, at),
    tell: commit => tellCommit(look, commit),
  };
}

/** The newest commit; undefined where it is the same as before, or the repository is empty. */
async function headOf(
  look: GithubLook,
  branch: string,
  etag: string | undefined,
) {
  try {
    const answer = await look.get(
      `/commits?sha=${encodeURIComponent(branch)}&per_page=1`,
      etag,
    );
    if (answer.body === undefined) return undefined;
    const [head] = look.readAll(answer.body, commitSchema, 'commits');
    return { sha: head?.sha, etag: answer.etag };
  } catch (error) {
    if (error instanceof CodeHostError && error.refusal === 'conflict') {
      return undefined;
    }
    throw error;
  }
}

/** A page of commits; undefined where they are not known any more. */
async function askPage(
  look: GithubLook,
  at: CommitsWalk,
): Promise<{ commits: Commit[]; next: boolean } | undefined> {
  const page = `per_page=${PAGE_SIZE}&page=${at.page}`;
  const since = new Date(look.since).toISOString().replace(/\.\d+/, '');
  try {
    const { body, next } = await look.get(
      at.base === undefined
        ? `/commits?sha=${at.head}&since=${since}&${page}`
        : `/compare/${at.base}...${at.head}?${page}`,
    );
    const list =
      at.base !== undefined &&
      typeof body === 'object' &&
      body !== null &&
      'commits' in body
        ? body.commits
        : body;
    return { commits: look.readAll(list ?? [], commitSchema, 'commits'), next };
  } catch (error) {
    if (
      isGone(error) ||
      (error instanceof CodeHostError &&
        ['conflict', 'invalid'].includes(error.refusal))
    ) {
      return undefined;
    }
    throw error;
  }
}

/** A commit; where several services share the repository, with the directories that it changes. */
async function tellCommit(
  look: GithubLook,
  commit: Commit,
): Promise<ObservationInput> {
  if (!look.place.shared) return commitFact(look.place, withoutFiles(commit));
  const whole = await look.getOrNone(`/commits/${commit.sha}`);
  const parsed = commitSchema.safeParse(whole);
  return commitFact(
    look.place,
    parsed.success ? parsed.data : withoutFiles(commit),
  );
}

function withoutFiles(commit: Commit): Commit {
  return { ...commit, files: undefined };
}
