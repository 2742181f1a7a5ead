/**
 * Outages that clusters detected, after `definitions.md`: "a target not available … for ≥ **60 s**; gaps < 5 min are merged; zero replicas on
 * purpose, a paused target and a first rollout do not count" (what does not count is no outage to the source). They are a series of
 * their own, "never mixed silently with people's".
 *
 * What is merged is one, and is measured as one: a target that comes and goes is not available for all of the spans together, however short each
 * is. The gaps between do not count for the 60 s, so that two hiccups four minutes apart are no outage.
 */
import { instant, type Instant } from '@landfall/backstage-plugin-fleet-common';
import { compareText } from './artefact';
import { INCIDENT_GAP_MS } from './incidents';
import type { OutageFact, ServiceIncident } from './types';

/** What is shorter, in all, is no outage. */
export const SHORTEST_OUTAGE_MS = 60_000;

/** Makes outages of production targets, given in any order, incidents of their own series, by when they began. */
export function detectedIncidents(
  outages: readonly OutageFact[],
  options: { now: Instant },
): ServiceIncident[] {
  return mergedOutages(outages, options)
    .filter(({ lastedMs }) => lastedMs >= SHORTEST_OUTAGE_MS)
    .map(({ incident }) => incident);
}

/** When the first of the outages that go on has lasted long enough to be one; null where none will. */
export function nextDetected(
  outages: readonly OutageFact[],
  options: { now: Instant },
): Instant | null {
  const due = mergedOutages(outages, options)
    .filter(
      ({ incident, lastedMs }) =>
        incident.resolvedAt === null && lastedMs < SHORTEST_OUTAGE_MS,
    )
    .map(({ lastedMs }) => options.now + SHORTEST_OUTAGE_MS - lastedMs);
  return due.length === 0 ? null : instant(Math.min(...due));
}

function mergedOutages(
  outages: readonly OutageFact[],
  { now }: { now: Instant },
): Merged[] {
  const inOrder = outages
    .filter(one => one.at >= 0 && (one.endedAt ?? now) >= one.at)
    .sort((a, b) => a.at - b.at || compareText(a.id, b.id));
  const newest = new Map<string, Merged>();
  const merged: Merged[] = [];
  for (const outage of inOrder) {
    const end = outage.endedAt ?? now;
    const last = newest.get(outage.target);
    if (last && touches(last, outage)) {
      const { incident } = last;
      incident.reports.push(outage.id);
      last.lastedMs += Math.max(0, end - Math.max(outage.at, last.until));
      last.until = later(last.until, end);
      incident.resolvedAt =
        incident.resolvedAt === null || outage.endedAt === null
          ? null
          : later(incident.resolvedAt, outage.endedAt);
    } else {
      const begun: Merged = {
        incident: begin(outage),
        until: end,
        lastedMs: end - outage.at,
      };
      newest.set(outage.target, begun);
      merged.push(begun);
    }
  }
  return merged;
}

interface Merged {
  incident: ServiceIncident & { reports: string[] };
  until: Instant;
  /** For how long the target was not available, gaps left out, overlaps counted once; ms. */
  lastedMs: number;
}

function touches({ incident }: Merged, outage: OutageFact): boolean {
  const { resolvedAt } = incident;
  return resolvedAt === null || outage.at - resolvedAt < INCIDENT_GAP_MS;
}

function begin(outage: OutageFact): Merged['incident'] {
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
