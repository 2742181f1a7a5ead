/**
 * Turns one look into observations: what a target runs, its rollouts, what people did by hand, and the hosts. No network, no clock, no database: the same look after
 * the same memory gives the same observations, and a look at what did not change gives none.
 */
import {
  fillLink,
  type ObservationInput,
  type ObservationOf,
  type TargetRef,
} from '@landfall/backstage-plugin-fleet-node';
import type { Look } from '../look/look';
import { jobNameOf } from '../model/jobId';
import { hostObservations } from './hosts';
import type { Cursor, GroupMemory, Memory, TargetMemory } from './memory';
import { emptyCursor } from './memory';
import { hostsOfGroup, operationObservations } from './operations';
import { presenceEnd, presenceObservation } from './presence';
import type { Histories } from './rollouts/subject';
import { abandoned, targetRollouts } from './rollouts/targetRollouts';
import { isGroupTarget, type SeenTarget } from './targets';

/** What is observed. */
export interface ObserveOptions {
  cluster: string;
  linkTemplate: string | undefined;
  look: Look;
  memory: Memory;
  targets: { seen: ReadonlyMap<string, SeenTarget>; unknown: Set<string> };
  histories: Histories;
  now: number;
}

/** What there is to report, and what to keep for the next look. */
export interface Observed {
  observations: ObservationInput[];
  cursor: Cursor;
}

/** What is known of a target that the cursor does not hold: it is new, or the cursor was lost. */
function recovered(open: ObservationOf<'rollout'> | undefined): TargetMemory {
  return open === undefined
    ? { job: null, accounted: null, revision: 0, awaitedSince: null }
    : {
        job: open.body.facts.job,
        accounted: open.at,
        revision: open.body.revision,
        awaitedSince: null,
      };
}

/** See the top of the file. */
export function observe(options: ObserveOptions): Observed {
  const { memory, look, targets, now, cluster, histories } = options;
  const { open } = memory;
  const first = memory.cursor === undefined;
  const before = memory.cursor ?? emptyCursor(now);
  // Clocks of replicas differ.
  const version = Math.max(now, before.version + 1);
  const found: ObservationInput[] = [];
  const targetMemories: Record<string, TargetMemory> = {};

  for (const [key, target] of targets.seen) {
    const known = before.targets[key];
    if (targets.unknown.has(key)) {
      if (known) targetMemories[key] = known;
      continue;
    }
    const presence = open.presences.get(key);
    const rollout = open.rollouts.get(key);
    const state = presenceObservation({
      target,
      look,
      before: presence,
      now,
      version,
      first,
    });
    if (state) found.push(state);
    const told = targetRollouts({
      target,
      look,
      memory: known ?? recovered(rollout),
      open: rollout,
      histories,
      group: before.groups[target.ref.namespace],
      byHand: byHandOf(before, target),
      untoldHosts: untoldHostsOf(before, target),
      old: presence?.backfilled ?? first,
      reportedAt: before.version,
      now,
      subject: {
        ref: target.ref,
        incarnation: presence?.body.incarnation ?? String(version),
        link: linkOf(options, target.ref),
        version,
      },
    });
    found.push(...told.observations);
    targetMemories[key] = told.memory;
  }

  for (const [key, presence] of open.presences) {
    if (targets.seen.has(key)) continue;
    if (targets.unknown.has(key)) {
      const known = before.targets[key];
      if (known) targetMemories[key] = known;
      continue;
    }
    const rollout = open.rollouts.get(key);
    const end = rollout && abandoned(rollout, { version });
    if (end) found.push(end);
    found.push(presenceEnd(presence, { now, version }));
  }

  found.push(...hostObservations({ look, open: open.hosts, now, version }));
  // What could not be told now is told by a later look, from where it is now.
  const waiting = waitingTargets(options);
  const byHand = byHandNow(look, before, waiting);
  const groups = groupsNow(look, before, waiting);
  const done = first
    ? { observations: [], untold: [] }
    : operationObservations({
        cluster,
        look,
        before,
        after: { byHand, groups },
        histories,
        now,
        version,
      });
  found.push(...done.observations);
  return {
    observations: found,
    cursor: {
      ...before,
      version: found.length > 0 ? version : before.version,
      jobs: signatures(look, before, { histories, waiting }),
      groups,
      targets: targetMemories,
      byHand,
      untold: done.untold,
    },
  };
}

