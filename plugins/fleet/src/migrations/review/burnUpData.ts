import type { BurnUpPoint } from '@landfall/backstage-plugin-fleet-common';

const DAY = 86_400_000;

/** The least part of the chart's width that is kept for what is to come. */
const ROOM = 0.14;

/** One day as the chart draws it. A value is under `…Reconstructed` where it is no snapshot of its day; where the two meet it is under both. */
export interface ChartPoint {
  at: number;
  day: string;
  scope: number;
  migrated: number | null;
  migratedReconstructed: number | null;
  done: number | null;
  doneReconstructed: number | null;
  reconstructed: boolean;
}

/** The beginning of a day of the calendar, in milliseconds since the epoch. */
export function dayAt(day: string): number {
  return Date.parse(`${day}T00:00:00Z`);
}

/** Splits the lines into what was snapshot and what was reconstructed, without a gap between them. */
export function toChartPoints(points: BurnUpPoint[]): ChartPoint[] {
  return points.map((point, index) => {
    const meets =
      points[index - 1]?.reconstructed || points[index + 1]?.reconstructed;
    const asSnapshot = !point.reconstructed;
    const asReconstructed = point.reconstructed || Boolean(meets);
    return {
      at: dayAt(point.day),
      day: point.day,
      scope: point.scope,
      migrated: asSnapshot ? point.migrated : null,
      migratedReconstructed: asReconstructed ? point.migrated : null,
      done: asSnapshot ? point.done : null,
      doneReconstructed: asReconstructed ? point.done : null,
      reconstructed: point.reconstructed,
    };
  });
}

/** The last point of each week, newest first: the chart as numbers. */
export function lastOfWeeks(points: BurnUpPoint[]): BurnUpPoint[] {
  const weeks = new Map<number, BurnUpPoint>();
  for (const point of points) {
    // The epoch began on a Thursday; weeks begin on Monday.
    weeks.set(Math.floor((dayAt(point.day) / DAY + 3) / 7), point);
  }
  return [...weeks.values()].reverse();
}

/** From the first point to the last date that is marked, with room for what is to come after today. */
export function timeSpan(
  points: ChartPoint[],
  marks: { today: number; target: number },
): [number, number] {
  const from = Math.min(points[0]?.at ?? marks.today, marks.today - DAY);
  const past = marks.today - from;
  const least = marks.today + (past * ROOM) / (1 - ROOM);
  const target = marks.target + (marks.target - from) * 0.02;
  return [from, Math.max(least, target)];
}

/** The first days of months within a span, as many as fit. */
export function monthTicks([from, to]: [number, number], most = 9): number[] {
  const first = new Date(from);
  const months: number[] = [];
  for (let month = 1; months.at(-1) === undefined || months.at(-1)! < to; ) {
    months.push(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + month));
    month += 1;
  }
  const within = months.filter(at => at <= to);
  const step = Math.ceil(within.length / most);
  return within.filter((_, index) => index % step === 0);
}
