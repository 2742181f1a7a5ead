/**
 * Tags and releases. Their list is not sorted by time, so it is asked for whether any of its pages changed, and then read whole.
 */
import { changedPages } from '@landfall/backstage-plugin-fleet-node/codeHosts';
import { tagFact } from '../facts/releases';
import { releaseSchema, tagSchema, type Release } from '../facts/payload';
import type { GithubLook } from './githubLook';

/** A thousand tags. */
const MOST_PAGES = 10;

/** See the top of the file. */
export async function lookAtTags(look: GithubLook): Promise<void> {
  const pagesOf = (name: string) =>
    changedPages(look, { name, path: `/${name}`, mostPages: MOST_PAGES });
  const releases = await pagesOf('releases');
  const tags = await pagesOf('tags');
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