/** Where the versions of a target's job were by hand at the last look. */
function byHandOf(
  { byHand }: Cursor,
  { jobs }: SeenTarget,
): Map<string, readonly string[]> {
  return new Map(
    jobs.flatMap(({ id }) => {
      const hosts = byHand[id];
      return hosts ? [[id, hosts]] : [];
    }),
  );
}

/** See `TargetRolloutsOptions`. */
function untoldHostsOf({ untold }: Cursor, { ref, jobs }: SeenTarget) {
  const group = isGroupTarget(ref) ? ref.namespace : null;
  const ids = new Set(jobs.map(({ id }) => id));
  return untold.flatMap(change =>
    change.group === group && ids.has(change.id) ? change.hosts : [],
  );
}

/** Targets that wait for a look that sees all of them. */
interface Waiting {
  jobNames: Set<string>;
  groups: Set<string>;
}

function waitingTargets({ targets, memory, look }: ObserveOptions): Waiting {
  const jobNames = new Set(look.unknownNames);
  const groups = new Set(look.unknownGroups);
  for (const key of targets.unknown) {
    const ref =
      targets.seen.get(key)?.ref ?? memory.open.presences.get(key)?.target;
    if (ref === undefined) continue;
    jobNames.add(ref.workload);
    if (isGroupTarget(ref)) groups.add(ref.namespace);
  }
  return { jobNames, groups };
}

function byHandNow(
  look: Look,
  before: Cursor,
  { jobNames }: Waiting,
): Record<string, string[]> {
  const byHand: Record<string, string[]> = {};
  for (const [id, hosts] of Object.entries(before.byHand)) {
    if (jobNames.has(jobNameOf(id))) byHand[id] = hosts;
  }
  for (const [id, job] of look.jobs) {
    if (jobNames.has(job.name)) continue;
    const deployments = look.statuses.get(id)?.deployments ?? [];
    const hosts = deployments.flatMap(({ group, host }) =>
      group === null ? host : [],
    );
    if (hosts.length > 0) byHand[id] = hosts;
  }
  return byHand;
}

/** A change whose history was not read, or could not be used, stays a change until it is. */
function signatures(
  look: Look,
  before: Cursor,
  options: { histories: Histories; waiting: Waiting },
): Record<string, string> {
  const { histories, waiting } = options;
  const jobs: Record<string, string> = {};
  for (const [id, job] of look.jobs) {
    const used = histories.has(id) && !waiting.jobNames.has(job.name);
    const kept = used ? look.statuses.get(id)?.signature : before.jobs[id];
    if (kept !== undefined) jobs[id] = kept;
  }
  return jobs;
}

function groupsNow(
  look: Look,
  before: Cursor,
  waiting: Waiting,
): Record<string, GroupMemory> {
  const groups: Record<string, GroupMemory> = {};
  for (const [name, { job, status, reason, error }] of look.groups) {
    const hosts = job === null ? [] : hostsOfGroup(look, name, job.id);
    groups[name] = { job: job?.id ?? null, status, reason, error, hosts };
  }
  for (const name of waiting.groups) {
    const known = before.groups[name];
    if (known) groups[name] = known;
    else delete groups[name];
  }
  return groups;
}

function linkOf(
  { linkTemplate, cluster }: ObserveOptions,
  { namespace, workload }: TargetRef,
): string | undefined {
  return linkTemplate === undefined
    ? undefined
    : fillLink(linkTemplate, { cluster, group: namespace, job: workload });
}
