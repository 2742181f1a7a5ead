/** What is told of an image, as an observation. Pure. */
import type { Instant } from '@landfall/backstage-plugin-fleet-common';
import {
  originOfImage,
  type ObservationInput,
} from '@landfall/backstage-plugin-fleet-node';
import type { ImageFacts } from './readImage';

/** Clocks of builds may be ahead of ours so much, ms. */
const CLOCKS_MS = 300_000;

/**
 * The observation of an image.
 *
 * @param facts - null where the registry does not have it, or nothing that can be used
 */
export function imageFact(
  digest: string,
  facts: ImageFacts | null,
  now: Instant,
): Extract<ObservationInput, { kind: 'image' }> {
  const created = facts === null ? null : createdAt(facts.created, now);
  const at = created ?? now;
  const found = facts !== null;
  return {
    kind: 'image',
    key: digest,
    origin: originOfImage(digest),
    // Of an image that is there the first report holds: it never changes.
    version: now,
    at,
    ended: found,
    endedAt: found ? at : null,
    estimated: { at: created === null, endedAt: found && created === null },
    body: {
      found,
      madeFrom: facts?.madeFrom ?? null,
      base: facts?.base ?? null,
    },
  };
}

/** Builds that are to come out the same write the epoch, or nothing. */
function createdAt(text: string | null, now: Instant): number | null {
  const at = Date.parse(text ?? '');
  return at > 0 && at <= now + CLOCKS_MS ? at : null;
}
