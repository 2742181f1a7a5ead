import type { RepositoryLook } from './repositoryLook';

/** What {@link changedPages} found. @public */
export interface ChangedPages {
  /** Whether any page changed. */
  changed: boolean;
  /** All items, where all pages changed, so that nothing has to be asked for twice. */
  items: unknown[] | undefined;
  /** The marks of the pages. */
  etags: Record<string, string>;
}

/**
 * Asks for each page of a list that is not sorted by time whether it changed.
 *
 * @public
 */
export async function changedPages(
  look: RepositoryLook,
  list: {
    /** Under which the marks of its pages are noted. */
    name: string;
    /** Below the repository, without the page. */
    path: string;
    /** No more pages are asked for. */
    mostPages: number;
  },
): Promise<ChangedPages> {
  const etags: Record<string, string> = {};
  const items: unknown[] = [];
  let changed = false;
  let whole = true;
  for (let page = 1; page <= list.mostPages; page++) {
    const mark = `${list.name}:${page}`;
    const answer = await look.get(
      `${list.path}?per_page=100&page=${page}`,
      look.state.etags[mark],
    );
    if (answer.body === undefined) {
      whole = false;
    } else {
      changed = true;
      items.push(...(Array.isArray(answer.body) ? answer.body : []));
      const marked = look.marked(mark, answer.etag)[mark];
      if (marked !== undefined) etags[mark] = marked;
    }
    // An unchanged page says whether there is another just as well.
    if (!answer.next) break;
  }
  return { changed, items: whole ? items : undefined, etags };
}
