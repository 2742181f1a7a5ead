/**
 * What is known of one Deployment, and what of it was reported.
 */
import type { Instant } from '@landfall/backstage-plugin-fleet-common';
import type {
  Observation,
  ObservationInput,
} from '@landfall/backstage-plugin-fleet-node';
import type { Gap, Sight } from '../types';
import type { ReplicaSetRecord } from './appearances';
import { DisturbanceBook } from './disturbanceBook';
import type { Disturbance } from './disturbances';
import {
  operationObservation,
  outageObservation,
  partsOfKey,
  presenceObservation,
  rolloutObservation,
  type Subject,
} from './observations';
import { operationsOf, type Operation } from './operations';
import { Outages } from './outages';
import {
  differsInReadyOnly,
  presenceKey,
  presenceOf,
  restoredPresence,
  type Presence,
} from './presence';
import { demandOf } from './demandOf';
import type { DeploymentState, PodState } from './projections';
import { RolloutBook } from './rolloutBook';
import { noteStatus, withoutJudged, type StatusNotes } from './statusNotes';

/** Stands for what was reported before a restart. */
const RESTORED = 'restored';

/** A thousand instances that become ready one by one are not a thousand versions: the count alone is told at most so often. */
const COUNTING_MS = 500;

/** Operations that are kept until somebody looks. */
const MOST_OPERATIONS = 50;

/** What a look needs. */
export interface LookOptions {
  now: Instant;
  subject: Subject;
  podsOf(replicaSetUid: string): readonly PodState[];
  /** Whether pods are watched at all. */
  podsWatched: boolean;
}

/** See the top of the file. */
export class DeploymentEntry {
  readonly uid: string;
  readonly namespace: string;
  /** Empty until the Deployment itself is seen. */
  name: string;
  readonly replicaSets = new Map<string, ReplicaSetRecord>();
  /** The last time in which Deployments were not watched. */
  gap: Gap | undefined;
  private deployment: DeploymentState | undefined;
  private gone: { at: Instant; by: Sight['by'] } | undefined;
  private notes: StatusNotes = new Map();
  private readonly book = new RolloutBook();
  private readonly outages = new Outages();
  private readonly disturbances = new DisturbanceBook();
  private operations: Operation[] = [];
  private zeroByHand = false;
  private presence: Presence | undefined;
  private presenceToldAt = -Infinity;
  private presenceWaits = false;
  /** Texts of what was reported last and has not ended, by key. */
  private readonly sent = new Map<string, string>();

  constructor(options: { uid: string; namespace: string; name: string }) {
    this.uid = options.uid;
    this.namespace = options.namespace;
    this.name = options.name;
  }

  /** Whether the Deployment itself was seen and not deleted since. */
  get exists(): boolean {
    return this.deployment !== undefined && this.gone === undefined;
  }

  /** Whether nothing is left to know. */
  get isEmpty(): boolean {
    return !this.exists && !this.presence && this.replicaSets.size === 0;
  }

  /** Whether it is to be looked at again soon, though nothing may change. */
  get waits(): boolean {
    return this.book.waits || this.presenceWaits;
  }

  /** When it is to be looked at, though nothing may change until then. */
  get dueAt(): number {
    return this.disturbances.dueAt;
  }

  /** Takes over what was open before a restart. */
  restore(observation: Observation): void {
    if (observation.kind === 'rollout') this.book.restore(observation);
    if (observation.kind === 'presence') {
      this.presence = restoredPresence(observation);
      this.sent.set(observation.key, RESTORED);
    }
    if (observation.kind === 'outage') {
      this.outages.restore(observation, partsOfKey(observation.key).id);
    }
    if (observation.kind === 'disruption') {
      this.disturbances.restore(observation);
    }
  }

  /** @param byHand - whether a program that wrote to it is used by people */
  see(
    state: DeploymentState,
    sight: Sight,
    byHand: (manager: string) => boolean,
  ): void {
    const known = this.presence?.body;
    const operations = operationsOf({
      ...{ before: this.deployment, after: state, sight, byHand },
      desiredBefore: known?.desired ?? null,
      zeroByHand: this.zeroByHand,
    });
    this.zeroByHand =
      state.desired === 0 &&
      (this.zeroByHand || operations.some(({ to }) => to === 0));
    if (operations.length > 0) {
      this.operations.push(...operations);
      this.operations = this.operations.slice(-MOST_OPERATIONS);
    }
    this.outages.see(state, sight, known);
    this.name = state.name;
    this.deployment = state;
    this.gone = undefined;
    this.notes = noteStatus(this.notes, state, sight);
  }

