import {
  redact,
  type ObservationInput,
} from '@landfall/backstage-plugin-fleet-node';
import type { Issue } from './payload';
import { CORRECTION, endAfter, issueKey, pageOf, type Place } from './place';

const SEVERITY =
  /^(?:(sev-?\d|p\d|s\d)|(?:severity|sev|priority|prio)\s*[:/=-]\s*(.{1,63}))$/i;
const CAUSED_BY = /\bcaused by:?\s+(?:commit\s+)?([0-9a-f]{7,40})\b/gi;

/** Whether an issue is an incident: no pull request, and with one of the labels. */
export function isIncident(issue: Issue, labels: readonly string[]): boolean {
  return (
    !issue.pull_request && issue.labels.some(label => isLabelOf(labels, label))
  );
}

/** Whether a label is one of those that are looked for. */
export function isLabelOf(labels: readonly string[], label: string): boolean {
  return labels.some(one => one.toLowerCase() === label.toLowerCase());
}

/** An issue that is an incident. A webhook tells as much of it as the API; one that is opened again corrects. */
export function incidentFact(place: Place, issue: Issue): ObservationInput {
  const ended = issue.state
    ? issue.state === 'closed'
    : typeof issue.closed_at === 'number';
  const { endedAt, estimated } = endAfter(
    issue.created_at,
    ended ? issue.closed_at ?? null : null,
  );
  const link = pageOf(place, `issues/${issue.number}`);
  return {
    kind: 'incident',
    key: issueKey(place, issue.number),
    origin: place.origin,
    version: Math.max(issue.updated_at, 0),
    at: issue.created_at,
    ended,
    endedAt,
    estimated: { at: false, endedAt: estimated },
    correction: CORRECTION,
    body: {
      title: redact(issue.title).slice(0, 256),
      severity: severityOf(issue.labels),
      acknowledgedAt: null,
      aliases: [link],
      causedBy: {
        commits: [
          ...new Set(
            [...(issue.body ?? '').slice(0, 65_536).matchAll(CAUSED_BY)].map(
              ([, commit]) => commit.toLowerCase(),
            ),
          ),
        ].slice(0, 16),
        versions: [],
      },
      link,
    },
  };
}

/** One that is no incident of this repository any more: deleted, transferred, or without its label. */
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

function severityOf(labels: readonly string[]): string | null {
  for (const label of labels) {
    const [, short, named] = SEVERITY.exec(label.trim()) ?? [];
    const severity = named ?? short;
    if (severity !== undefined) return severity.trim();
  }
  return null;
}
