import { createHash } from 'node:crypto';
import { DAY_MS } from '@landfall/backstage-plugin-fleet-common';
import {
  targetKey,
  type ContainerFacts,
  type ContainerImage,
  type ObservationInput,
} from '@landfall/backstage-plugin-fleet-node';
import { CLUSTERS } from '../company/places';
import type { DemoWorkload, WorkloadLife } from '../company/types';
import { disruptionsOf } from './disruptions';
import { desiredAt, handScaleOf, outageAt, outageOf } from './instances';
import { bornAt, type DemoRollout } from './rollouts';

/** What services of the made-up company speak with each other unless they speak gRPC. */
const IN_HOUSE_RPC = 'hermes';

/** What an observer of the made-up company needs to know. */
export interface Observer {
  seed: string;
  /** Keyed fingerprint of a text. */
  fingerprint(text: string): string;
}

type Reported<K extends ObservationInput['kind']> = Extract<
  ObservationInput,
  { kind: K }
>;

/** A rollout as it looks at an instant; undefined before it starts. The same instant always gives the same. */
export function observeRollout(
  observer: Observer,
  rollout: DemoRollout,
  now: number,
): Reported<'rollout'> | undefined {
  const { startsAt, overdueAt, crashLoopingAt, end, workload } = rollout;
  const changes = [startsAt, overdueAt, crashLoopingAt, end?.at].filter(
    (at): at is number => at !== undefined && at <= now,
  );
  if (startsAt > now) return undefined;
  const ended = end !== undefined && end.at <= now;
  const had = (at: number | undefined) =>
    at !== undefined && at <= now && (!end || at < end.at) ? at : null;
  const overdueSince = had(overdueAt);
  const crashLoopingSince = had(crashLoopingAt);
  const inTrouble =
    overdueSince !== null ||
    crashLoopingSince !== null ||
    (ended && end.outcome === 'failed');
  const unseen = inGap(workload, startsAt);
  const outcome = ended ? end.outcome : 'in_progress';
  const known = !unseen || outcome === 'succeeded';
  const incarnation = incarnationOf(observer.seed, workload);
  return {
    kind: 'rollout',
    key: `rollout:${incarnation}:${rollout.revision}`,
    version: Math.max(...changes),
    at: startsAt,
    ended,
    // What the cluster no longer told afterwards is not known.
    endedAt: known && ended ? end.at : null,
    estimated: { at: unseen, endedAt: unseen && ended },
    backfilled: unseen,
    target: workload.target,
    body: {
      images: imagesOf(rollout),
      configuration: observer.fingerprint(
        `${workload.owner.name} ${rollout.configuration}`,
      ),
      outcome: known || !ended ? outcome : 'unknown',
      overdueSince,
      crashLoopingSince,
      reason: inTrouble ? rollout.trouble : '',
      revision: rollout.revision,
      incarnation,
      facts: factsOf(rollout, incarnation),
    },
  };
}

/**
 * What a workload runs at an instant, or ran last before it was removed; undefined before it is there. `rollouts` are its own, oldest first.
 *
 * @param options.calm - without outages and what else passes within hours.
 */
export function observePresence(
  observer: Observer,
  workload: DemoWorkload,
  rollouts: readonly DemoRollout[],
  options: { now: number; calm?: boolean },
): Reported<'presence'> | undefined {
  const { seed } = observer;
  const { calm = false } = options;
  const birth = bornAt(seed, workload);
  if (options.now < birth) return undefined;
  const removedAt = workload.life?.removedAt ?? Infinity;
  const ended = options.now >= removedAt;
  const now = ended ? removedAt : options.now;
  const newest = rollouts.findLast(one => one.startsAt <= now) ?? rollouts[0];
  // As in a real cluster the old instances serve until the new ones do.
  const serving =
    rollouts.findLast(
      ({ end }) => end?.outcome === 'succeeded' && end.at <= now,
    ) ?? newest;
  const phase = phaseAt(workload, now);
  const ordinary = calm
    ? { value: workload.replicas, since: phase.since }
    : desiredAt(seed, workload, now);
  const desired = phase.asleep ? { value: 0, since: phase.since } : ordinary;
  const outage =
    calm || phase.asleep ? undefined : outageAt(seed, workload, now);
  const yesterday = Math.floor(now / DAY_MS) - 1;
  const overSince = [yesterday, yesterday + 1].flatMap(day => {
    const past = outageOf(seed, workload, day);
    return past && past.to <= now ? [past.to] : [];
  });
  const troubleSince = [newest.crashLoopingAt, newest.overdueAt].filter(
    (at): at is number =>
      !calm &&
      at !== undefined &&
      at <= now &&
      !(newest.end && newest.end.at <= now),
  );
  const since = Math.max(
    birth,
    newest.startsAt <= now ? newest.startsAt : 0,
    newest.end && newest.end.at <= now ? newest.end.at : 0,
    desired.since,
    phase.since,
    outage?.from ?? 0,
    ...(calm ? [] : overSince),
    ...troubleSince,
  );
  const incarnation = incarnationOf(observer.seed, workload);
  return {
    kind: 'presence',
    key: `presence:${incarnation}`,
    // Like a resource version: what is seen later counts.
    version: Math.round(now),
    at: birth,
    ended,
    endedAt: ended ? Math.round(removedAt) : null,
    target: workload.target,
    body: {
      images: imagesOf(serving),
      desired: desired.value,
      ready: readyOf(desired.value, outage, troubleSince.length > 0),
      since: Math.round(since),
      paused: false,
      incarnation,
      labels: { ...workload.labels },
      annotations: {},
      containers: [containerOf(serving, phase.protocol)],
    },
  };
}

