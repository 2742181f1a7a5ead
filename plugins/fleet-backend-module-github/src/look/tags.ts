/**
 * Tags and releases. Their list is not sorted by time, so it is asked for whether any of its pages changed, and then read whole.
 */
import { tagFact } from '../facts/releases';
import { releaseSchema, tagSchema, type Release } from '../facts/payload';
import type { RepositoryLook } from './repositoryLook';

/** A thousand tags. */
const MOST_PAGES = 10;

/** See the top of the file. */
export async function lookAtTags(look: RepositoryLook): Promise<void> {
  const releases = await changedPages(look, 'releases');
  const tags = await changedPages(look, 'tags');
  if (!releases.changed && !tags.changed) return;
  const read = async (name: 'tags' | 'releases') =>
    look.pages(`/${name}`, MOST_PAGES);
  const byTag = new Map<string, Release>(
    look
      .readAll(
        releases.items ?? (await read('releases')),
        releaseSchema,
        'releases',
      )
      .filter(({ draft }) => !draft)
      .map(release => [release.tag_name, release]),
  );
  const now = look.options.context.clock.now();
  const facts = look
    .readAll(tags.items ?? (await read('tags')), tagSchema, 'tags')
    .map(tag =>
      tagFact(look.place, tag, { release: byTag.get(tag.name), now }),
    );
  await look.save(facts, {
    etags: { ...look.state.etags, ...releases.etags, ...tags.etags },
  });
}

/** Asks for each page whether it changed. With all items where all pages did, so that nothing is asked for twice. */
async function changedPages(
  look: RepositoryLook,
  name: 'tags' | 'releases',
): Promise<{
  changed: boolean;
  items: unknown[] | undefined;
  etags: Record<string, string>;
}> {
  const etags: Record<string, string> = {};
  const items: unknown[] = [];
  let changed = false;
  let whole = true;
  for (let page = 1; page <= MOST_PAGES; page++) {
    const mark = `${name}:${page}`;
    const answer = await look.get(
      `/${name}?per_page=100&page=${page}`,
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
