/**
 * The few fields that are kept of Deployments, their ReplicaSets and those ReplicaSets' pods.
 */
import type { Instant } from '@landfall/backstage-plugin-fleet-common';
import {
  digestOfImage,
  type ContainerImage,
} from '@landfall/backstage-plugin-fleet-node';
import { containersOf, type SpecContainers } from '../containers';
import {
  configurationOf,
  keptAnnotations,
  templateAnnotations,
  templateImages,
} from '../podTemplate';
import {
  count,
  fields,
  identityOf,
  list,
  malformed,
  ownerUid,
  text,
  texts,
  writtenAt,
  type Identity,
  type Projection,
} from '../projection';

const REVISION = 'deployment.kubernetes.io/revision';
const REVISION_HISTORY = 'deployment.kubernetes.io/revision-history';

/** What a condition says. */
export interface Condition {
  status: string;
  reason: string;
  message: string;
  updatedAt: Instant | null;
}

/** A Deployment. */
export interface DeploymentState extends Identity {
  /** When it was last written. */
  writtenAt: Instant | null;
  generation: number;
  observedGeneration: number;
  /** The revision that its status speaks about. */
  revision: number | null;
  desired: number;
  paused: boolean;
  replicas: number;
  updated: number;
  ready: number;
  available: number;
  progressing: Condition | undefined;
  replicaFailure: Condition | undefined;
  images: ContainerImage[];
  /** Of its template. */
  containers: SpecContainers;
  labels: Record<string, string>;
  annotations: Readonly<Record<string, string>>;
  templateAnnotations: Readonly<Record<string, string>>;
}

/** A ReplicaSet of a Deployment. */
export interface ReplicaSetState extends Identity {
  writtenAt: Instant | null;
  deploymentUid: string;
  revision: number | null;
  /** Revisions that it had before, when it was rolled back to. */
  history: number[];
  images: ContainerImage[];
  /** Of its template. */
  containers: SpecContainers;
  templateAnnotations: Readonly<Record<string, string>>;
  configuration: string;
  ready: number;
}

/** A pod of a ReplicaSet. */
export interface PodState {
  uid: string;
  namespace: string;
  replicaSetUid: string;
  createdAt: Instant;
  ready: boolean;
  /** When it became so, or ceased to be. */
  readyChangedAt: Instant | null;
  /** The injected ones, too. */
  containers: SpecContainers;
  /** What the references resolved to, by container. */
  digests: Readonly<Record<string, string>>;
  /** Containers that crash again and again, and since when. */
  crashing: readonly { container: string; since: Instant | null }[];
}

/** Reads a Deployment. @throws MalformedObjectError */
export function projectDeployment(
  object: unknown,
  projection: Projection,
): DeploymentState {
  const kind = 'Deployment';
  const identity = identityOf(kind, object, projection);
  const { metadata, spec, status } = sections(object);
  if (spec.template === undefined) {
    throw malformed(kind, object, 'spec.template');
  }
  const conditions = conditionsOf(status.conditions, projection);
  return {
    ...identity,
    writtenAt: writtenAt(object, projection),
    generation: count(metadata.generation),
    observedGeneration: count(status.observedGeneration),
    revision: revisionOf(fields(metadata.annotations)[REVISION]),
    desired: count(spec.replicas, 1),
    paused: spec.paused === true,
    replicas: count(status.replicas),
    updated: count(status.updatedReplicas),
    ready: count(status.readyReplicas),
    available: count(status.availableReplicas),
    progressing: conditions.get('Progressing'),
    replicaFailure: conditions.get('ReplicaFailure'),
    images: templateImages(kind, object, spec.template, projection),
    containers: containersOf(fields(spec.template).spec, projection),
    labels: texts(metadata.labels),
    annotations: keptAnnotations(metadata.annotations, projection),
    templateAnnotations: templateAnnotations(spec.template, projection),
  };
}

