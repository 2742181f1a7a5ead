/** Which hours are a team's, in its own zone: what is out of hours and at night, and which shift an instant belongs to. */
import type { Instant } from '@landfall/backstage-plugin-fleet-common';
import { DateTime, IANAZone } from 'luxon';

/** A team's calendar. Times are minutes after midnight by the clock on the wall, so that summer time moves them. */
export interface WorkingHours {
  /** IANA name. */
  zone: string;
  /** ISO weekdays, 1 is Monday. */
  days: readonly number[];
  from: number;
  until: number;
  /** Free days, `YYYY-MM-DD`. */
  holidays: readonly string[];
  /** The night; where it ends before it begins, it goes over midnight. */
  night: { from: number; until: number };
  /** When the first of the day's two shifts of 12 hours begins. */
  shiftFrom: number;
}

const HOUR = 60;

/** Monday to Friday, 9 to 17; nights from 22 to 6; shifts from 8 to 20 and 20 to 8. */
export function defaultWorkingHours(zone: string): WorkingHours {
  return {
    zone,
    days: [1, 2, 3, 4, 5],
    from: 9 * HOUR,
    until: 17 * HOUR,
    holidays: [],
    night: { from: 22 * HOUR, until: 6 * HOUR },
    shiftFrom: 8 * HOUR,
  };
}

/** Whether something is the name of a time zone. */
export function isZone(name: string): boolean {
  return IANAZone.isValidZone(name);
}

/** What a team's calendar says of an instant. */
export interface HourKind {
  outOfHours: boolean;
  atNight: boolean;
  /** Names the shift of 12 hours: its day and its half. */
  shift: string;
}

/**
 * Makes the function that looks instants up in a calendar.
 *
 * @throws RangeError when the zone is not an IANA name.
 */
export function hoursOf(hours: WorkingHours): (at: Instant) => HourKind {
  const zone = IANAZone.create(hours.zone);
  if (!zone.isValid) {
    throw new RangeError(`Not a time zone: ${hours.zone}`);
  }
  const holidays = new Set(hours.holidays);
  return at => {
    const local = DateTime.fromMillis(at, { zone });
    const minute = local.hour * HOUR + local.minute;
    const isWorkday =
      hours.days.includes(local.weekday) &&
      !holidays.has(local.toISODate() ?? '');
    return {
      outOfHours: !(isWorkday && isBetween(minute, hours)),
      atNight: isBetween(minute, hours.night),
      shift: shiftOf(local, minute, hours.shiftFrom),
    };
  };
}

function isBetween(
  minute: number,
  span: { from: number; until: number },
): boolean {
  return span.from <= span.until
    ? minute >= span.from && minute < span.until
    : minute >= span.from || minute < span.until;
}

const HALF_DAY = 12 * HOUR;

/** The second shift of a day goes on into the next one. */
function shiftOf(local: DateTime, minute: number, from: number): string {
  const sinceFirst = minute - from;
  const day = sinceFirst < 0 ? local.minus({ days: 1 }) : local;
  const within = (sinceFirst + 2 * HALF_DAY) % (2 * HALF_DAY);
  return `${day.toISODate()} ${within < HALF_DAY ? 'first' : 'second'}`;
}
