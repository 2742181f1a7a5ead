/**
 * The few fields that are kept of Deployments, their ReplicaSets and those ReplicaSets' pods.
 */
import type { Instant } from '@landfall/backstage-plugin-fleet-common';
import {
  digestOfImage,
  madeFromOf,
  type ContainerImage,
  type MadeFrom,
} from '@landfall/backstage-plugin-fleet-node';
import { podRequest } from '../../capacity/podRequest';
import { containersOf, type SpecContainers } from '../containers';
import {
  configurationOf,
  keptAnnotations,
  RESTARTED_AT,
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
import { writersOf, type Writer } from '../writers';

const REVISION = 'deployment.kubernetes.io/revision';
const LONGEST_WORDS = 300;
const REVISION_HISTORY = 'deployment.kubernetes.io/revision-history';

/** What a condition says. */
export interface Condition {
  status: string;
  reason: string;
  message: string;
  updatedAt: Instant | null;
}

/** Whether a Deployment has the instances that it must have at least. */
export interface Availability {
  available: boolean;
  /** When that changed last, as the cluster wrote it. */
  stamp: string;
  /** The same in our time. */
  since: Instant;
  /** In the words of the cluster. */
  words: string;
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
  /** Undefined while the cluster does not tell. */
  availability: Availability | undefined;
  /** Who set its specification. */
  writers: readonly Writer[];
  /** The mark of the last restart on purpose. */
  restartedAt: string | undefined;
  images: ContainerImage[];
  /** Of its template. */
  containers: SpecContainers;
  /** What an instance asks for as its template says, see {@link podRequest}. */
  request: number | null;
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
  /** What its author says that the artefact was made from. */
  madeFrom: MadeFrom | undefined;
  configuration: string;
  ready: number;
}

/** What a pod takes up. */
export interface PodPlace {
  /** Thousandths of a processor that it asks for, see {@link podRequest}. */
  request: number | null;
  /** Undefined while none was found for it. */
  node: string | undefined;
  /** It has ended, and takes up nothing any more. */
  finished: boolean;
}

/** A pod of something else. */
export interface OtherPod extends PodPlace {
  uid: string;
  namespace: string;
  replicaSetUid: undefined;
  /** Uid of what made it; its own where nothing did. */
  workload: string;
}

/** A pod of a ReplicaSet. */
export interface PodState extends PodPlace {
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
  crashing: readonly Crashing[];
  /** Containers that have ended or restarted. */
  restarts: readonly ContainerRestarts[];
}

/** A container that crashes again and again. */
export interface Crashing {
  container: string;
  since: Instant | null;
  /** Whether the kubelet says so: it waits before it starts it again. */
  backOff: boolean;
}

/** How often a container was started again, and how it ended last. */
export interface ContainerRestarts {
  container: string;
  count: number;
  /** When it was last started again, or ended if it was not yet. */
  at: Instant | null;
  /** When it ended last. */
  endedAt: Instant | null;
  /** It was killed then because it took more memory than it may. */
  outOfMemory: boolean;
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
    availability: availabilityOf(status.conditions, projection),
    writers: writersOf(metadata.managedFields, projection),
    restartedAt: text(
      fields(fields(fields(spec.template).metadata).annotations)[RESTARTED_AT],
    ),
    images: templateImages(kind, object, spec.template, projection),
    containers: containersOf(fields(spec.template).spec, projection),
    request: podRequest(fields(spec.template).spec),
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
    // What is annotated on a Deployment is copied to the ReplicaSet that it makes.
    madeFrom:
      madeFromOf(fields(fields(fields(spec.template).metadata).annotations)) ??
      madeFromOf(annotations),
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
    restarts: restartsOf(statuses, projection),
    ...placeOfPod(object, projection),
  };
}

/** Reads a pod that no ReplicaSet owns: only what it takes up counts. One without a uid is left out. */
export function projectOtherPod(
  object: unknown,
  projection: Projection,
): OtherPod | undefined {
  const { metadata } = sections(object);
  const uid = text(metadata.uid);
  if (uid === undefined) return undefined;
  const controller = list(metadata.ownerReferences)
    .map(fields)
    .find(owner => owner.controller === true);
  return {
    uid,
    namespace: projection.intern(text(metadata.namespace) ?? ''),
    replicaSetUid: undefined,
    workload: projection.intern(text(controller?.uid) ?? uid),
    ...placeOfPod(object, projection),
  };
}

function placeOfPod(object: unknown, projection: Projection): PodPlace {
  const { spec, status } = sections(object);
  const node = text(spec.nodeName);
  return {
    request: podRequest(spec),
    node: node === undefined ? undefined : projection.intern(node),
    finished: status.phase === 'Succeeded' || status.phase === 'Failed',
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
  let crashing: Crashing[] | undefined;
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
        backOff: waiting === 'CrashLoopBackOff',
      });
    }
  }
  return crashing ?? NOTHING;
}

function restartsOf(
  statuses: readonly Record<string, unknown>[],
  projection: Projection,
): readonly ContainerRestarts[] {
  let restarts: ContainerRestarts[] | undefined;
  for (const { name, restartCount, state, lastState } of statuses) {
    const { running, terminated: now } = fields(state);
    const last = fields(now ?? fields(lastState).terminated);
    const times = count(restartCount);
    const killed = last.reason === 'OOMKilled';
    // Most containers never restarted: for them nothing is kept.
    if (times === 0 && !killed) continue;
    const endedAt = projection.instant(last.finishedAt);
    const startedAt = projection.instant(fields(running).startedAt);
    restarts ??= [];
    restarts.push({
      container: projection.intern(text(name) ?? ''),
      count: times,
      at: startedAt ?? endedAt,
      endedAt,
      outOfMemory: killed,
    });
  }
  return restarts ?? NOTHING;
}

function availabilityOf(
  conditions: unknown,
  projection: Projection,
): Availability | undefined {
  for (const entry of list(conditions)) {
    const { type, status, lastTransitionTime, reason, message } = fields(entry);
    if (type !== 'Available') continue;
    const stamp = text(lastTransitionTime);
    const since = projection.instant(stamp);
    if (stamp === undefined || since === null) return undefined;
    if (status !== 'True' && status !== 'False') return undefined;
    const available = status === 'True';
    const words = available
      ? ''
      : [text(reason), text(message)].filter(Boolean).join(': ');
    return {
      available,
      stamp,
      since,
      words: projection.intern(words.slice(0, LONGEST_WORDS)),
    };
  }
  return undefined;
}
