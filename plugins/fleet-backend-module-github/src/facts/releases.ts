import type { ObservationInput } from '@landfall/backstage-plugin-fleet-node';
import { releaseFact } from '@landfall/backstage-plugin-fleet-node/codeHosts';
import type { Release, Tag } from './payload';
import { pageOf, type Place } from './place';

/**
 * A tag, with the time of its release where there is one: else it is only known that it was there when it was seen. It stays open, because a tag may be moved.
 */
export function tagFact(
  place: Place,
  tag: Tag,
  known: { release: Release | undefined; now: number },
): ObservationInput {
  const published = known.release?.published_at ?? known.release?.created_at;
  return releaseFact(place.origin, {
    tag: tag.name,
    link: linkOf(place, tag.name),
    commit: tag.commit.sha,
    at: published ?? known.now,
    estimated: published === undefined,
    seenAt: known.now,
  });
}

/** A tag that was pushed just now. */
export function pushedTagFact(
  place: Place,
  pushed: { tag: string; commit: string; now: number },
): ObservationInput {
  const { tag, commit, now } = pushed;
  return releaseFact(place.origin, {
    ...{ tag, commit, at: now, estimated: true, seenAt: now },
    link: linkOf(place, tag),
  });
}

function linkOf(place: Place, tag: string): string {
  return pageOf(place, `releases/tag/${encodeURIComponent(tag)}`);
}
