/**
 * When a ReplicaSet became the one that its Deployment rolls out. That is a rollout, and a ReplicaSet can have several: a rollback does not make a new one but
 * raises the revision of the old, whose creation time then tells nothing.
 */
import type { Instant } from '@landfall/backstage-plugin-fleet-common';
import type { Sight } from '../types';
import type { ReplicaSetState } from './projections';

/** One time that a ReplicaSet became the current one. */
export interface Appearance {
  revision: number;
  /** Null when nobody saw it. */
  at: Instant | null;
  by: Sight['by'];
}

/** A ReplicaSet with what is known of its past. */
export interface ReplicaSetRecord {
  state: ReplicaSetState;
  /** By revision. */
  appearances: readonly Appearance[];
}

const MOST_APPEARANCES = 20;

/** Gives the record after another state of the ReplicaSet was seen. */
export function noteReplicaSet(
  before: ReplicaSetRecord | undefined,
  state: ReplicaSetState,
  sight: Sight,
): ReplicaSetRecord {
  const known = before?.appearances ?? [];
  const { revision } = state;
  if (revision === null) return { state, appearances: known };
  const { by, now } = sight;
  if (known.length === 0) {
    // The first revision began with the ReplicaSet. Of those between, nobody knows when.
    const first = Math.min(revision, ...state.history);
    const begun = { revision: first, at: state.createdAt, by };
    const raised = { revision, at: null, by };
    return {
      state,
      appearances: revision > first ? [begun, raised] : [begun],
    };
  }
  if (revision <= known[known.length - 1].revision) {
    return { state, appearances: known };
  }
  // Seen as it happened, the raise is the newest thing that was written to it.
  const at = by === 'watch' ? state.writtenAt ?? now : null;
  return {
    state,
    appearances: [...known, { revision, at, by }].slice(-MOST_APPEARANCES),
  };
}