/** Which part of its life a workload is in: when it began, whether it is scaled to zero, and what its port speaks if it has one. */
function phaseAt(
  { life }: DemoWorkload,
  now: number,
): { since: number; asleep: boolean; protocol: string | null } {
  if (!life) return { since: 0, asleep: false, protocol: null };
  const { grpcAt, backToRpcAt } = life;
  const isGrpc = grpcAt !== null && now >= grpcAt && now < backToRpcAt;
  const protocol = isGrpc ? 'grpc' : IN_HOUSE_RPC;
  return {
    since: Math.max(...turnsOf(life).filter(at => at <= now), 0),
    asleep: now < life.servingAt || now >= life.idleAt,
    protocol: grpcAt === null ? null : protocol,
  };
}

/** When the life of a workload took a turn, in order of time. */
export function turnsOf(life: WorkloadLife): number[] {
  const { createdAt, servingAt, idleAt, grpcAt, backToRpcAt, removedAt } = life;
  return [
    ...new Set([createdAt, servingAt, grpcAt ?? Infinity, backToRpcAt, idleAt]),
  ]
    .filter(at => at >= createdAt && at < removedAt)
    .concat(removedAt)
    .filter(Number.isFinite)
    .sort((a, b) => a - b);
}

function containerOf(
  rollout: DemoRollout,
  protocol: string | null,
): ContainerFacts {
  return {
    container: 'main',
    image: `${rollout.workload.image}:${rollout.version}`,
    injected: false,
    ports: protocol === null ? [] : [{ port: 8080, name: 'serve', protocol }],
    environment: ['LOG_LEVEL', 'PORT'],
  };
}

function readyOf(
  desired: number,
  outage: { total: boolean } | undefined,
  troubled: boolean,
): number {
  if (outage?.total) return 0;
  if (outage) return Math.floor(desired / 2);
  // A rollout may take a quarter of the instances away before it has new ones.
  return troubled ? desired - Math.floor(desired / 4) : desired;
}

/** What happened to the instances of a workload on a day, as far as it has happened at an instant. */
export function observeInstances(
  observer: Observer,
  workload: DemoWorkload,
  day: number,
  now: number,
): ObservationInput[] {
  const { seed } = observer;
  const incarnation = incarnationOf(observer.seed, workload);
  const observations: ObservationInput[] = [];
  const isThere = (span: { from: number; to: number }) =>
    !workload.life ||
    (span.from >= workload.life.servingAt &&
      span.to < Math.min(workload.life.idleAt, workload.life.removedAt));
  const outage = outageOf(seed, workload, day);
  if (outage?.total && outage.from <= now && isThere(outage)) {
    const over = outage.to <= now;
    observations.push({
      kind: 'outage',
      key: `outage:${incarnation}:${day}`,
      version: over ? outage.to : outage.from,
      at: outage.from,
      ended: over,
      endedAt: over ? outage.to : null,
      target: workload.target,
      body: { cause: outage.cause },
    });
  }
  for (const { kind, hour, count } of disruptionsOf(seed, workload, day)) {
    // By the hour, once it is over.
    const to = hour + 3_600_000;
    if (to <= now && isThere({ from: hour, to })) {
      observations.push({
        kind: 'disruption',
        key: `${kind}:${incarnation}:${hour}`,
        version: to,
        at: hour,
        ended: true,
        endedAt: to,
        target: workload.target,
        body: { disruption: kind, count },
      });
    }
  }
  const scale = handScaleOf(seed, workload, day);
  if (scale && isThere(scale)) {
    const { from, to, before, replicas } = scale;
    const steps = [
      { at: from, from: before, to: replicas },
      { at: to, from: replicas, to: before },
    ];
    for (const step of steps.filter(one => one.at <= now)) {
      observations.push({
        kind: 'operation',
        key: `scale:${incarnation}:${step.at}`,
        version: step.at,
        at: step.at,
        ended: true,
        endedAt: step.at,
        target: workload.target,
        body: {
          operation: 'scale',
          actor: 'person',
          from: step.from,
          to: step.to,
        },
      });
    }
  }
  return observations;
}

/** Whether nobody looked: one afternoon every four weeks the connection to one cluster is lost. */
function inGap({ target }: DemoWorkload, at: number): boolean {
  const day = Math.floor(at / DAY_MS);
  const hour = (at - day * DAY_MS) / 3_600_000;
  // Day 0 of the epoch was a Thursday, so this is a Tuesday.
  return (
    target.cluster === CLUSTERS.us && day % 28 === 12 && hour >= 13 && hour < 18
  );
}

function imagesOf({ workload, version }: DemoRollout): ContainerImage[] {
  const reference = `${workload.image}:${version}`;
  return [
    { container: 'main', reference, digest: `sha256:${sha256(reference)}` },
  ];
}

function factsOf(
  { workload, revision, version, configuration }: DemoRollout,
  incarnation: string,
): Record<string, string> {
  const template = sha256(`${workload.owner.name} ${version} ${configuration}`);
  const name = workload.target.workload;
  return workload.target.platform === 'helios'
    ? { job: `${name}:${version}:${template.slice(0, 40)}` }
    : {
        revision: String(revision),
        replicaSet: `${name}-${template.slice(0, 10)}`,
        uid: incarnation,
      };
}

/** Like the uid that a cluster would have given it. */
export function incarnationOf(seed: string, workload: DemoWorkload): string {
  const hash = sha256(`${seed} ${targetKey(workload.target)}`);
  return [
    hash.slice(0, 8),
    hash.slice(8, 12),
    `4${hash.slice(13, 16)}`,
    `8${hash.slice(17, 20)}`,
    hash.slice(20, 32),
  ].join('-');
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
