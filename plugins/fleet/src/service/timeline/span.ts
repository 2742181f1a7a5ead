import {
  DAY_MS,
  MAX_TIMELINE_DAYS,
} from '@landfall/backstage-plugin-fleet-common';

/** A span of time, in milliseconds since the epoch. */
export interface Span {
  from: number;
  to: number;
}

/** Clusters cut times to the second: below this there is nothing more to see. */
const SHORTEST_MS = 10 * 60_000;
const LONGEST_MS = MAX_TIMELINE_DAYS * DAY_MS;

/** Where a moment lies within a span: 0 is its beginning, 1 its end. */
export function placeOf(at: number, { from, to }: Span): number {
  return (at - from) / (to - from);
}

/** The moment that lies at a place of a span. */
export function momentAt(place: number, { from, to }: Span): number {
  return from + place * (to - from);
}

/** The part of a span that lies within another, as places of that; undefined where none does. */
export function partOf(
  part: Span,
  whole: Span,
): { start: number; width: number } | undefined {
  const start = Math.max(0, placeOf(part.from, whole));
  const end = Math.min(1, placeOf(part.to, whole));
  return end > start ? { start, width: end - start } : undefined;
}

/**
 * A span that is longer or shorter.
 *
 * @param options.factor - above 1 it shows more
 * @param options.around - the place that stays where it is
 * @param options.now - nobody knows what comes after
 */
export function zoomed(
  span: Span,
  options: { factor: number; around?: number; now: number },
): Span {
  const { factor, around = 0.5, now } = options;
  const length = clampLength((span.to - span.from) * factor);
  const from = momentAt(around, span) - around * length;
  return keepPast({ from, to: from + length }, now);
}

/** A span moved by a part of its length; above 0 is later. */
export function moved(span: Span, options: { by: number; now: number }): Span {
  const shift = (span.to - span.from) * options.by;
  return keepPast(
    { from: span.from + shift, to: span.to + shift },
    options.now,
  );
}

/** What somebody chose with a brush, from whichever side, as a span that can be shown. */
export function chosen(
  places: readonly [number, number],
  options: { span: Span; now: number },
): Span {
  const [first, last] = [...places].sort((a, b) => a - b);
  const from = momentAt(Math.max(0, first), options.span);
  const to = momentAt(Math.min(1, last), options.span);
  const length = clampLength(to - from);
  const middle = (from + to) / 2;
  return keepPast(
    { from: middle - length / 2, to: middle + length / 2 },
    options.now,
  );
}

function clampLength(length: number): number {
  return Math.min(LONGEST_MS, Math.max(SHORTEST_MS, length));
}

function keepPast({ from, to }: Span, now: number): Span {
  const ahead = Math.max(0, to - now);
  return { from: from - ahead, to: to - ahead };
}
