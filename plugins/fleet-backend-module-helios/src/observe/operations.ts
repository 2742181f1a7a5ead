/**
 * What people do by hand: deploying and undeploying outside of a group's rolling update, and creating what they deploy so. Who did it is never kept.
 * What is reported has ended, and so changes no more: it waits until histories tell when it was.
 */
import type {
  ObservationInput,
  TargetRef,
} from '@landfall/backstage-plugin-fleet-node';
import type { Look } from '../look/look';
import type { Stay } from '../model/history';
import { jobNameOf } from '../model/jobId';
import type { Cursor, UntoldChange } from './memory';
import { placeKey } from './placeKey';
import { wasRolledAnew } from './rollouts/groupMoves';
import type { Histories } from './rollouts/subject';
import { groupTarget, handTarget } from './targets';
import { isWorthWaiting, lastOn, tellsOfEnd, tellsOfStay } from './told';

/** What operations are made of. */
export interface OperationsOptions {
  cluster: string;
  look: Look;
  /** As it was at the last look. */
  before: Pick<Cursor, 'byHand' | 'groups' | 'began' | 'untold'>;
  after: Pick<Cursor, 'byHand' | 'groups'>;
  histories: Histories;
  now: number;
  version: number;
}

/** See the top of the file. */
export function operationObservations(options: OperationsOptions): {
  observations: ObservationInput[];
  /** For the next look. */
  untold: UntoldChange[];
} {
  const added = ofHand(options);
  const changes = [
    ...options.before.untold,
    ...added,
    ...takenFromHands(options),
    ...takenFromGroups(options),
  ];
  const untold = changes.filter(change => isUntold(options, change));
  const told = changes.filter(change => !untold.includes(change));
  return {
    observations: [
      ...added.flatMap(({ id }) => created(options, id)),
      ...told.map(change => operationOf(options, change)),
    ],
    untold,
  };
}

/** What came to hosts by hand. */
function ofHand(options: OperationsOptions): UntoldChange[] {
  const { look, before, after } = options;
  return Object.entries(after.byHand).flatMap(([id, is]) => {
    const was = before.byHand[id] ?? [];
    const hosts = is.filter(host => !was.includes(host));
    if (hosts.length === 0) return [];
    const deployments = look.statuses.get(id)?.deployments ?? [];
    const isByUser = deployments.some(
      ({ host, byUser }) => byUser && hosts.includes(host),
    );
    return changed(options, {
      change: 'deploy',
      id,
      group: null,
      hosts,
      from: was.length,
      to: is.length,
      actor: isByUser ? 'person' : 'unknown',
    });
  });
}

/** What was put on hosts by hand, and was taken from them. */
function takenFromHands(options: OperationsOptions): UntoldChange[] {
  const { look, before, after } = options;
  return Object.entries(before.byHand).flatMap(([id, was]) => {
    const is = after.byHand[id] ?? [];
    const hosts = was.filter(
      host => !is.includes(host) && wasTakenAway(look, id, host),
    );
    return hosts.length === 0
      ? []
      : undeployed(options, {
          id,
          group: null,
          hosts,
          from: was.length,
          to: is.length,
        });
  });
}

/** A host that is in a group that stands still, and no longer has its job: somebody took that away. */
function takenFromGroups(options: OperationsOptions): UntoldChange[] {
  const { look, before, after } = options;
  const found: UntoldChange[] = [];
  for (const [name, group] of look.groups) {
    const was = before.groups[name];
    const is = after.groups[name];
    const id = group.job?.id;
    if (!was || !is || id === undefined) continue;
    if (was.status !== is.status || is.status === 'ROLLING_OUT') continue;
    if (wasRolledAnew(was, group)) continue;
    const hosts = was.hosts.filter(
      host =>
        !is.hosts.includes(host) &&
        group.hosts.includes(host) &&
        wasTakenAway(look, id, host),
    );
    if (hosts.length === 0) continue;
    found.push(
      ...undeployed(options, {
        id,
        group: name,
        hosts,
        from: was.hosts.length,
        to: is.hosts.length,
      }),
    );
  }
  return found;
}

