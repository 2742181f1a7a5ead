import type { ObservationInput } from '@landfall/backstage-plugin-fleet-node';
import type { Release, Tag } from './payload';
import { pageOf, type Place } from './place';

/** What a tag is known to be. */
interface KnownTag {
  tag: string;
  commit: string;
  /** When it was made or published, or about when. */
  at: number;
  /** Whether that is only about when. */
  estimated: boolean;
  /** When this was known, ms: a tag may be moved. */
  seenAt: number;
}

/**
 * A tag, with the time of its release where there is one: else it is only known that it was there when it was seen. It stays open, because a tag may be moved.
 */
export function tagFact(
  place: Place,
  tag: Tag,
  known: { release: Release | undefined; now: number },
): ObservationInput {
  const published = known.release?.published_at ?? known.release?.created_at;
  return factOf(place, {
    tag: tag.name,
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
  return factOf(place, {
    ...{ tag, commit, at: now, estimated: true, seenAt: now },
  });
}

function factOf(place: Place, known: KnownTag): ObservationInput {
  return {
    kind: 'release',
    key: `${place.origin}#release/${known.tag}`,
    origin: place.origin,
    version: Math.max(known.seenAt, 0),
    at: known.at,
    ended: false,
    endedAt: null,
    estimated: { at: known.estimated, endedAt: false },
    body: {
      tag: known.tag,
      commit: known.commit,
      link: pageOf(place, `releases/tag/${encodeURIComponent(known.tag)}`),
    },
  };
}
