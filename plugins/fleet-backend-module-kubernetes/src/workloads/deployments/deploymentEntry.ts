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
import {
  presenceObservation,
  rolloutObservation,
  type Subject,
} from './observations';
import {
  differsInReadyOnly,
  presenceKey,
  presenceOf,
  restoredPresence,
  type Presence,
} from './presence';
import type { DeploymentState, PodState } from './projections';
import { RolloutBook } from './rolloutBook';
import { noteStatus, withoutJudged, type StatusNotes } from './statusNotes';

/** Stands for what was reported before a restart. */
const RESTORED = 'restored';

/** A thousand instances that become ready one by one are not a thousand versions: the count alone is told at most so often. */
const COUNTING_MS = 500;

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

  /** Takes over what was open before a restart. */
  restore(observation: Observation): void {
    if (observation.kind === 'rollout') this.book.restore(observation);
    if (observation.kind === 'presence') {
      this.presence = restoredPresence(observation);
      this.sent.set(observation.key, RESTORED);
    }
  }

  see(state: DeploymentState, sight: Sight): void {
    this.name = state.name;
    this.deployment = state;
    this.gone = undefined;
    this.notes = noteStatus(this.notes, state, sight);
  }

  lose({ by, now }: Sight): void {
    this.gone ??= { at: now, by };
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
