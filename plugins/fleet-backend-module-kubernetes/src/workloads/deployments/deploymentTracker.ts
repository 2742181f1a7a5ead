/**
 * Follows the Deployments of a cluster: keeps the few fields of them, their ReplicaSets and pods, and turns what changed into presence, rollouts, outages,
 * disruptions and what people did by hand.
 *
 * Observations come from what is known, not from the event that told it: in whatever order the three streams bring their events, the same is reported
 * in the end, and reporting it again changes nothing.
 */
import { instant, type Instant } from '@landfall/backstage-plugin-fleet-common';
import {
  fillLink,
  type Observation,
  ObservationInput,
} from '@landfall/backstage-plugin-fleet-node';
import { addRequests, type Demand } from '../../capacity/demand';
import type { Resource } from '../../client/resource';
import { KeyedSink } from '../keyedSink';
import type { Projection } from '../projection';
import {
  placeOf,
  type Gap,
  type ResourceSink,
  type Sight,
  type WorkloadTracker,
} from '../types';
import { noteReplicaSet } from './appearances';
import { stillCrashing } from './crashLoop';
import { DeploymentEntry } from './deploymentEntry';
import { disturbancesOf, type Disturbance } from './disturbances';
import { partsOfKey, type Subject } from './observations';
import {
  projectDeployment,
  projectOtherPod,
  projectPod,
  projectReplicaSet,
  type OtherPod,
  type PodState,
  type ReplicaSetState,
} from './projections';

const APPS = 'apps';
const apps = { group: APPS, version: 'v1' };
const DEPLOYMENTS: Resource = {
  ...apps,
  kind: 'Deployment',
  plural: 'deployments',
};
const REPLICA_SETS: Resource = {
  ...apps,
  kind: 'ReplicaSet',
  plural: 'replicasets',
};
const PODS: Resource = {
  kind: 'Pod',
  group: '',
  version: 'v1',
  plural: 'pods',
};

/** What the tracker needs. */
export interface DeploymentTrackerOptions {
  cluster: string;
  projection: Projection;
  /** Whether a program that wrote to a workload is used by people. */
  byHand: (manager: string) => boolean;
  /** Template of links to workloads. */
  workloadLink?: string;
  /** Whether what other pods take up is to be told, too. */
  otherPods: boolean;
}

/** Disturbances of pods that are kept until it is known whose they are. */
const MOST_UNOWNED = 100;

/** See the top of the file. */
export class DeploymentTracker implements WorkloadTracker {
  readonly sinks: readonly ResourceSink[];
  private readonly entries = new Map<string, DeploymentEntry>();
  /** Pods by uid, by uid of their ReplicaSet. */
  private readonly pods = new Map<string, Map<string, PodState>>();
  /** Pods of anything else, by uid. */
  private readonly others = new Map<string, OtherPod>();
  /** Uid of the Deployment by uid of its ReplicaSet. */
  private readonly owners = new Map<string, string>();
  /** Uids of the Deployments to look at. */
  private readonly changed = new Set<string>();
  /** Uids of those to look at again soon. */
  private readonly waiting = new Set<string>();
  /** When to look again at Deployments, by uid. */
  private readonly due = new Map<string, number>();
  /** What disturbed pods of ReplicaSets that were not seen yet, by uid of the ReplicaSet. */
  private readonly unowned = new Map<string, Disturbance[]>();
  private podsWatched = false;
  /** Of the first list, while that goes on. */
  private gap: Gap | undefined;

