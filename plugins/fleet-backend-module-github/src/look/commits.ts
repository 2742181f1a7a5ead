/**
 * The commits of the default branch. The first time all that are young enough, later those between what is known and where the branch is now; after a
 * push by force that is what came instead. Pages are asked for from a fixed commit on, so that they stay as they are while they are read.
 */
import type { ObservationInput } from '@landfall/backstage-plugin-fleet-node';
import { commitFact } from '../facts/commits';
import { commitSchema, type Commit } from '../facts/payload';
import { GithubError } from '../client/githubError';
import { tellInChunks } from './chunks';
import type { CommitsState } from './cursor';
import { isGone, type RepositoryLook } from './repositoryLook';

const PAGE_SIZE = 100;
/** Five thousand commits between two looks, and a hundred thousand the first time. */
const MOST_COMPARED_PAGES = 50;
const MOST_PAGES = 1_000;
const MARK = 'commits';

/** See the top of the file. */
export async function lookAtCommits(
  look: RepositoryLook,
  branch: string,
): Promise<void> {
  // What was begun is ended first; what came meanwhile is between then and now.
  if (look.state.commits.walk) await walk(look);
  const known = look.state.commits.head;
  const answer = await headOf(look, branch, known);
  if (!answer) return;
  const [head] = look.readAll(answer.body, commitSchema, 'commits');
  if (head && head.sha !== known) {
    await note(look, [], {
      head: known,
      walk: { head: head.sha, base: known, page: 1, index: 0 },
    });
    await walk(look);
  }
  await look.save([], { etags: look.marked(MARK, answer.etag) });
}

/** The newest commit; undefined where it is the same as before, or the repository is empty. */
async function headOf(
  look: RepositoryLook,
  branch: string,
  known: string | undefined,
) {
  try {
    const answer = await look.get(
      `/commits?sha=${encodeURIComponent(branch)}&per_page=1`,
      known === undefined ? undefined : look.state.etags[MARK],
    );
    return answer.body === undefined ? undefined : answer;
  } catch (error) {
    if (error instanceof GithubError && error.refusal === 'conflict') {
      return undefined;
    }
    throw error;
  }
}

async function walk(look: RepositoryLook): Promise<void> {
  for (;;) {
    const { head: known, walk: at } = look.state.commits;
    if (!at) return;
    const page = await askPage(look, at);
    if (!page) {
      // What was known is gone, after a push by force: all is read again.
      await note(look, [], {
        head: known,
        walk: { head: at.head, page: 1, index: 0 },
      });
      if (at.base === undefined) {
        await note(look, [], { head: at.head });
        return;
      }
      continue;
    }
    const { commits, next } = page;
    await tellInChunks(commits.slice(at.index), {
      tell: async commit => [await tellCommit(look, commit)],
      record: (observations, done) =>
        note(look, observations, {
          head: known,
          walk: { ...at, index: at.index + done },
        }),
    });
    const isOver = !next || at.page >= mostPages(at);
    await note(
      look,
      [],
      isOver
        ? { head: at.head }
        : { head: known, walk: { ...at, page: at.page + 1, index: 0 } },
    );
    if (isOver && next) {
      look.problems.push({
        text: `${look.place.origin} has more new commits than are read at once; the rest is left out`,
        fix: 'Nothing, if somebody imported or rewrote its history.',
      });
    }
    if (!isOver && known === undefined) {
      const done = (at.page * PAGE_SIZE).toLocaleString('en');
      await look.options.progress(`imported ${done} commits`);
    }
  }
}

function mostPages({ base }: { base?: string }): number {
  return base === undefined ? MOST_PAGES : MOST_COMPARED_PAGES;
}

/** A page of commits; undefined where they are not known any more. */
async function askPage(
  look: RepositoryLook,
  at: NonNullable<CommitsState['walk']>,
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
      (error instanceof GithubError &&
        ['conflict', 'invalid'].includes(error.refusal))
    ) {
      return undefined;
    }
    throw error;
  }
}

/** A commit; where several services share the repository, with the directories that it changes. */
async function tellCommit(
  look: RepositoryLook,
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

function note(
  look: RepositoryLook,
  observations: readonly ObservationInput[],
  commits: CommitsState,
): Promise<void> {
  return look.save(observations, { commits });
}
