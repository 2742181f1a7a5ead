import type { MigrationReview } from '@landfall/backstage-plugin-fleet-common';
import { dayAt } from './burnUpData';

type Wave = MigrationReview['waves'][number];
const DAY = 86_400_000;

/** A bar on the axis, in parts of its length. */
export interface Bar {
  start: number;
  length: number;
}

/** The one axis of all waves. */
export interface WaveAxis {
  /** Where a moment is, 0 to 1. */
  at: (moment: number) => number;
  span: [number, number];
}

/** From the first day that is planned, actual or the migration's start to the last one, today included. */
export function waveAxis(
  waves: Wave[],
  { start, target, today }: { start: string; target: string; today: number },
): WaveAxis {
  const days = waves
    .flatMap(wave => [
      wave.plannedStart,
      wave.plannedEnd,
      wave.actualStart,
      wave.actualEnd,
    ])
    .flatMap(day => (day === null ? [] : [dayAt(day)]));
  const all = [...days, dayAt(start), dayAt(target) + DAY, today];
  const from = Math.min(...all);
  const to = Math.max(...all, from + DAY);
  return {
    span: [from, to],
    at: moment => Math.min(1, Math.max(0, (moment - from) / (to - from))),
  };
}

/** The plan as a bar; to the end of the axis where no end is planned. Null without a date. */
export function plannedBar(axis: WaveAxis, wave: Wave): Bar | null {
  const { plannedStart, plannedEnd } = wave;
  if (plannedStart === null && plannedEnd === null) return null;
  return bar(
    axis,
    plannedStart === null ? axis.span[0] : dayAt(plannedStart),
    plannedEnd === null ? axis.span[1] : dayAt(plannedEnd) + DAY,
  );
}

/** What happened as a bar, until today where it goes on. Null before it began. */
export function actualBar(
  axis: WaveAxis,
  wave: Wave,
  today: number,
): Bar | null {
  if (wave.actualStart === null) return null;
  return bar(
    axis,
    dayAt(wave.actualStart),
    wave.actualEnd === null ? today : dayAt(wave.actualEnd) + DAY,
  );
}

function bar(axis: WaveAxis, from: number, to: number): Bar {
  const start = axis.at(from);
  return { start, length: Math.max(0, axis.at(to) - start) };
}
