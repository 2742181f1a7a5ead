/**
 * Incidents of a service, each once: one that was merged into another, and reports of two tools of the same one, are made one. Two reports are
 * of the same one where the tools say so by a name that both know (an alert's fingerprint, a key, a link), and their times touch: the
 * same alert fires again another day.
 */
import type { Instant } from '@landfall/backstage-plugin-fleet-common';
import { compareText } from './artefact';
import { Groups } from './groups';
import type { IncidentFact, QualityFinding, ServiceIncident } from './types';

/** How far apart two reports of one incident may lie: "gaps < 5 min are merged". */
export const INCIDENT_GAP_MS = 5 * 60_000;

/** An incident, with what ties it to deployments and fixes. */
export interface JoinedIncident extends ServiceIncident {
  /** Keys, aliases and links, by which a fix may name it. */
  names: readonly string[];
  causedBy: IncidentFact['causedBy'];
}

/** Makes reports, given in any order, incidents: by when they were opened. What cannot be true is left out and listed. */
export function joinIncidents(
  facts: readonly IncidentFact[],
  options: { now: Instant },
): { incidents: JoinedIncident[]; quality: QualityFinding[] } {
  const quality = facts.flatMap(fact => {
    const kind = wrong(fact, options.now);
    // What is wrong with those of other services is said where they belong.
    return kind === null || !fact.own
      ? []
      : [{ kind, what: fact.id, detail: {}, improves: 1 }];
  });
  const sound = facts
    .filter(fact => wrong(fact, options.now) === null)
    .sort((a, b) => a.openedAt - b.openedAt || compareText(a.id, b.id));
  const groups = new Groups(sound.length);
  joinMerged(sound, groups);
  joinNamed(sound, groups);
  return {
    incidents: groups
      .members()
      .map(members => oneOf(members.map(i => sound[i]))),
    quality: quality.sort((a, b) => compareText(a.what, b.what)),
  };
}

function wrong(
  fact: IncidentFact,
  now: Instant,
): QualityFinding['kind'] | null {
  if (fact.openedAt < 0) {
    return 'time_before_the_epoch';
  }
  if (fact.openedAt > now) {
    return 'time_in_the_future';
  }
  return fact.resolvedAt !== null && fact.resolvedAt < fact.openedAt
    ? 'incident_ends_before_it_begins'
    : null;
}

function joinMerged(facts: readonly IncidentFact[], groups: Groups) {
  const byKey = new Map(
    facts.map((fact, i) => [JSON.stringify([fact.teller, fact.key]), i]),
  );
  facts.forEach((fact, i) => {
    const into =
      fact.mergedInto === null
        ? undefined
        : byKey.get(JSON.stringify([fact.teller, fact.mergedInto]));
    if (into !== undefined) {
      groups.join(i, into);
    }
  });
}

/** Facts come by their start, so that those of one name whose times touch follow each other. */
function joinNamed(facts: readonly IncidentFact[], groups: Groups) {
  const aliases = new Set(facts.flatMap(fact => fact.aliases));
  const reached = new Map<string, { index: number; until: number }>();
  facts.forEach((fact, i) => {
    const until = fact.resolvedAt ?? Infinity;
    for (const name of namesOf(fact)) {
      // Keys are only names within one tool, unless another one knows them as an alias.
      if (aliases.has(name)) {
        const last = reached.get(name);
        const touches =
          last !== undefined && fact.openedAt < last.until + INCIDENT_GAP_MS;
        if (touches) {
          groups.join(i, last.index);
        }
        reached.set(name, {
          index: i,
          until: touches ? Math.max(last.until, until) : until,
        });
      }
    }
  });
}

function namesOf(fact: IncidentFact): string[] {
  const link = fact.link === null ? [] : [fact.link];
  return [...new Set([fact.key, ...link, ...fact.aliases])];
}

function oneOf(reports: readonly IncidentFact[]): JoinedIncident {
  const merged = reports.filter(one => one.mergedInto === null);
  // What was merged into another one ends with that, where it is known.
  const ending = merged.length > 0 ? merged : reports;
  // What it is called is said by a report of the service's own, where there is one.
  const first = ending.find(one => one.own) ?? ending[0];
  const isOpen = ending.some(one => one.resolvedAt === null);
  return {
    id: first.id,
    reports: reports.map(one => one.id),
    series: 'reported',
    openedAt: reports[0].openedAt,
    acknowledgedAt: earliest(reports.map(one => one.acknowledgedAt)),
    resolvedAt: isOpen ? null : latest(ending.map(one => one.resolvedAt)),
    impactStartedAt: earliest(reports.map(one => one.impactStartedAt)),
    title: first.title,
    severity: first.severity,
    link: first.link,
    own: reports.some(one => one.own),
    names: [...new Set(reports.flatMap(namesOf))],
    causedBy: {
      commits: [...new Set(reports.flatMap(one => one.causedBy.commits))],
      versions: [...new Set(reports.flatMap(one => one.causedBy.versions))],
    },
  };
}

function earliest(instants: readonly (Instant | null)[]): Instant | null {
  return instants.reduce<Instant | null>(
    (least, at) => (at !== null && (least === null || at < least) ? at : least),
    null,
  );
}

function latest(instants: readonly (Instant | null)[]): Instant | null {
  return instants.reduce<Instant | null>(
    (most, at) => (at !== null && (most === null || at > most) ? at : most),
    null,
  );
}
