/**
 * Days of the portal's calendar: weeks, target dates and snapshots are cut in its time zone, wherever the viewer sits.
 */

/**
 * The day of a zone's calendar that a moment falls on: "2026-11-21".
 *
 * @param at - RFC 3339, or milliseconds since the epoch
 * @param timeZone - IANA name
 */
export function dayIn(timeZone: string, at: string | number): string {
  return new Date(wallClock(timeZone, new Date(at).getTime()))
    .toISOString()
    .slice(0, 10);
}

/** The last millisecond of a day of a zone's calendar, as the API writes moments. */
export function endOfDayIn(timeZone: string, day: string): string {
  const midnight = Date.parse(`${day}T00:00:00Z`) + 86_400_000;
  // The offset holds at the moment itself, which is only known with it: the second guess has it, also where clocks change that day.
  const guess = midnight - offset(timeZone, midnight);
  return new Date(midnight - offset(timeZone, guess) - 1).toISOString();
}

/** What the clocks of a zone show at a moment, in minutes after midnight. */
export function minuteIn(timeZone: string, at: number): number {
  return Math.floor((wallClock(timeZone, at) % 86_400_000) / 60_000);
}

function offset(timeZone: string, at: number): number {
  return wallClock(timeZone, at) - Math.floor(at / 1000) * 1000;
}

/** What the clocks of a zone show, as if it were UTC. */
function wallClock(timeZone: string, at: number): number {
  const parts = clockOf(timeZone).formatToParts(new Date(at));
  const part = (type: Intl.DateTimeFormatPartTypes) =>
    Number(parts.find(one => one.type === type)?.value);
  return Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  );
}

/** Making one takes far longer than using it; there are as many as a portal's teams have zones. */
const clocks = new Map<string, Intl.DateTimeFormat>();

function clockOf(timeZone: string): Intl.DateTimeFormat {
  const known = clocks.get(timeZone);
  if (known) return known;
  const clock = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  clocks.set(timeZone, clock);
  return clock;
}
