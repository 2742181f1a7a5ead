/**
 * Reads a list of a code host that is sorted, newest first: all of it the first time, in pages and over as many looks as it takes; later only what changed, and nothing where
 * its first page is the same as before.
 *
 * While it is read it grows at its beginning, so that things move to later pages: what was done before is passed over. What changed meanwhile is on the first page when
 * the walk has ended, and counts as changed since the walk began.
 */
import type { ObservationInput } from '../observations/observation';
import { tellInChunks } from './chunks';
import type { ListState } from './cursor';
import type { RepositoryLook } from './repositoryLook';

const PAGE_SIZE = 100;
/** A hundred thousand things. */
const MOST_PAGES = 1_000;

/** A list, and what is told of its items. @public */
export interface SortedList<T> {
  /** Under which it is noted how far it is read. */
  id: string;
  /** As people call its items, such as `deployments`. */
  title: string;
  /** Below the repository, without the page. */
  path: string;
  /** The oldest that is told, ms. */
  since: number;
  /** The items of an answer, those that can be read. */
  read(body: unknown): T[];
  /** By which it is sorted, ms. */
  order(item: T): number;
  /** When it changed last, ms. */
  changed(item: T): number;
  /** What is recorded of one. */
  tell(item: T): Promise<ObservationInput[]>;
}

type Walk = NonNullable<ListState['walk']>;

/**
 * Reads a list that is sorted, newest first: all of it the first time, in pages and over as many looks as it takes; later only what changed, and nothing where its first page
 * is the same as before.
 *
 * @public
 */
export async function lookAtList<T>(
  given: SortedList<T>,
  look: RepositoryLook,
): Promise<void> {
  const list = untilNow(given, look);
  const state = look.state.lists[list.id] ?? {};
  if (state.walk || state.newest === undefined) {
    await walk(list, look);
    return;
  }
  const { newest, changed = newest } = state;
  const answer = await askPage(list, look, {
    page: 1,
    etag: look.state.etags[list.id],
  });
  if (!answer) return;
  const { items, next, etag } = answer;
  if (next && items.every(item => list.order(item) >= newest)) {
    await walk(list, look, Math.max(newest, list.since));
    return;
  }
  const news = items
    .filter(item => list.changed(item) >= changed)
    .sort((a, b) => list.changed(a) - list.changed(b));
  await tellInChunks(news, {
    tell: item => list.tell(item),
    record: (observations, done) =>
      note(list, look, {
        observations,
        state: {
          newest,
          changed: Math.max(changed, list.changed(news[done - 1])),
        },
      }),
  });
  await look.save([], {
    lists: {
      ...look.state.lists,
      [list.id]: {
        newest: highest(items.map(list.order), newest),
        changed: highest(items.map(list.changed), changed),
      },
    },
    etags: look.marked(list.id, etag),
  });
}

/** Somebody whose clock is ahead must not hide what comes after: nothing counts as later than now. */
function untilNow<T>(list: SortedList<T>, look: RepositoryLook): SortedList<T> {
  const { clock } = look.options.context;
  const bounded = (at: number) => Math.min(at, clock.now());
  return {
    ...list,
    order: item => bounded(list.order(item)),
    changed: item => bounded(list.changed(item)),
  };
}

async function askPage<T>(
  list: SortedList<T>,
  look: RepositoryLook,
  asked: { page: number; etag?: string },
) {
  const separator = list.path.includes('?') ? '&' : '?';
  const answer = await look.get(
    `${list.path}${separator}per_page=${PAGE_SIZE}&page=${asked.page}`,
    asked.etag,
  );
  return answer.body === undefined
    ? undefined
    : { ...answer, items: list.read(answer.body) };
}

/** Reads page after page, down to what is known or too old. */
async function walk<T>(
  list: SortedList<T>,
  look: RepositoryLook,
  floor = list.since,
): Promise<void> {
  const isFirst = look.state.lists[list.id]?.newest === undefined;
  let state = look.state.lists[list.id]?.walk;
  for (;;) {
    const page = state?.page ?? 1;
    const answer = await askPage(list, look, { page });
    const items = answer?.items ?? [];
    const now: Walk = state ?? {
      ...{ page, floor, done: 0 },
      newest: highest(items.map(list.order), floor),
      changed: highest(items.map(list.changed), floor),
      total: answer?.lastPage && answer.lastPage * PAGE_SIZE,
    };
    // Things of the same moment come in any order: they are rather told twice than never.
    const { order: passed = Number.POSITIVE_INFINITY } = now;
    const wanted = items
      .filter(
        item => list.order(item) <= passed && list.order(item) >= now.floor,
      )
      .sort((a, b) => list.order(b) - list.order(a));
    await tellInChunks(wanted, {
      tell: item => list.tell(item),
      record: (observations, done) =>
        note(list, look, {
          observations,
          state: {
            ...look.state.lists[list.id],
            walk: after(list, now, wanted.slice(0, done)),
          },
        }),
    });
    const last = items.at(-1);
    const isOver =
      !answer?.next ||
      page >= MOST_PAGES ||
      (last !== undefined && list.order(last) < now.floor);
    state = { ...after(list, now, wanted), page: page + 1 };
    await note(list, look, {
      observations: [],
      state: isOver
        ? { newest: now.newest, changed: now.changed }
        : { ...look.state.lists[list.id], walk: state },
    });
    if (isOver) return;
    if (isFirst) await look.options.progress(progressOf(list, state));
  }
}

/** How far a first import is, in words. */
function progressOf(
  list: Pick<SortedList<unknown>, 'title'>,
  { done, total }: Pick<Walk, 'done' | 'total'>,
): string {
  const most =
    total === undefined ? '' : ` of at most ${total.toLocaleString('en')}`;
  return `imported ${done.toLocaleString('en')}${most} ${list.title}`;
}

function after<T>(list: SortedList<T>, walked: Walk, done: readonly T[]): Walk {
  const last = done.at(-1);
  return last === undefined
    ? walked
    : {
        ...walked,
        order: list.order(last),
        done: walked.done + done.length,
      };
}

function highest(values: readonly number[], least: number): number {
  return values.reduce((most, value) => Math.max(most, value), least);
}

function note<T>(
  list: SortedList<T>,
  look: RepositoryLook,
  told: { observations: readonly ObservationInput[]; state: ListState },
): Promise<void> {
  return look.save(told.observations, {
    lists: { ...look.state.lists, [list.id]: told.state },
  });
}