/** Where a group has deployed a job. */
export function hostsOfGroup(look: Look, group: string, id: string): string[] {
  const deployments = look.statuses.get(id)?.deployments ?? [];
  return deployments.flatMap(deployment =>
    deployment.group === group ? deployment.host : [],
  );
}

/** Not when a group took it over, or the whole host was taken out. */
function wasTakenAway(look: Look, id: string, host: string): boolean {
  if (!look.hosts.has(host)) return false;
  const deployments = look.statuses.get(id)?.deployments ?? [];
  return deployments.every(deployment => deployment.host !== host);
}

type Change = Omit<UntoldChange, 'version' | 'since'>;

function changed(
  { now, version }: OperationsOptions,
  change: Change,
): UntoldChange[] {
  return [{ ...change, version, since: now }];
}

function undeployed(
  options: OperationsOptions,
  change: Omit<Change, 'change' | 'actor'>,
): UntoldChange[] {
  const expires = options.look.jobs.get(change.id)?.expiresAt ?? null;
  // Helios itself takes away what has expired.
  const isByMachine = expires !== null && expires <= options.now;
  return changed(options, {
    ...change,
    change: 'undeploy',
    actor: isByMachine ? 'machine' : 'person',
  });
}

/** Whether a history that is worth waiting for does not tell yet of all its hosts. A job that was removed has none any more. */
function isUntold(
  { look, histories, now }: OperationsOptions,
  change: UntoldChange,
): boolean {
  const { id, since } = change;
  if (!look.jobs.has(id) || !isWorthWaiting({ since, now })) return false;
  return !tellsOfAll(change, histories.get(id) ?? []);
}

function tellsOfAll(
  { change, hosts, since }: UntoldChange,
  history: readonly Stay[],
): boolean {
  return hosts.every(host =>
    change === 'deploy'
      ? tellsOfStay(history, { host, seen: since })
      : tellsOfEnd(history, host),
  );
}

function created(
  { cluster, look, before, now }: OperationsOptions,
  id: string,
): ObservationInput[] {
  const job = look.jobs.get(id);
  const at = job?.createdAt ?? null;
  if (job === undefined || at === null || at < before.began) return [];
  return [
    operation({
      key: `operation/create/${id}/${at}`,
      target: handTarget(cluster, job.name),
      at: Math.min(at, now),
      estimated: false,
      // The same job has the same version, whenever it is looked at.
      version: 0,
      body: { operation: 'create', actor: 'person', from: null, to: null },
    }),
  ];
}

function operationOf(
  { cluster, histories }: OperationsOptions,
  change: UntoldChange,
): ObservationInput {
  const { id, group, version, since, actor, from, to } = change;
  const target =
    group === null
      ? handTarget(cluster, jobNameOf(id))
      : groupTarget(cluster, group, jobNameOf(id));
  const at = instantOf(change, histories.get(id) ?? []);
  const key =
    change.change === 'deploy'
      ? `operation/deploy/${id}/${version}`
      : `operation/undeploy/${placeKey(target)}/${id}/${version}`;
  return operation({
    key,
    target,
    // It was seen then at the latest, whatever the clocks of hosts say.
    at: Math.min(at ?? since, since),
    estimated: at === null,
    version,
    body: { operation: change.change, actor, from, to },
  });
}

/** When the first host got it, or the last one lost it; null where the history does not tell of all of them. */
function instantOf(
  change: UntoldChange,
  history: readonly Stay[],
): number | null {
  if (!tellsOfAll(change, history)) return null;
  const isDeploy = change.change === 'deploy';
  const instants = change.hosts.map(host => {
    const { start = null, end = null } = lastOn(history, host) ?? {};
    return isDeploy ? start : end;
  });
  const known = instants.filter(instant => instant !== null);
  if (known.length < instants.length) return null;
  return isDeploy ? Math.min(...known) : Math.max(...known);
}

function operation(options: {
  key: string;
  target: TargetRef;
  at: number;
  estimated: boolean;
  version: number;
  body: Extract<ObservationInput, { kind: 'operation' }>['body'];
}): ObservationInput {
  const { at, estimated, ...rest } = options;
  return {
    kind: 'operation',
    ...rest,
    at,
    ended: true,
    endedAt: at,
    estimated: { at: estimated, endedAt: estimated },
  };
}
