/**
 * Whose history is to be read: of jobs whose state changed, of those that a rollout or something done by hand waits for, and, a few at a time, of those that were never accounted for.
 */
import {
  targetKey,
  type TargetRef,
} from '@landfall/backstage-plugin-fleet-node';
import type { Look } from '../look/look';
import type { Cursor, OpenObservations } from './memory';
import type { Histories } from './rollouts/subject';
import type { SeenTarget } from './targets';

/** In one look. What is more waits for the next. */
const MOST_CHANGED = 500;
const MOST_BASELINE = 300;
const MOST_VERSIONS = 20;

/** What {@link wantedHistories} looks at. */
export interface HistoriesOptions {
  look: Look;
  cursor: Cursor;
  open: OpenObservations;
  targets: ReadonlyMap<string, SeenTarget>;
}

/** Short ids of the jobs whose history is to be read now. */
export function wantedHistories(options: HistoriesOptions): Set<string> {
  const { look, cursor, open, targets } = options;
  const wanted = new Set<string>();
  for (const rollout of open.rollouts.values()) {
    const { job } = rollout.body.facts;
    if (look.jobs.has(job)) wanted.add(job);
  }
  for (const { id } of cursor.untold) {
    if (look.jobs.has(id)) wanted.add(id);
  }
  for (const id of changedJobs(options)) {
    if (wanted.size >= MOST_CHANGED) break;
    wanted.add(id);
  }
  const most = wanted.size + MOST_BASELINE;
  for (const { key, jobs } of targets.values()) {
    if (typeof cursor.targets[key]?.accounted === 'number') continue;
    // All of a target's, or none: they only tell together. But a first one always has its turn.
    const full = wanted.size + jobs.length > most;
    if (full && wanted.size > most - MOST_BASELINE) break;
    for (const { id } of jobs) wanted.add(id);
  }
  return wanted;
}

/** Jobs that are in another state than at the last look; none before the first. */
function changedJobs({ look, cursor, targets }: HistoriesOptions): string[] {
  const accounted = new Set<string>();
  for (const { key, jobs } of targets.values()) {
    if (typeof cursor.targets[key]?.accounted !== 'number') continue;
    for (const { id } of jobs) accounted.add(id);
  }
  return [...look.statuses].flatMap(([id, { signature }]) =>
    accounted.has(id) && cursor.jobs[id] !== signature ? [id] : [],
  );
}

/**
 * Further histories that those that were read ask for: where a version was taken away and came back between two looks, or was not yet anywhere at the last one, another may
 * have been there meanwhile.
 */
export function furtherHistories(
  { cursor, open, targets }: HistoriesOptions,
  histories: Histories,
): Set<string> {
  const further = new Set<string>();
  for (const { key, jobs } of targets.values()) {
    const accounted = cursor.targets[key]?.accounted ?? null;
    if (accounted === null) continue;
    const news = jobs.flatMap(({ id }) => histories.get(id) ?? []);
    const cameBack = news.some(({ end }) => (end ?? 0) > accounted);
    const wasNowhere =
      open.rollouts.get(key)?.estimated.at === true &&
      news.some(({ start }) => (start ?? 0) > accounted);
    if (!cameBack && !wasNowhere) continue;
    for (const { id } of jobs.slice(0, MOST_VERSIONS)) {
      if (!histories.has(id)) further.add(id);
    }
  }
  return further;
}

/** The targets that were there before, by key. */
export function knownTargets(open: OpenObservations): Map<string, TargetRef> {
  const known = new Map<string, TargetRef>();
  for (const { target } of open.presences.values()) {
    known.set(targetKey(target), target);
  }
  return known;
}
