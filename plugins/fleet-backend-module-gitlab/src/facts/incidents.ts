import {
  redact,
  type ObservationInput,
  type ObservationOf,
} from '@landfall/backstage-plugin-fleet-node';
import {
  causesIn,
  endAfter,
  severityOfLabels,
} from '@landfall/backstage-plugin-fleet-node/codeHosts';
import type { Issue } from './payload';
import { CORRECTION, issueKey, pageOf, versionAt, type Place } from './place';

/** Whether an issue is an incident: by its type, or by one of the labels. */
export function isIncident(issue: Issue, labels: readonly string[]): boolean {
  const type = issue.issue_type ?? issue.type;
  return (
    (type ? type.toLowerCase() === 'incident' : !!issue.escalation_status) ||
    issue.labels.some(label => isLabelOf(labels, label))
  );
}

/** Whether a label is one of those that are looked for. */
export function isLabelOf(labels: readonly string[], label: string): boolean {
  return labels.some(one => one.toLowerCase() === label.toLowerCase());
}

/** As the API tells it; one that is opened again corrects. */
export function incidentFact(place: Place, issue: Issue): ObservationInput {
  return {
    ...factOf(place, issue, issue.closed_at ?? null),
    version: versionAt(issue.updated_at, 'api'),
  };
}

/** As a webhook tells it. When it was closed, some leave out. */
export function toldIncident(
  place: Place,
  issue: Issue,
  told: {
    /** What happened to it. */
    action: string | undefined;
    known: ObservationOf<'incident'> | undefined;
  },
): Extract<ObservationInput, { kind: 'incident' }> {
  const closedNow = told.action === 'close' ? issue.updated_at : undefined;
  const closedAt = issue.closed_at ?? closedNow ?? told.known?.endedAt ?? null;
  const fact = factOf(place, issue, closedAt);
  return {
    ...fact,
    version: versionAt(issue.updated_at, 'webhook'),
    estimated: { at: true, endedAt: fact.endedAt !== null },
  };
}

function factOf(
  place: Place,
  issue: Issue,
  closedAt: number | null,
): Omit<Extract<ObservationInput, { kind: 'incident' }>, 'version'> {
  const ended = issue.state === 'closed';
  // One that was moved elsewhere is closed, and goes on there.
  const isResolved = ended && typeof issue.moved_to_id !== 'number';
  const { endedAt, estimated } = endAfter(
    issue.created_at,
    isResolved ? closedAt : null,
  );
  const link = pageOf(place, `issues/${issue.iid}`);
  return {
    kind: 'incident',
    key: issueKey(place, issue.iid),
    origin: place.origin,
    at: issue.created_at,
    ended,
    endedAt,
    estimated: { at: false, endedAt: estimated },
    correction: CORRECTION,
    body: {
      title: redact(issue.title).slice(0, 256),
      severity: severityOf(issue),
      acknowledgedAt: null,
      aliases: [link],
      causedBy: { commits: causesIn(issue.description ?? ''), versions: [] },
      link,
    },
  };
}

function severityOf({ severity, labels }: Issue): string | null {
  const own = severity?.toLowerCase();
  return own && own !== 'unknown' ? own.slice(0, 63) : severityOfLabels(labels);
}
