import { endOfDayIn } from '../../format/calendar';

const DAY = 86_400_000;

/**
 * When a week of the portal's calendar begins and ends, as the API and addresses write it.
 *
 * @param weekStart - its Monday
 */
export function weekSpan(
  weekStart: string,
  timeZone: string,
): { from: string; to: string } {
  return {
    from: startOf(weekStart, timeZone),
    to: startOf(shifted(weekStart, 7), timeZone),
  };
}

/** When a day of the portal's calendar begins and ends. */
export function daySpan(
  day: string,
  timeZone: string,
): { from: string; to: string } {
  return {
    from: startOf(day, timeZone),
    to: startOf(shifted(day, 1), timeZone),
  };
}

function startOf(day: string, timeZone: string): string {
  const before = Date.parse(endOfDayIn(timeZone, shifted(day, -1)));
  return new Date(before + 1).toISOString();
}

function shifted(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY)
    .toISOString()
    .slice(0, 10);
}