  constructor(private readonly options: DeploymentTrackerOptions) {
    const { projection, byHand, otherPods } = options;
    this.sinks = [
      new KeyedSink({
        resource: DEPLOYMENTS,
        project: object => projectDeployment(object, projection),
        changed: (state, _, sight) => {
          this.entryOf(state.uid, state).see(state, sight, byHand);
          this.changed.add(state.uid);
        },
        deleted: ({ uid }, sight) => this.deploymentLost(uid, sight),
        listing: gap => this.deploymentsListing(gap),
        listed: list => this.deploymentsListed(list),
      }),
      new KeyedSink({
        resource: REPLICA_SETS,
        project: object => projectReplicaSet(object, projection),
        changed: (state, before, sight) => {
          if (before && before.deploymentUid !== state.deploymentUid) {
            this.replicaSetLost(before);
          }
          this.replicaSetSeen(state, sight);
        },
        deleted: before => this.replicaSetLost(before),
      }),
      new KeyedSink<PodState | OtherPod>({
        resource: PODS,
        project: object =>
          projectPod(object, projection) ??
          (otherPods ? projectOtherPod(object, projection) : undefined),
        fold: (pod, before) =>
          isOurs(pod) && isOurs(before) ? stillCrashing(pod, before) : pod,
        changed: (pod, before, sight) => {
          const known = before && isOurs(before) ? before : undefined;
          if (!isOurs(pod)) {
            if (known) this.podLost(known);
            this.others.set(pod.uid, pod);
            return;
          }
          this.others.delete(pod.uid);
          this.podDisturbed(pod, known, sight);
          this.podSeen(pod);
        },
        deleted: before => {
          if (isOurs(before)) this.podLost(before);
          else this.others.delete(before.uid);
        },
        listed: () => {
          this.podsWatched = true;
        },
      }),
    ];
  }

  get dirty(): boolean {
    return this.changed.size > 0;
  }

  get waits(): boolean {
    return this.waiting.size > 0;
  }

  get dueAt(): Instant | undefined {
    let first = Infinity;
    for (const at of this.due.values()) first = Math.min(first, at);
    return Number.isFinite(first) ? instant(first) : undefined;
  }

  lookAgain(now: Instant): void {
    for (const uid of this.waiting) this.changed.add(uid);
    this.waiting.clear();
    for (const [uid, at] of this.due) {
      if (at <= now) this.changed.add(uid);
    }
  }

  demand(sees: (resource: Resource) => boolean): Demand | undefined {
    if (!sees(DEPLOYMENTS)) return undefined;
    const seesPods = sees(PODS);
    // Without ReplicaSets nobody knows whose pods they are.
    const podsOf =
      seesPods && sees(REPLICA_SETS)
        ? (uid: string) => this.pods.get(uid)?.values() ?? []
        : undefined;
    const workloads: Demand['workloads'] = [];
    for (const entry of this.entries.values()) {
      const demand = entry.demand(podsOf);
      if (!demand) continue;
      const { target } = this.subjectOf(entry, 0);
      workloads.push({ target, group: APPS, ...demand });
    }
    return { workloads, all: seesPods ? this.demandOfAll() : undefined };
  }

  /** What all pods ask for, and the number of workloads that they are instances of. */
  private demandOfAll(): Demand['all'] {
    let requested: number | null = 0;
    const workloads = new Set<string>();
    const add = (pod: PodState | OtherPod, workload: string) => {
      if (pod.finished) return;
      requested = addRequests(requested, pod.request);
      workloads.add(workload);
    };
    for (const [replicaSet, siblings] of this.pods) {
      const workload = this.owners.get(replicaSet) ?? replicaSet;
      for (const pod of siblings.values()) add(pod, workload);
    }
    for (const pod of this.others.values()) add(pod, pod.workload);
    return { requested, workloads: workloads.size };
  }

  restore(observation: Observation): void {
    const { kind, target } = observation;
    if (
      kind !== 'rollout' &&
      kind !== 'presence' &&
      kind !== 'outage' &&
      kind !== 'disruption'
    ) {
      return;
    }
    if (!target) return;
    const uid =
      kind === 'rollout' || kind === 'presence'
        ? observation.body.incarnation
        : partsOfKey(observation.key).uid;
    const { namespace, workload: name } = target;
    this.entryOf(uid, { namespace, name }).restore(observation);
  }

  drain(options: {
    now: Instant;
    version: number;
    workloads: number;
    before?: string;
  }): ObservationInput[] {
    const { before } = options;
    const news: ObservationInput[] = [];
    let looked = 0;
    for (const uid of this.changed) {
      if (looked >= options.workloads) break;
      const entry = this.entries.get(uid);
      if (before !== undefined && entry && placeOf(entry.namespace) >= before) {
        continue;
      }
      looked += 1;
      this.changed.delete(uid);
      if (!entry) continue;
      const found = entry.look({
        now: options.now,
        subject: this.subjectOf(entry, options.version),
        podsOf: replicaSet => [...(this.pods.get(replicaSet)?.values() ?? [])],
        podsWatched: this.podsWatched,
      });
      for (const observation of found) news.push(observation);
      if (entry.waits) this.waiting.add(uid);
      if (Number.isFinite(entry.dueAt)) this.due.set(uid, entry.dueAt);
      else this.due.delete(uid);
      if (entry.isEmpty) this.entries.delete(uid);
    }
    return news;
  }

