import type { ObservationInput } from '../observations/observation';

const SEVERITY =
  /^(?:(sev-?\d|p\d|s\d)|(?:severity|sev|priority|prio)\s*[:/=-]+\s*(.{1,63}))$/i;
const CAUSED_BY = /\bcaused by:?\s+(?:commit\s+)?([0-9a-f]{7,40})\b/gi;
const LONGEST_TEXT = 65_536;

/** The severity that a label names, such as `sev-1`, `P2` or `severity: high`; of the first label that does. @public */
export function severityOfLabels(labels: readonly string[]): string | null {
  for (const label of labels) {
    const [, short, named] = SEVERITY.exec(label.trim()) ?? [];
    const severity = named ?? short;
    if (severity !== undefined) return severity.trim();
  }
  return null;
}

/** The commits that a text says have caused it: `Caused by <commit>`. @public */
export function causesIn(text: string): string[] {
  const found = [...text.slice(0, LONGEST_TEXT).matchAll(CAUSED_BY)];
  return [...new Set(found.map(([, commit]) => commit.toLowerCase()))].slice(
    0,
    16,
  );
}

/** The end of what is no incident of its repository any more: deleted, transferred, or without its label. @public */
export function goneIncidentFact(
  known: Extract<ObservationInput, { kind: 'incident' }>,
  now: number,
): ObservationInput {
  return {
    ...known,
    version: Math.max(now, known.version),
    ended: true,
    endedAt: null,
    correction: 'It is no incident of this repository any more',
  };
}
