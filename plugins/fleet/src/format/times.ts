import type { FleetT } from '../translation';
import { formatSpan, toWholeSpan } from './units';

/** Half a year: within it a month is of one year only. */
const YEAR_PLAIN_MS = 182 * 86_400_000;

/**
 * "2 h ago", "in 3 min", "just now". Small steps into the future are the clocks' difference and said as "just now".
 *
 * @param at - RFC 3339
 * @param now - milliseconds since the epoch
 */
export function formatRelative(t: FleetT, at: string, now: number): string {
  const seconds = (now - Date.parse(at)) / 1000;
  if (seconds < -60) {
    return t('common.inFuture', { span: formatSpan(t, toWholeSpan(-seconds)) });
  }
  if (seconds < 5) return t('common.justNow');
  return t('common.ago', { span: formatSpan(t, toWholeSpan(seconds)) });
}

/**
 * "Sat 21 Nov 2026 10:20:05 CET": the exact time, with the zone's name.
 *
 * @param at - RFC 3339
 * @param timeZone - IANA name; by default that of the page, which is a team's or the viewer's own
 */
export function formatExact(t: FleetT, at: string, timeZone?: string): string {
  return formatParts(t, at, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hour12: false,
    timeZoneName: 'short',
    timeZone,
  });
}

/** "21 Nov 10:20:05": for columns where the exact time is what one came for. */
export function formatClock(t: FleetT, at: string, timeZone?: string): string {
  return formatParts(t, at, {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hour12: false,
    timeZone,
  });
}

/**
 * "10:20": the time of a day that is told beside it.
 *
 * @param options.named - with the zone's name, "02:20 CET", where clocks show the same time twice
 */
export function formatTime(
  t: FleetT,
  at: string,
  options: { timeZone: string; named?: boolean },
): string {
  return formatParts(t, at, {
    hour: '2-digit',
    minute: '2-digit',
    hour12: false,
    timeZone: options.timeZone,
    timeZoneName: options.named ? 'short' : undefined,
  });
}

/** "21 Nov 10:20": a moment, where seconds do not matter. */
export function formatMoment(t: FleetT, at: string, timeZone?: string): string {
  return formatParts(t, at, {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hour12: false,
    timeZone,
  });
}

/**
 * "21 Nov 10:20", or "8 Jan 2024" for what is so long ago that the year is not plain.
 *
 * @param now - milliseconds since the epoch
 */
export function formatSince(t: FleetT, at: string, now: number): string {
  return now - Date.parse(at) < YEAR_PLAIN_MS
    ? formatMoment(t, at)
    : formatParts(t, at, { day: 'numeric', month: 'short', year: 'numeric' });
}

/** "21 Nov 2026": a day of the portal's calendar where the year matters, whatever the viewer's zone. */
export function formatDate(t: FleetT, day: string): string {
  return formatParts(t, `${day}T00:00:00Z`, {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    timeZone: 'UTC',
  });
}

/** "Nov 2026": the month that a day of the portal's calendar is in. */
export function formatMonth(t: FleetT, day: string): string {
  return formatParts(t, `${day}T00:00:00Z`, {
    month: 'short',
    year: 'numeric',
    timeZone: 'UTC',
  });
}

/** "21 Nov": a day of the portal's calendar, whatever the viewer's zone. */
export function formatDay(t: FleetT, day: string): string {
  return formatParts(t, `${day}T00:00:00Z`, {
    day: 'numeric',
    month: 'short',
    timeZone: 'UTC',
  });
}

function formatParts(
  t: FleetT,
  at: string,
  options: Intl.DateTimeFormatOptions,
): string {
  return new Intl.DateTimeFormat(t('common.locale'), {
    ...options,
    timeZone: options.timeZone ?? t.zones?.display,
  })
    .formatToParts(new Date(at))
    .map(part => part.value.replace(',', ''))
    .join('')
    .trim();
}
