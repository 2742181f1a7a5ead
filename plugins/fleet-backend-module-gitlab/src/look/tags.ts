/**
 * Tags and releases. Lists of them may change anywhere, so it is asked whether any of their pages changed, and then they are read whole.
 */
import { changedPages } from '@landfall/backstage-plugin-fleet-node/codeHosts';
import { releaseSchema, tagSchema, type Release } from '../facts/payload';
import { tagFact } from '../facts/releases';
import { isOn, type ProjectLook } from './projectLook';

/** A thousand tags. */
const MOST_PAGES = 10;
const TAGS = '/repository/tags';
const RELEASES = '/releases';

/** See the top of the file. */
export async function lookAtTags({
  look,
  place,
  project,
}: ProjectLook): Promise<void> {
  const releases = isOn(project, 'releases')
    ? await changedPages(look, {
        ...{ name: 'releases', path: RELEASES, mostPages: MOST_PAGES },
      })
    : { changed: false, items: [], etags: {} };
  const tags = await changedPages(look, {
    ...{ name: 'tags', path: TAGS, mostPages: MOST_PAGES },
  });
  if (!releases.changed && !tags.changed) return;
  const published = look.readAll(
    releases.items ?? (await look.pages(RELEASES, MOST_PAGES)),
    releaseSchema,
    'releases',
  );
  const byTag = new Map<string, Release>(
    published.map(release => [release.tag_name, release]),
  );
  const now = look.options.context.clock.now();
  const facts = look
    .readAll(
      tags.items ?? (await look.pages(TAGS, MOST_PAGES)),
      tagSchema,
      'tags',
    )
    .map(tag => tagFact(place, tag, { release: byTag.get(tag.name), now }));
  await look.save(facts, {
    etags: { ...look.state.etags, ...releases.etags, ...tags.etags },
  });
}
