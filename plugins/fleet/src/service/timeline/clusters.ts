import type {
  Outcome,
  TimelineMark,
} from '@landfall/backstage-plugin-fleet-common';
import { placeOf, type Span } from './span';

/** Marks that would lie over each other: one or several, oldest first. */
export interface MarkCluster {
  /** Between 0 and 1, of the span that is shown. */
  place: number;
  marks: TimelineMark[];
}

/** Worst first: what somebody has to see, whatever lies beside it. */
const WORST: readonly Outcome[] = [
  'failed',
  'in_progress',
  'unknown',
  'superseded',
  'succeeded',
];

/**
 * Puts marks together that are nearer than can be told apart.
 *
 * @param marks - oldest first
 * @param options.nearest - the part of the span that one mark takes
 */
export function clusterMarks(
  marks: readonly TimelineMark[],
  options: { span: Span; nearest: number },
): MarkCluster[] {
  const { span, nearest } = options;
  const clusters: { first: number; last: number; marks: TimelineMark[] }[] = [];
  for (const mark of marks) {
    const place = placeOf(Date.parse(mark.startedAt), span);
    if (place < 0 || place > 1) continue;
    const open = clusters.at(-1);
    // A number takes twice the room of a sign.
    const room = open && open.marks.length > 1 ? 1.5 * nearest : nearest;
    if (open && place - (open.first + open.last) / 2 < room) {
      open.marks.push(mark);
      open.last = place;
    } else {
      clusters.push({ first: place, last: place, marks: [mark] });
    }
  }
  return clusters.map(({ first, last, marks: own }) => ({
    place: (first + last) / 2,
    marks: own,
  }));
}

/** The outcome among several that somebody has to see first. */
export function worstOutcome(marks: readonly TimelineMark[]): Outcome {
  const outcomes = new Set(marks.map(({ outcome }) => outcome));
  return WORST.find(one => outcomes.has(one)) ?? 'unknown';
}
