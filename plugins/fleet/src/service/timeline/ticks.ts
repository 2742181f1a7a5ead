/**
 * Where an axis of time has ticks: at whole hours, days, weeks or months of a zone's calendar. Libraries for scales know the zone of the browser and
 * UTC only.
 */
import { dayIn, endOfDayIn, minuteIn } from '../../format/calendar';
import type { Span } from './span';

/** A tick, and what its label tells. */
export interface Tick {
  at: number;
  /** `again`: a time that clocks have shown before on that day, because they were put back. */
  label: 'time' | 'again' | 'day' | 'month' | 'year';
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Steps within a day, in minutes; all of them divide it. */
const MINUTES = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720];
/** Steps in months; all of them divide a year or are whole ones. */
const MONTHS = [1, 2, 3, 6, 12];

/**
 * The ticks of a span, oldest first.
 *
 * @param options.most - about how many there is room for
 */
export function ticksOf(
  span: Span,
  options: { timeZone: string; most: number },
): Tick[] {
  const { timeZone, most } = options;
  const wanted = (span.to - span.from) / Math.max(1, most);
  const minutes = MINUTES.find(one => one * 60_000 >= wanted);
  if (minutes !== undefined) return timeTicks(span, timeZone, minutes);
  if (wanted <= DAY) return dayTicks(span, timeZone, () => true);
  if (wanted <= 2 * DAY) {
    return dayTicks(span, timeZone, day => dayNumber(day) % 2 === 0);
  }
  if (wanted <= 7 * DAY) return dayTicks(span, timeZone, isMonday);
  if (wanted <= 14 * DAY) {
    return dayTicks(
      span,
      timeZone,
      day => isMonday(day) && Math.round(dayNumber(day) / 7) % 2 === 0,
    );
  }
  const months =
    MONTHS.find(one => one * 30.5 * DAY >= wanted) ?? MONTHS[MONTHS.length - 1];
  return monthTicks(span, timeZone, months);
}

/** At what clocks show, which are put forward and back by half an hour or an hour: so it is asked at least that often what they show. */
function timeTicks(span: Span, timeZone: string, minutes: number): Tick[] {
  const step = Math.min(minutes, 30) * 60_000;
  return daysOf(span, timeZone).flatMap(day => {
    const start = startOf(day, timeZone);
    const end = Math.min(startOf(after(day), timeZone), span.to + 1);
    const ticks: Tick[] = [];
    let latest = -1;
    for (let at = start; at < end; at += step) {
      const minute = minuteIn(timeZone, at);
      const isAgain = minute <= latest;
      // Of long steps the second one of the same time would stand nearly where the first one does.
      if (minute % minutes === 0 && !(isAgain && minutes > 60)) {
        ticks.push({ at, label: labelOf(at, { start, isAgain }) });
      }
      latest = Math.max(latest, minute);
    }
    return ticks.filter(tick => within(span, tick));
  });
}

function labelOf(
  at: number,
  { start, isAgain }: { start: number; isAgain: boolean },
): Tick['label'] {
  if (at === start) return 'day';
  return isAgain ? 'again' : 'time';
}

function dayTicks(
  span: Span,
  timeZone: string,
  isWanted: (day: string) => boolean,
): Tick[] {
  return daysOf(span, timeZone)
    .filter(isWanted)
    .map((day): Tick => ({ at: startOf(day, timeZone), label: 'day' }))
    .filter(tick => within(span, tick));
}

function monthTicks(span: Span, timeZone: string, months: number): Tick[] {
  return daysOf(span, timeZone)
    .filter(
      day =>
        day.endsWith('-01') && (Number(day.slice(5, 7)) - 1) % months === 0,
    )
    .map(
      (day): Tick => ({
        at: startOf(day, timeZone),
        label: day.endsWith('-01-01') ? 'year' : 'month',
      }),
    )
    .filter(tick => within(span, tick));
}

/** The days of a zone's calendar that a span touches. */
function daysOf({ from, to }: Span, timeZone: string): string[] {
  const last = dayIn(timeZone, to);
  const days: string[] = [];
  for (let day = dayIn(timeZone, from); day <= last; day = after(day)) {
    days.push(day);
  }
  return days;
}

/** When a day begins: right after the one before. */
function startOf(day: string, timeZone: string): number {
  return Date.parse(endOfDayIn(timeZone, shifted(day, -1))) + 1;
}

function after(day: string): string {
  return shifted(day, 1);
}

function shifted(day: string, by: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + by * DAY)
    .toISOString()
    .slice(0, 10);
}

function within({ from, to }: Span, { at }: Tick): boolean {
  return from <= at && at <= to;
}

/** Days since the Monday before the epoch. */
function dayNumber(day: string): number {
  return Math.round(Date.parse(`${day}T00:00:00Z`) / DAY) + 3;
}

function isMonday(day: string): boolean {
  return dayNumber(day) % 7 === 0;
}