/** Reads a ReplicaSet; undefined when no Deployment owns it. @throws MalformedObjectError */
export function projectReplicaSet(
  object: unknown,
  projection: Projection,
): ReplicaSetState | undefined {
  const kind = 'ReplicaSet';
  const identity = identityOf(kind, object, projection);
  const deploymentUid = ownerUid(object, 'Deployment', 'apps');
  if (deploymentUid === undefined) return undefined;
  const { metadata, spec, status } = sections(object);
  const annotations = fields(metadata.annotations);
  return {
    ...identity,
    writtenAt: writtenAt(object, projection),
    deploymentUid: projection.intern(deploymentUid),
    revision: revisionOf(annotations[REVISION]),
    history: (text(annotations[REVISION_HISTORY]) ?? '')
      .split(',')
      .map(revisionOf)
      .filter(revision => revision !== null),
    images: templateImages(kind, object, spec.template, projection),
    containers: containersOf(fields(spec.template).spec, projection),
    templateAnnotations: templateAnnotations(spec.template, projection),
    configuration: configurationOf(spec.template, projection),
    ready: count(status.readyReplicas),
  };
}

/** Reads a pod; undefined when no ReplicaSet owns it. @throws MalformedObjectError */
export function projectPod(
  object: unknown,
  projection: Projection,
): PodState | undefined {
  const replicaSetUid = ownerUid(object, 'ReplicaSet', 'apps');
  if (replicaSetUid === undefined) return undefined;
  const { uid, namespace, createdAt } = identityOf('Pod', object, projection);
  const { spec, status } = sections(object);
  const ready = conditionsOf(status.conditions, projection).get('Ready');
  const statuses = [
    ...list(status.containerStatuses),
    ...list(status.initContainerStatuses),
  ].map(fields);
  return {
    uid,
    namespace,
    createdAt,
    replicaSetUid: projection.intern(replicaSetUid),
    ready: ready?.status === 'True',
    readyChangedAt: ready?.updatedAt ?? null,
    containers: containersOf(spec, projection),
    digests: digestsOf(statuses),
    crashing: crashingOf(statuses, projection),
  };
}

function sections(object: unknown) {
  const { metadata, spec, status } = fields(object);
  return {
    metadata: fields(metadata),
    spec: fields(spec),
    status: fields(status),
  };
}

function revisionOf(value: unknown): number | null {
  return typeof value === 'string' && /^\d{1,15}$/.test(value)
    ? Number(value)
    : null;
}

function conditionsOf(
  value: unknown,
  projection: Projection,
): Map<string, Condition> {
  const conditions = new Map<string, Condition>();
  for (const entry of list(value)) {
    const condition = fields(entry);
    const type = text(condition.type);
    if (type === undefined) continue;
    conditions.set(type, {
      status: text(condition.status) ?? '',
      reason: text(condition.reason) ?? '',
      message: text(condition.message) ?? '',
      // Pods have no time of update.
      updatedAt: projection.instant(
        condition.lastUpdateTime ?? condition.lastTransitionTime,
      ),
    });
  }
  return conditions;
}

const NONE: Readonly<Record<string, string>> = {};
const NOTHING: readonly never[] = [];

function digestsOf(
  statuses: readonly Record<string, unknown>[],
): Readonly<Record<string, string>> {
  let digests: Record<string, string> | undefined;
  for (const status of statuses) {
    const name = text(status.name);
    const digest = digestOfImage(text(status.imageID) ?? '');
    if (name !== undefined && digest !== undefined) {
      digests ??= {};
      digests[name] = digest;
    }
  }
  return digests ?? NONE;
}

/** A container crashes again and again when the kubelet says so, or when it is up again after several crashes and not yet ready. */
function crashingOf(
  statuses: readonly Record<string, unknown>[],
  projection: Projection,
): PodState['crashing'] {
  let crashing: { container: string; since: Instant | null }[] | undefined;
  for (const status of statuses) {
    const waiting = text(fields(fields(status.state).waiting).reason);
    const terminated = fields(fields(status.lastState).terminated);
    const again = count(status.restartCount) >= 2;
    const failed =
      terminated.exitCode !== undefined && terminated.exitCode !== 0;
    if (
      status.ready !== true &&
      (waiting === 'CrashLoopBackOff' || (again && failed))
    ) {
      crashing ??= [];
      crashing.push({
        container: text(status.name) ?? '',
        since: projection.instant(terminated.finishedAt),
      });
    }
  }
  return crashing ?? NOTHING;
}
