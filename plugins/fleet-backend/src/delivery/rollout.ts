import type { Instant } from '@landfall/backstage-plugin-fleet-common';
import type {
  Outcome,
  RolloutClass,
} from '@landfall/backstage-plugin-fleet-common';
import type { ContainerImage } from '@landfall/backstage-plugin-fleet-node';
import type { Digests } from './artefact';

/** A rollout of one target as its source reported it. */
export interface RolloutFact {
  /** Tells it from every other one; only breaks ties. */
  id: string;
  /** When it started. */
  at: Instant;
  /** When it finished; null while it has not, and where nobody knows. */
  finishedAt: Instant | null;
  /** Whether its source has ended it. */
  ended: boolean;
  estimated: { start: boolean; finish: boolean };
  /** Found after a gap in what was seen. */
  backfilled: boolean;
  incarnation: string;
  /** Order within the incarnation. */
  revision: number;
  images: readonly ContainerImage[];
  /** Equal for equal references: `referencesOf`, or a hash of it. */
  references: string;
  configuration: string;
  reported: Outcome;
  overdueSince: Instant | null;
  crashLoopingSince: Instant | null;
}

/** A rollout as the whole history of its target explains it. */
export interface ExplainedRollout extends RolloutFact {
  /** `at`, but never before that of a lower revision of its incarnation: what orders the rollouts of a target. */
  placedAt: Instant;
  /** Its digests; those not known are the previous rollout's where that has the same references. */
  digests: Digests;
  /** The first on its target with exactly this artefact. */
  firstArtefact: boolean;
  /** The first on its target with this configuration. */
  firstConfiguration: boolean;
  class: RolloutClass;
  outcome: Outcome;
  version: string;
  /** The version that it replaced; null for the first of a target. */
  previousVersion: string | null;
}
