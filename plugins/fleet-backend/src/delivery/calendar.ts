/**
 * Days and weeks in the portal's zone. A day is not 24 hours: clocks change twice a year, so days are looked up among their
 * starts and never divided out.
 */
import {
  instant,
  type Instant,
  type WindowDays,
} from '@landfall/backstage-plugin-fleet-common';
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
/** Where windows are shorter, it still reaches so far back: what is left out of numbers is listed for that time. */
const LEAST_WINDOW = 90;

/** The longest calendar of those made last: finding the starts of days takes long, and they stay until tomorrow. */
let last: Calendar | undefined;

/**
 * Makes the calendar of a moment. It holds the longest window, the one before it and a week: all that any number looks back at.
 *
 * @param options.windows - lengths of windows, in days. Default: up to 90.
 * @throws RangeError when the zone is not an IANA name.
 */
export function makeCalendar(options: {
  now: Instant;
  zone: string;
  windows?: readonly WindowDays[];
}): Calendar {
  const { now, zone, windows = [] } = options;
  const daysBack = 2 * Math.max(LEAST_WINDOW, ...windows) + 7;
  const isGood =
    last?.zone === zone &&
    last.days.length >= daysBack &&
    now >= last.starts[last.starts.length - 1] &&
    now < last.ends;
  const known = last && isGood ? last : newCalendar({ now, zone, daysBack });
  last = known;
  const older = known.days.length - daysBack;
  return {
    ...known,
    now,
    days: known.days.slice(older),
    starts: known.starts.slice(older),
    runningMonday: known.runningMonday - older,
  };
}

function newCalendar(options: {
  now: Instant;
  zone: string;
  daysBack: number;
}): Calendar {
  const { daysBack } = options;
  const today = DateTime.fromMillis(options.now, {
    zone: options.zone,
  }).startOf('day');
  if (!today.isValid) {
    throw new RangeError(`Not a time zone: ${options.zone}`);
  }
  const dates = Array.from({ length: daysBack }, (_, i) =>
    today.minus({ days: daysBack - 1 - i }).startOf('day'),
  );
  return {
    zone: options.zone,
    now: options.now,
    days: dates.map(date => date.toISODate() ?? ''),
    starts: dates.map(date => instant(date.toMillis())),
    ends: instant(today.plus({ days: 1 }).startOf('day').toMillis()),
    runningMonday: daysBack - today.weekday,
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
