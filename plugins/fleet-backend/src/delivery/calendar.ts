/**
 * Days and weeks in the portal's zone. A day is not 24 hours: clocks change twice a year, so days are looked up among their
 * starts and never divided out.
 */
import { instant, type Instant } from '@landfall/backstage-plugin-fleet-common';
import { DateTime } from 'luxon';

/** The newest days up to today, in one zone, each with its start. */
export interface Calendar {
  /** IANA name. */
  zone: string;
  now: Instant;
  /** `YYYY-MM-DD`, oldest first; the last is today. */
  days: readonly string[];
  /** Start of each day. */
  starts: readonly Instant[];
  /** When tomorrow begins: what holds today holds until then. */
  ends: Instant;
  /** Index of the Monday of the week that is running. */
  runningMonday: number;
}

/** How many full weeks before the running one are kept. */
export const FULL_WEEKS = 13;
/** Longest window, the one before it, and the weeks: all that any number looks back at. */
const DAYS_BACK = 2 * 90 + 7;

/** The calendar made last: finding the starts of days takes long, and they stay until tomorrow. */
let last: Calendar | undefined;

/**
 * Makes the calendar of a moment.
 *
 * @throws RangeError when the zone is not an IANA name.
 */
export function makeCalendar(options: {
  now: Instant;
  zone: string;
}): Calendar {
  const { now, zone } = options;
  const isSameDay =
    last?.zone === zone &&
    now >= last.starts[last.starts.length - 1] &&
    now < last.ends;
  const calendar = last && isSameDay ? { ...last, now } : newCalendar(options);
  last = calendar;
  return calendar;
}

function newCalendar(options: { now: Instant; zone: string }): Calendar {
  const today = DateTime.fromMillis(options.now, {
    zone: options.zone,
  }).startOf('day');
  if (!today.isValid) {
    throw new RangeError(`Not a time zone: ${options.zone}`);
  }
  const dates = Array.from({ length: DAYS_BACK }, (_, i) =>
    today.minus({ days: DAYS_BACK - 1 - i }).startOf('day'),
  );
  return {
    zone: options.zone,
    now: options.now,
    days: dates.map(date => date.toISODate() ?? ''),
    starts: dates.map(date => instant(date.toMillis())),
    ends: instant(today.plus({ days: 1 }).startOf('day').toMillis()),
    runningMonday: DAYS_BACK - today.weekday,
  };
}

/** Index of the day into which an instant falls; −1 when it lies before the first, the last for what lies after. */
export function dayIndex(calendar: Calendar, at: Instant): number {
  let [low, high] = [0, calendar.starts.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (calendar.starts[middle] <= at) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low - 1;
}

/** Whether somebody has looked since then for a day from its beginning to its end: what minutes make of a week says nothing. */
export function hasFullDay(calendar: Calendar, since: Instant | null): boolean {
  if (since === null) {
    return false;
  }
  const first = dayIndex(calendar, since);
  const full = calendar.starts[first] === since ? first : first + 1;
  return full < calendar.days.length - 1;
}

/** The calendar day of any instant in the calendar's zone. */
export function dayOf(calendar: Calendar, at: Instant): string {
  return DateTime.fromMillis(at, { zone: calendar.zone }).toISODate() ?? '';
}
