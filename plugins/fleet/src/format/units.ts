import type { FleetT } from '../translation';

const UNITS = [
  { name: 'second', seconds: 1 },
  { name: 'minute', seconds: 60 },
  { name: 'hour', seconds: 3600 },
  { name: 'day', seconds: 86_400 },
  { name: 'year', seconds: 365 * 86_400 },
] as const;

type UnitName = (typeof UNITS)[number]['name'];

/** A span in the one unit that suits it. */
export interface Span {
  value: number;
  unit: UnitName;
}

/**
 * The span in one unit with at most two significant digits: 90 → 1.5 minutes, 12 × 60 → 12 minutes, 3.4 days.
 *
 * @param seconds - not negative
 */
export function toSpan(seconds: number): Span {
  for (const [index, unit] of UNITS.entries()) {
    // What would be 60 of the smaller unit is one of this one, not 0.99.
    const least = index === 0 ? 0 : 1;
    const value = Math.max(least, twoDigits(seconds / unit.seconds));
    const next = UNITS[index + 1];
    // After rounding, so that 59.9 s is one minute and not 60 s.
    if (!next || value * unit.seconds < next.seconds) {
      return { value, unit: unit.name };
    }
  }
  throw new Error('unreachable: the last unit takes everything');
}

/** Like {@link toSpan}, rounded down to a whole number, years to a tenth: what has passed of it. */
export function toWholeSpan(seconds: number): Span {
  const unit =
    [...UNITS].reverse().find(one => seconds >= one.seconds) ?? UNITS[0];
  const parts = unit.name === 'year' ? 10 : 1;
  const value = Math.floor((seconds * parts) / unit.seconds) / parts;
  return { value, unit: unit.name };
}

/** Rounds to two significant digits; numbers from 100 on to whole ones. */
export function twoDigits(value: number): number {
  if (Math.abs(value) >= 100) return Math.round(value);
  return Number(value.toPrecision(2));
}

const SPAN_KEYS = {
  second: 'common.seconds',
  minute: 'common.minutes',
  hour: 'common.hours',
  day: 'common.days',
  year: 'common.years',
} as const;

/** "3.4 d", "12 min". */
export function formatDuration(t: FleetT, seconds: number): string {
  return formatSpan(t, toSpan(Math.max(0, seconds)));
}

/** A span with its unit, in the viewer's language. */
export function formatSpan(t: FleetT, span: Span): string {
  return t(SPAN_KEYS[span.unit], { value: formatNumber(t, span.value) });
}

/** A count or a rate with at most two significant digits after which nothing matters: "4.1", "0.71", "1,312". */
export function formatNumber(t: FleetT, value: number): string {
  const digits = Number.isInteger(value) ? value : twoDigits(value);
  return new Intl.NumberFormat(t('common.locale'), {
    maximumFractionDigits: 2,
  }).format(digits);
}

/** "64 %"; decimals only below 1 %. */
export function formatPercent(t: FleetT, share: number): string {
  return new Intl.NumberFormat(t('common.locale'), {
    style: 'percent',
    maximumFractionDigits: share > 0 && share < 0.01 ? 2 : 0,
  }).format(share);
}
