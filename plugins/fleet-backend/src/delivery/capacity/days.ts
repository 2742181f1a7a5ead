import type {
  Instant,
  WindowDays,
} from '@landfall/backstage-plugin-fleet-common';
import { dayIndex, type Calendar } from '../calendar';
import type { Hour } from './hours';

/** When the days of a window begin: today and those before. */
export function windowStart(
  calendar: Calendar,
  windowDays: WindowDays,
): Instant {
  return calendar.starts[calendar.starts.length - windowDays];
}

/** When the days of the window before begin. */
export function previousStart(
  calendar: Calendar,
  windowDays: WindowDays,
): Instant {
  return calendar.starts[calendar.starts.length - 2 * windowDays];
}

/** Hours by the day in which they begin, oldest first; days without any are left out. */
export function hoursByDay<Field extends string>(
  hours: readonly Hour<Field>[],
  calendar: Calendar,
): { day: string; hours: Hour<Field>[] }[] {
  const days = new Map<number, Hour<Field>[]>();
  for (const hour of hours) {
    const index = dayIndex(calendar, hour.at);
    const known = days.get(index);
    if (known) known.push(hour);
    else days.set(index, [hour]);
  }
  return [...days]
    .sort(([a], [b]) => a - b)
    .map(([index, ofDay]) => ({ day: calendar.days[index], hours: ofDay }));
}
