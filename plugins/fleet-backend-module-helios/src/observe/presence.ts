/**
 * What a target runs: one observation for as long as it exists, with a new version whenever its state changed.
 */
import { isDeepStrictEqual } from 'node:util';
import type {
  ObservationInput,
  ObservationOf,
  PresenceBody,
} from '@landfall/backstage-plugin-fleet-node';
import type { Look } from '../look/look';
import type { Job } from '../model/job';
import { placeKey } from './placeKey';
import type { Place, SeenTarget } from './targets';

/** Whether an instance is ready: its host is up, and its task runs. On a host that is down it still says so. */
export function isReady({ deployment, task }: Place, look: Look): boolean {
  return (
    look.hosts.get(deployment.host)?.up === true && task?.state === 'RUNNING'
  );
}

/** What an observation of a presence is made of. */
export interface PresenceOptions {
  target: SeenTarget;
  look: Look;
  before: ObservationOf<'presence'> | undefined;
  now: number;
  version: number;
  /** Whether the cluster was never looked at before, so that the target is older than we know. */
  first: boolean;
}

/** The state of a target; undefined when it is as it was. */
export function presenceObservation(
  options: PresenceOptions,
): ObservationInput | undefined {
  const { target, before, now, version, first } = options;
  const incarnation = before?.body.incarnation ?? String(version);
  const state = { ...stateOf(options), incarnation };
  if (before && sameState(before.body, state)) return undefined;
  const at = before?.at ?? (first ? oldest(target, now) : now);
  return {
    kind: 'presence',
    key: before?.key ?? `presence/${placeKey(target.ref)}/${incarnation}`,
    version,
    at,
    ended: false,
    endedAt: null,
    estimated: { at: before?.estimated.at ?? true, endedAt: false },
    backfilled: before?.backfilled ?? first,
    target: target.ref,
    body: { ...state, since: now },
  };
}

/** The end of a target that is gone. */
export function presenceEnd(
  before: ObservationOf<'presence'>,
  { now, version }: { now: number; version: number },
): ObservationInput {
  return {
    ...before,
    version,
    ended: true,
    endedAt: Math.max(now, before.at),
    estimated: { at: before.estimated.at, endedAt: true },
    body: { ...before.body, desired: 0, ready: 0 },
  };
}

function sameState(
  known: PresenceBody,
  state: Omit<PresenceBody, 'since'>,
): boolean {
  return isDeepStrictEqual(known, { ...state, since: known.since });
}

function stateOf({
  target,
  look,
}: PresenceOptions): Omit<PresenceBody, 'since' | 'incarnation'> {
  const { places, group } = target;
  const wanted = hostsOf(places.filter(({ deployment }) => deployment.start));
  // While a rolling update replaces a version, it is on its host not deployed at all.
  if (group?.status === 'ROLLING_OUT') {
    for (const host of group.hosts) wanted.add(host);
  }
  const ready = hostsOf(places.filter(place => isReady(place, look)));
  const job = servingJob(target, look);
  return {
    images: job ? [job.image] : [],
    desired: wanted.size,
    ready: ready.size,
    paused:
      places.length > 0 && places.every(({ deployment }) => !deployment.start),
    labels: job?.labels ?? {},
    annotations: {},
    containers: job ? [job.container] : [],
  };
}

function hostsOf(places: readonly Place[]): Set<string> {
  return new Set(places.map(({ deployment }) => deployment.host));
}

/** The version with the most ready instances: what serves, not what is wished for. Of equals what is wished for, then the newest. */
function servingJob(
  { places, group, jobs }: SeenTarget,
  look: Look,
): Job | undefined {
  const ready = new Map<Job, number>();
  for (const place of places) {
    const one = isReady(place, look) ? 1 : 0;
    ready.set(place.job, (ready.get(place.job) ?? 0) + one);
  }
  const candidates = ready.size > 0 ? [...ready.keys()] : jobs;
  const rank = (job: Job) => [
    ready.get(job) ?? 0,
    job === group?.job ? 1 : 0,
    job.createdAt ?? 0,
  ];
  return [...candidates].sort((a, b) => compare(rank(b), rank(a)))[0];
}

function compare(a: readonly number[], b: readonly number[]): number {
  return a.map((part, index) => part - b[index]).find(d => d !== 0) ?? 0;
}

function oldest({ places, jobs }: SeenTarget, now: number): number {
  const running = places.length > 0 ? places.map(({ job }) => job) : jobs;
  const created = running.flatMap(({ createdAt }) => createdAt ?? []);
  return Math.min(now, ...created);
}
