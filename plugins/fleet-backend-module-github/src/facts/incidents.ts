import {
  redact,
  type ObservationInput,
} from '@landfall/backstage-plugin-fleet-node';
import {
  causesIn,
  endAfter,
  severityOfLabels,
} from '@landfall/backstage-plugin-fleet-node/codeHosts';
import type { Issue } from './payload';
import { CORRECTION, issueKey, pageOf, type Place } from './place';

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
      severity: severityOfLabels(issue.labels),
      acknowledgedAt: null,
      aliases: [link],
      causedBy: {
        commits: causesIn(issue.body ?? ''),
        versions: [],
      },
      link,
    },
  };
}
