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

/**
 * Gives the record after another state of the ReplicaSet was seen. It tells of every time that it was current, the last in its revision, the others in
 * its history: what was rolled back and forth while nobody looked is not lost.
 */
export function noteReplicaSet(
  before: ReplicaSetRecord | undefined,
  state: ReplicaSetState,
  sight: Sight,
): ReplicaSetRecord {
  const known = before?.appearances ?? [];
  const { revision } = state;
  if (revision === null) return { state, appearances: known };
  const { by, now } = sight;
  const latest = known.at(-1)?.revision ?? -1;
  const told = [...new Set([...state.history, revision])]
    .filter(one => one > latest && one <= revision)
    .sort((a, b) => a - b)
    .map((one, i): Appearance => {
      // The first revision began with the ReplicaSet.
      if (known.length === 0 && i === 0) {
        return { revision: one, at: state.createdAt, by };
      }
      // Seen as it happened, the raise is the newest thing that was written to it. Of those before it nobody knows when.
      const seen = known.length > 0 && by === 'watch' && one === revision;
      return { revision: one, at: seen ? state.writtenAt ?? now : null, by };
    });
  if (told.length === 0) return { state, appearances: known };
  const [first, ...rest] = [...known, ...told];
  return {
    state,
    appearances: [first, ...rest.slice(1 - MOST_APPEARANCES)],
  };
}
