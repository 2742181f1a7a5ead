/**
 * What people do by hand: deploying and undeploying outside of a group's rolling update, and creating what they deploy so. Who did it is never kept.
 */
import type {
  ObservationInput,
  TargetRef,
} from '@landfall/backstage-plugin-fleet-node';
import type { Look } from '../look/look';
import { jobNameOf } from '../model/jobId';
import type { Cursor } from './memory';
import { placeKey } from './placeKey';
import { wasRolledAnew } from './rollouts/groupMoves';
import type { Histories } from './rollouts/subject';
import { groupTarget, handTarget } from './targets';

/** What operations are made of. */
export interface OperationsOptions {
  cluster: string;
  look: Look;
  /** As it was at the last look. */
  before: Pick<Cursor, 'byHand' | 'groups' | 'began'>;
  after: Pick<Cursor, 'byHand' | 'groups'>;
  histories: Histories;
  now: number;
  version: number;
}

/** See the top of the file. */
export function operationObservations(
  options: OperationsOptions,
): ObservationInput[] {
  return [...ofHand(options), ...ofGroups(options)];
}

function ofHand(options: OperationsOptions): ObservationInput[] {
  const { cluster, look } = options;
  const before = options.before.byHand;
  const after = options.after.byHand;
  const found: ObservationInput[] = [];
  for (const id of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const was = before[id] ?? [];
    const is = after[id] ?? [];
    const change = {
      id,
      target: handTarget(cluster, jobNameOf(id)),
      from: was.length,
      to: is.length,
    };
    const added = is.filter(host => !was.includes(host));
    if (added.length > 0) {
      found.push(
        ...created(options, id),
        deployed(options, { ...change, hosts: added }),
      );
    }
    const hosts = was.filter(
      host => !is.includes(host) && wasTakenAway(look, id, host),
    );
    if (hosts.length > 0) found.push(undeployed(options, { ...change, hosts }));
  }
  return found;
}

/** A host that is in a group that stands still, and no longer has its job: somebody took that away. */
function ofGroups(options: OperationsOptions): ObservationInput[] {
  const { cluster, look, before, after } = options;
  const found: ObservationInput[] = [];
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
      undeployed(options, {
        id,
        target: groupTarget(cluster, name, jobNameOf(id)),
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

/** A job came to hosts, or was taken from them. */
interface Change {
  /** Short id of the job. */
  id: string;
  target: TargetRef;
  hosts: readonly string[];
  /** How many hosts had it before and after. */
  from: number;
  to: number;
}

/** Not when a group took it over, or the whole host was taken out. */
function wasTakenAway(look: Look, id: string, host: string): boolean {
  if (!look.hosts.has(host)) return false;
  const deployments = look.statuses.get(id)?.deployments ?? [];
  return deployments.every(deployment => deployment.host !== host);
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

function deployed(
  { look, histories, now, version }: OperationsOptions,
  { id, target, hosts, from, to }: Change,
): ObservationInput {
  const starts = (histories.get(id) ?? []).flatMap(({ host, start, end }) =>
    hosts.includes(host) && end === null ? start ?? [] : [],
  );
  const at = starts.length > 0 ? Math.min(...starts) : null;
  const deployments = look.statuses.get(id)?.deployments ?? [];
  const byUser = deployments.some(
    ({ host, byUser: named }) => named && hosts.includes(host),
  );
  return operation({
    key: `operation/deploy/${id}/${version}`,
    target,
    at: Math.min(at ?? now, now),
    estimated: at === null,
    version,
    body: {
      operation: 'deploy',
      actor: byUser ? 'person' : 'unknown',
      from,
      to,
    },
  });
}

function undeployed(
  { look, histories, now, version }: OperationsOptions,
  { id, target, hosts, from, to }: Change,
): ObservationInput {
  const ends = (histories.get(id) ?? []).flatMap(({ host, end }) =>
    hosts.includes(host) ? end ?? [] : [],
  );
  const at = ends.length > 0 ? Math.max(...ends) : null;
  const expires = look.jobs.get(id)?.expiresAt ?? null;
  return operation({
    key: `operation/undeploy/${placeKey(target)}/${id}/${version}`,
    target,
    at: Math.min(at ?? now, now),
    estimated: at === null,
    version,
    body: {
      operation: 'undeploy',
      // Helios itself takes away what has expired.
      actor: expires !== null && expires <= now ? 'machine' : 'person',
      from,
      to,
    },
  });
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
