/** Time limits and sizes of the runner. */
export interface Timings {
  /** A lease that is not renewed is free after this, ms. */
  leaseMs: number;
  /** How often leases are renewed, ms. */
  renewMs: number;
  /** How often free leases are looked for, ms. */
  acquireMs: number;
  /** How long a replica that holds all but one of the leases leaves a free one to others, ms; proportionally less when it holds fewer. */
  yieldMs: number;
  /** First and longest wait before a failed watch is started again, ms. */
  restartMs: { baseMs: number; maxMs: number };
  /** A watch that ran this long was healthy: its failures are counted anew, ms. */
  healthyMs: number;
  /** How long a run may take to stop after its signal, and its last batches to be recorded, ms. */
  graceMs: number;
  /** Longest time until what was reported is recorded, ms. */
  flushMs: number;
  /** Observations in one transaction. */
  batchSize: number;
  /** Observations that wait for being recorded before `report` makes a source wait. */
  queueSize: number;
  /** How often recording a batch is tried. */
  recordAttempts: number;
  /** Wait between these tries, ms. */
  recordRetryMs: { baseMs: number; maxMs: number };
  /** A failed poll is tried again after that, never more often than its interval, ms. */
  pollRetryMs: { baseMs: number; maxMs: number };
  /** A poll with a longer interval is thought about at least this often, so that it can be tried again earlier, ms. */
  pollTickMs: number;
}

/** What holds unless told otherwise. Expiry + search + yield stay below the 30 s within which a watch is taken over. */
export const defaultTimings: Timings = {
  leaseMs: 20_000,
  renewMs: 5_000,
  acquireMs: 2_000,
  yieldMs: 5_000,
  restartMs: { baseMs: 1_000, maxMs: 60_000 },
  healthyMs: 60_000,
  graceMs: 5_000,
  flushMs: 200,
  batchSize: 500,
  queueSize: 5_000,
  recordAttempts: 5,
  recordRetryMs: { baseMs: 250, maxMs: 5_000 },
  pollRetryMs: { baseMs: 10_000, maxMs: 600_000 },
  pollTickMs: 60_000,
};
