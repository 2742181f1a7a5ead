import type { JsonValue } from '@backstage/types';
import type { Instant } from '@landfall/backstage-plugin-fleet-common';

/** What is recorded in one transaction. */
export interface QueuedBatch {
  observations: unknown[];
  /** The newest cursor that came with or before the last observation. */
  cursor?: JsonValue;
  /** When all of them were learnt, where that is made up. */
  learntAt?: Instant;
  /** Of the newest entry in it; see {@link ObservationQueue.sequence}. */
  sequence: number;
}

type Entry = { sequence: number } & (
  | { observation: unknown; learntAt: Instant | undefined }
  | { cursor: JsonValue }
);

/**
 * Observations that wait for being recorded, in order, with the cursors between them. A cursor stands behind the observations that it
 * covers: it leaves the queue only with the last of them, never earlier.
 */
export class ObservationQueue {
  private entries: Entry[] = [];
  private observations = 0;
  private newest = 0;

  /** Number of the newest entry that was ever put in; they count from 1. */
  get sequence(): number {
    return this.newest;
  }

  /** Observations that wait. */
  get size(): number {
    return this.observations;
  }

  /** Whether neither an observation nor a cursor waits. */
  get isEmpty(): boolean {
    return this.entries.length === 0;
  }

  push(observations: readonly unknown[], learntAt?: Instant): void {
    for (const observation of observations) {
      this.newest += 1;
      this.entries.push({ sequence: this.newest, observation, learntAt });
    }
    this.observations += observations.length;
  }

  /** Puts a cursor behind all that waits. One that directly follows another replaces it, so that cursors alone never fill the queue. */
  pushCursor(cursor: JsonValue): void {
    const last = this.entries.at(-1);
    if (last && 'cursor' in last) this.entries.pop();
    this.newest += 1;
    this.entries.push({ sequence: this.newest, cursor });
  }

  /**
   * Takes out at most `limit` observations, all learnt at the same time where that is made up, with the cursors up to and directly behind them.
   */
  take(limit: number): QueuedBatch {
    const batch: QueuedBatch = {
      observations: [],
      sequence: this.newest,
    };
    let taken = 0;
    for (const entry of this.entries) {
      if ('cursor' in entry) {
        batch.cursor = entry.cursor;
      } else {
        const isFirst = batch.observations.length === 0;
        if (isFirst) batch.learntAt = entry.learntAt;
        if (
          batch.observations.length === limit ||
          batch.learntAt !== entry.learntAt
        ) {
          break;
        }
        batch.observations.push(entry.observation);
      }
      batch.sequence = entry.sequence;
      taken += 1;
    }
    this.entries.splice(0, taken);
    this.observations -= batch.observations.length;
    return batch;
  }

  clear(): void {
    this.entries = [];
    this.observations = 0;
  }
}
