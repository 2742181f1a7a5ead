/**
 * Outages that clusters detected, after `definitions.md`: "a target not available … for ≥ **60 s**; gaps < 5 min are merged; zero replicas on
 * purpose, a paused target and a first rollout do not count" (what does not count is no outage to the source). They are a series of
 * their own, "never mixed silently with people's".
 */
import type { Instant } from '@landfall/backstage-plugin-fleet-common';
import { compareText } from './artefact';
import { INCIDENT_GAP_MS } from './incidents';
import type { OutageFact, ServiceIncident } from './types';

/** What is shorter is no outage. */
export const SHORTEST_OUTAGE_MS = 60_000;

/** Makes outages of production targets, given in any order, incidents of their own series, by when they began. */
export function detectedIncidents(
  outages: readonly OutageFact[],
  options: { now: Instant },
): ServiceIncident[] {
  const long = outages
    .filter(
      one =>
        one.at >= 0 &&
        (one.endedAt ?? options.now) - one.at >= SHORTEST_OUTAGE_MS,
    )
    .sort((a, b) => a.at - b.at || compareText(a.id, b.id));
  const newest = new Map<string, ServiceIncident & { reports: string[] }>();
  const incidents: ServiceIncident[] = [];
  for (const outage of long) {
    const last = newest.get(outage.target);
    if (last && touches(last, outage)) {
      last.reports.push(outage.id);
      last.resolvedAt =
        last.resolvedAt === null || outage.endedAt === null
          ? null
          : later(last.resolvedAt, outage.endedAt);
    } else {
      const begun = begin(outage);
      newest.set(outage.target, begun);
      incidents.push(begun);
    }
  }
  return incidents;
}

function touches(last: ServiceIncident, outage: OutageFact): boolean {
  return (
    last.resolvedAt === null || outage.at - last.resolvedAt < INCIDENT_GAP_MS
  );
}

function begin(outage: OutageFact): ServiceIncident & { reports: string[] } {
  return {
    id: outage.id,
    reports: [outage.id],
    series: 'detected',
    own: true,
    openedAt: outage.at,
    acknowledgedAt: null,
    resolvedAt: outage.endedAt,
    impactStartedAt: null,
    title: '',
    severity: null,
    link: outage.link,
  };
}

function later(a: Instant, b: Instant): Instant {
  return a > b ? a : b;
}