  private subjectOf(entry: DeploymentEntry, version: number): Subject {
    const { cluster, workloadLink } = this.options;
    const { uid, namespace, name } = entry;
    const kind = 'Deployment';
    return {
      uid,
      version,
      target: {
        platform: 'kubernetes',
        cluster,
        namespace,
        workloadKind: kind,
        workload: name,
      },
      link:
        workloadLink &&
        fillLink(workloadLink, { cluster, namespace, kind, name, uid }),
    };
  }

  private entryOf(
    uid: string,
    names: { namespace: string; name: string },
  ): DeploymentEntry {
    let entry = this.entries.get(uid);
    if (!entry) {
      const { namespace, name } = names;
      entry = new DeploymentEntry({ uid, namespace, name });
      entry.gap = this.gap;
      this.entries.set(uid, entry);
    }
    return entry;
  }

  private deploymentLost(uid: string, sight: Sight): void {
    this.entries.get(uid)?.lose(sight);
    this.changed.add(uid);
  }

  private deploymentsListing(gap: Gap): void {
    this.gap = gap;
    for (const entry of this.entries.values()) entry.gap = gap;
  }

  private deploymentsListed(list: {
    namespace: string | undefined;
    gap: Gap;
    mayHold(uid: string): boolean;
  }): void {
    const { namespace, gap } = list;
    this.gap = undefined;
    for (const entry of this.entries.values()) {
      if (namespace !== undefined && entry.namespace !== namespace) continue;
      entry.gap = gap;
      // Open since before a restart, and not in the list.
      if (!entry.exists && !list.mayHold(entry.uid)) {
        entry.lose({ by: 'list', now: gap.to, from: gap.from });
      }
      this.changed.add(entry.uid);
    }
  }

  private replicaSetSeen(state: ReplicaSetState, sight: Sight): void {
    const { uid, deploymentUid } = state;
    // The name of the Deployment is not needed before that is seen itself.
    const entry = this.entryOf(deploymentUid, { ...state, name: '' });
    entry.replicaSets.set(
      uid,
      noteReplicaSet(entry.replicaSets.get(uid), state, sight),
    );
    this.owners.set(uid, deploymentUid);
    for (const one of this.unowned.get(uid) ?? []) entry.disturb(one);
    this.unowned.delete(uid);
    this.changed.add(deploymentUid);
  }

  private replicaSetLost({ uid, deploymentUid }: ReplicaSetState): void {
    this.owners.delete(uid);
    this.entries.get(deploymentUid)?.replicaSets.delete(uid);
    this.changed.add(deploymentUid);
  }

  private podDisturbed(
    pod: PodState,
    before: PodState | undefined,
    sight: Sight,
  ): void {
    const found = disturbancesOf(pod, before, sight);
    if (found.length === 0) return;
    const { replicaSetUid } = pod;
    const entry = this.entries.get(this.owners.get(replicaSetUid) ?? '');
    if (entry) {
      for (const one of found) entry.disturb(one);
      return;
    }
    const waiting = this.unowned.get(replicaSetUid) ?? [];
    this.unowned.set(
      replicaSetUid,
      [...waiting, ...found].slice(-MOST_UNOWNED),
    );
  }

  private podSeen(pod: PodState): void {
    let siblings = this.pods.get(pod.replicaSetUid);
    if (!siblings) {
      siblings = new Map();
      this.pods.set(pod.replicaSetUid, siblings);
    }
    siblings.set(pod.uid, pod);
    this.podsChanged(pod.replicaSetUid);
  }

  private podLost({ uid, replicaSetUid }: PodState): void {
    const siblings = this.pods.get(replicaSetUid);
    siblings?.delete(uid);
    if (siblings?.size === 0) {
      this.pods.delete(replicaSetUid);
      this.unowned.delete(replicaSetUid);
    }
    this.podsChanged(replicaSetUid);
  }

  private podsChanged(replicaSetUid: string): void {
    const owner = this.owners.get(replicaSetUid);
    if (owner !== undefined) this.changed.add(owner);
  }
}

function isOurs(pod: PodState | OtherPod): pod is PodState {
  return pod.replicaSetUid !== undefined;
}
