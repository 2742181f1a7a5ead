/**
 * The commits of a branch. The first time all that are young enough, later those between what is known and where the branch is now; after a
 * push by force that is what came instead. Pages are asked for from a fixed commit on, so that they stay as they are while they are read.
 */
import type { ObservationInput } from '../observations/observation';
import { tellInChunks } from './chunks';
import type { CommitsState } from './cursor';
import type { RepositoryLook } from './repositoryLook';

const PAGE_SIZE = 100;
/** Five thousand commits between two looks, and a hundred thousand the first time. */
const MOST_COMPARED_PAGES = 50;
const MOST_PAGES = 1_000;
const MARK = 'commits';

/** Which commits are read, from where to where. @public */
export type CommitsWalk = NonNullable<CommitsState['walk']>;

/** How a host tells the commits of a branch. @public */
export interface CommitHistory<T> {
  /**
   * The newest commit, with the mark of the answer; undefined where it is the same as when `etag` was given, or where there are none.
   */
  head(
    etag: string | undefined,
  ): Promise<{ sha: string | undefined; etag: string | undefined } | undefined>;
  /** A page of a hundred commits; undefined where what is known is not known any more. */
  page(
    at: CommitsWalk,
  ): Promise<{ commits: readonly T[]; next: boolean } | undefined>;
  /** What is recorded of one. */
  tell(commit: T): Promise<ObservationInput>;
}

/**
 * Reads the commits of a branch: the first time all that are young enough, later those that came since.
 *
 * @public
 */
export async function lookAtCommits<T>(
  history: CommitHistory<T>,
  look: RepositoryLook,
): Promise<void> {
  // What was begun is ended first; what came meanwhile is between then and now.
  if (look.state.commits.walk) await walk(history, look);
  const known = look.state.commits.head;
  const head = await history.head(
    known === undefined ? undefined : look.state.etags[MARK],
  );
  if (!head) return;
  if (head.sha !== undefined && head.sha !== known) {
    await note(look, [], {
      head: known,
      walk: { head: head.sha, base: known, page: 1, index: 0 },
    });
    await walk(history, look);
  }
  await look.save([], { etags: look.marked(MARK, head.etag) });
}

async function walk<T>(
  history: CommitHistory<T>,
  look: RepositoryLook,
): Promise<void> {
  for (;;) {
    const { head: known, walk: at } = look.state.commits;
    if (!at) return;
    const page = await history.page(at);
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
      tell: async commit => [await history.tell(commit)],
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

function note(
  look: RepositoryLook,
  observations: readonly ObservationInput[],
  commits: CommitsState,
): Promise<void> {
  return look.save(observations, { commits });
}
