/** Clocks differ; what lies further ahead is no time at which anything can have happened. */
const AHEAD_MS = 5 * 60_000;

/** Reads a date-time of RFC 3339; undefined where it is none. */
export function readMoment(text: unknown): number | undefined {
  if (
    typeof text !== 'string' ||
    !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/i.test(text)
  ) {
    return undefined;
  }
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : at;
}

/** Why nothing can have happened at a time, in words that follow its name; undefined where it can. */
export function momentTrouble(at: number, now: number): string | undefined {
  if (at < 0) return 'lies before 1970';
  if (at > now + AHEAD_MS) return 'lies in the future';
  return undefined;
}
