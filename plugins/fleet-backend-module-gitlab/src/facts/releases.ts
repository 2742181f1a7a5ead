import type { ObservationInput } from '@landfall/backstage-plugin-fleet-node';
import { releaseFact } from '@landfall/backstage-plugin-fleet-node/codeHosts';
import type { Release, Tag } from './payload';
import { pageOf, type Place } from './place';

/**
 * A tag, with the time of its release, or its own: else it is only known that it was there when it was seen. A release that is announced for later is none yet.
 */
export function tagFact(
  place: Place,
  tag: Tag,
  known: { release: Release | undefined; now: number },
): ObservationInput {
  const { release, now } = known;
  const published = [
    release?.released_at,
    release?.created_at,
    tag.created_at,
  ].find((at): at is number => typeof at === 'number' && at <= now);
  return releaseFact(place.origin, {
    tag: tag.name,
    commit: tag.commit.id,
    at: published ?? now,
    estimated: published === undefined,
    seenAt: now,
    link: linkOf(place, tag.name),
  });
}

/** A tag that a webhook tells of: when it was made is only known to the second, or not at all. */
export function toldTagFact(
  place: Place,
  told: { tag: string; commit: string; at: number; now: number },
): ObservationInput {
  const { tag, commit, at, now } = told;
  return releaseFact(place.origin, {
    ...{ tag, commit, estimated: true, seenAt: now },
    at: Math.min(at, now),
    link: linkOf(place, tag),
  });
}

function linkOf(place: Place, tag: string): string {
  return pageOf(place, `tags/${encodeURIComponent(tag)}`);
}