  lose({ by, now, from }: Sight): void {
    this.gone ??= { at: now, by };
    // What is down and then gone was last seen down before the gap.
    this.outages.lose(by === 'list' ? from ?? now : now, by);
  }

  /**
   * What its instances ask for now; undefined when it is not there.
   *
   * @param podsOf - left out where pods cannot be seen
   */
  demand(
    podsOf: ((replicaSetUid: string) => Iterable<PodState>) | undefined,
  ): ReturnType<typeof demandOf> | undefined {
    const { deployment, replicaSets } = this;
    if (!deployment || this.gone) return undefined;
    const pods =
      podsOf && [...replicaSets.keys()].flatMap(uid => [...podsOf(uid)]);
    return demandOf(deployment, pods);
  }

  /** An instance of it was disturbed. */
  disturb(disturbance: Disturbance): void {
    this.disturbances.add(disturbance);
  }

  /** Brings rollouts and presence up to date, and gives what changed. */
  look(options: LookOptions): ObservationInput[] {
    const { now, subject, podsOf, podsWatched } = options;
    const { uid, deployment, gone, notes, replicaSets, gap } = this;
    if (!deployment && !gone) return [];
    const news: ObservationInput[] = [];
    const open = this.book.update({
      ...{ uid, deployment, gone, notes, replicaSets, gap },
      podsOf,
      podsWatched,
      now,
    });
    for (const rollout of open) {
      this.tell(rolloutObservation(rollout, subject), news);
      rollout.seenOpen ||= rollout.outcome === 'in_progress';
    }
    this.notes = withoutJudged(notes, revision => this.book.isOpen(revision));
    this.lookAtTroubles(options, news);
    if (gone) {
      this.presenceWaits = false;
      if (this.presence) {
        const end = { at: gone.at, estimated: gone.by === 'list' };
        this.tell(presenceObservation(this.presence, subject, end), news);
      }
      this.presence = undefined;
    } else if (deployment) {
      this.lookAtPresence(deployment, options, news);
    }
    return news;
  }

  private lookAtTroubles(
    { now, subject, podsOf }: LookOptions,
    news: ObservationInput[],
  ): void {
    for (const outage of this.outages.take()) {
      this.tell(outageObservation(outage, subject), news);
    }
    for (const operation of this.operations) {
      this.tell(operationObservation(operation, subject), news);
    }
    this.operations = [];
    const crashing: PodState[] = [];
    for (const uid of this.replicaSets.keys()) {
      for (const pod of podsOf(uid)) {
        if (pod.crashing.length > 0) crashing.push(pod);
      }
    }
    const disturbed = this.disturbances.look({
      ...{ crashing, now, subject },
      gapUntil: this.gap?.to ?? null,
      goneAt: this.gone?.at ?? null,
    });
    for (const observation of disturbed) this.tell(observation, news);
  }

  private lookAtPresence(
    deployment: DeploymentState,
    { now, podsOf, subject }: LookOptions,
    news: ObservationInput[],
  ): void {
    const before = this.presence;
    const next = presenceOf({
      deployment,
      replicaSets: this.replicaSets.values(),
      podsOf,
      before,
      now,
    });
    const told = this.sent.has(presenceKey(this.uid));
    this.presenceWaits =
      told &&
      before !== undefined &&
      differsInReadyOnly(before, next) &&
      now >= this.presenceToldAt &&
      now - this.presenceToldAt < COUNTING_MS;
    if ((next === before && told) || this.presenceWaits) return;
    this.presence = next;
    this.presenceToldAt = now;
    this.tell(presenceObservation(next, subject), news);
  }

  private tell(observation: ObservationInput, news: ObservationInput[]): void {
    const { key, ended } = observation;
    const text = JSON.stringify({ ...observation, version: 0 });
    if (this.sent.get(key) === text) return;
    news.push(observation);
    if (ended) this.sent.delete(key);
    else this.sent.set(key, text);
  }
}
