/**
 * What people do by hand: deploying and undeploying outside of a group's rolling update, and creating what they deploy so. Who did it is never kept.
 */
import type {
  ObservationInput,
  TargetRef,
} from '@landfall/backstage-plugin-fleet-node';
import type { Look } from '../look/look';
import { jobNameOf } from '../model/jobId';
import type { Histories } from './rollouts/subject';
import { handTarget } from './targets';

/** What operations are made of. */
export interface OperationsOptions {
  cluster: string;
  look: Look;
  /** Hosts by hand at the last look, by short id. */
  before: Readonly<Record<string, readonly string[]>>;
  /** Hosts by hand now, by short id. */
  after: Readonly<Record<string, readonly string[]>>;
  histories: Histories;
  /** When the cluster was first looked at: what was created before is nothing new. */
  began: number;
  now: number;
  version: number;
}

/** See the top of the file. */
export function operationObservations(
  options: OperationsOptions,
): ObservationInput[] {
  const { before, after, look } = options;
  const found: ObservationInput[] = [];
  const ids = new Set([...Object.keys(before), ...Object.keys(after)]);
  for (const id of ids) {
    const was = before[id] ?? [];
    const is = after[id] ?? [];
    const added = is.filter(host => !was.includes(host));
    if (added.length > 0) {
      found.push(...created(options, id), deployed(options, id, added));
    }
    const removed = was.filter(
      host => !is.includes(host) && wasTakenAway(look, id, host),
    );
    if (removed.length > 0) found.push(undeployed(options, id, removed));
  }
  return found;
}

/** Not when a group took it over, or the whole host was taken out. */
function wasTakenAway(look: Look, id: string, host: string): boolean {
  if (!look.hosts.has(host)) return false;
  const deployments = look.statuses.get(id)?.deployments ?? [];
  return deployments.every(deployment => deployment.host !== host);
}

function created(
  { cluster, look, began, now }: OperationsOptions,
  id: string,
): ObservationInput[] {
  const job = look.jobs.get(id);
  const at = job?.createdAt ?? null;
  if (job === undefined || at === null || at < began) return [];
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
  { cluster, look, histories, after, before, now, version }: OperationsOptions,
  id: string,
  hosts: readonly string[],
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
    target: handTarget(cluster, jobNameOf(id)),
    at: Math.min(at ?? now, now),
    estimated: at === null,
    version,
    body: {
      operation: 'deploy',
      actor: byUser ? 'person' : 'unknown',
      from: before[id]?.length ?? 0,
      to: after[id]?.length ?? 0,
    },
  });
}

function undeployed(
  { cluster, look, histories, after, before, now, version }: OperationsOptions,
  id: string,
  hosts: readonly string[],
): ObservationInput {
  const ends = (histories.get(id) ?? []).flatMap(({ host, end }) =>
    hosts.includes(host) ? end ?? [] : [],
  );
  const at = ends.length > 0 ? Math.max(...ends) : null;
  const expires = look.jobs.get(id)?.expiresAt ?? null;
  return operation({
    key: `operation/undeploy/${id}/${version}`,
    target: handTarget(cluster, jobNameOf(id)),
    at: Math.min(at ?? now, now),
    estimated: at === null,
    version,
    body: {
      operation: 'undeploy',
      // Helios itself takes away what has expired.
      actor: expires !== null && expires <= now ? 'machine' : 'person',
      from: before[id]?.length ?? 0,
      to: after[id]?.length ?? 0,
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
