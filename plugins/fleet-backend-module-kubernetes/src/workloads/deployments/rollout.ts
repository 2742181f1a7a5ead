import type { Instant } from '@landfall/backstage-plugin-fleet-common';
import type {
  ContainerImage,
  RolloutBody,
} from '@landfall/backstage-plugin-fleet-node';
import type { Gap, Sight } from '../types';
import type { ReplicaSetRecord } from './appearances';
import type { DeploymentState, PodState } from './projections';
import type { StatusNotes } from './statusNotes';

/** A rollout as we know it. */
export interface Rollout {
  key: string;
  revision: number;
  replicaSetUid: string;
  replicaSetName: string;
  at: Instant;
  atEstimated: boolean;
  images: ContainerImage[];
  configuration: string;
  /** What its author says that the artefact was made from. */
  madeFrom: RolloutBody['madeFrom'];
  /** How it was first seen. */
  by: Sight['by'];
  /** Whether it was seen in progress. */
  seenOpen: boolean;
  /** Since when its finish waits for its pods. */
  waitsSince: Instant | undefined;
  outcome: RolloutBody['outcome'];
  endedAt: Instant | null;
  endedAtEstimated: boolean;
  backfilled: boolean;
  overdueSince: Instant | null;
  crashLoopingSince: Instant | null;
  /** What the crash loop is told by. */
  crashReason: string;
  /** What is told of it now. */
  reason: string;
}

/** How things stand with one Deployment. */
export interface DeploymentView {
  uid: string;
  deployment: DeploymentState | undefined;
  /** It was deleted. */
  gone: { at: Instant; by: Sight['by'] } | undefined;
  notes: StatusNotes;
  replicaSets: ReadonlyMap<string, ReplicaSetRecord>;
  podsOf(replicaSetUid: string): readonly PodState[];
  /** The last time in which Deployments were not watched. */
  gap: Gap | undefined;
  /** Whether pods are watched at all. */
  podsWatched: boolean;
  now: Instant;
}

/** Key of a rollout's observation. */
export function rolloutKey(
  deploymentUid: string,
  replicaSetUid: string,
  revision: number,
): string {
  return `rollout/${deploymentUid}/${replicaSetUid}/${revision}`;
}
