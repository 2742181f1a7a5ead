/** The moment at which the fixtures stand still, unless they are told another. */
export const FIXTURE_NOW = Date.parse('2026-11-21T12:00:00Z');

/** One second in milliseconds. */
export const SECOND = 1000;
/** One minute in milliseconds. */
export const MINUTE = 60 * SECOND;
/** One hour in milliseconds. */
export const HOUR = 60 * MINUTE;
/** One day in milliseconds. */
export const DAY = 24 * HOUR;

/** A moment so many milliseconds before `now`, as the API writes it. */
export function before(ms: number, now = FIXTURE_NOW): string {
  return new Date(now - ms).toISOString();
}
