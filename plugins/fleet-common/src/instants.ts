/**
 * A moment as integer milliseconds since 1970-01-01T00:00:00Z. Branded, so that a duration or a count is not taken for one.
 *
 * @public
 */
export type Instant = number & { readonly __unit: 'ms since the epoch, UTC' };

/** One day in milliseconds. @public */
export const DAY_MS = 86_400_000;

/**
 * Brands a number of milliseconds since the epoch.
 *
 * @throws RangeError when it is not an integer that a date can hold.
 * @public
 */
export function instant(ms: number): Instant {
  if (!Number.isSafeInteger(ms) || Math.abs(ms) > 8.64e15) {
    throw new RangeError(`Not an instant: ${ms}`);
  }
  return ms as Instant;
}

/**
 * Parses an RFC 3339 date-time, as Kubernetes and our own API write it.
 *
 * @throws RangeError when it is none.
 * @public
 */
export function parseInstant(text: string): Instant {
  return instant(Date.parse(text));
}

/** Writes an instant as RFC 3339 in UTC with milliseconds. @public */
export function formatInstant(at: Instant): string {
  return new Date(at).toISOString();
}
