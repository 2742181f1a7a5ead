/** Time limits and pauses of a watch, ms unless told otherwise. */
export interface WatchTimings {
  /** How long changes are gathered before they are looked at. */
  gatherMs: number;
  /** How often it is asked whether the cluster still answers. */
  heartbeatMs: number;
  /** After so long without an answer the watch gives up, keeps what it knows, and says why. */
  outageMs: number;
  /** First and longest pause between tries of a stream. */
  retry: { baseMs: number; maxMs: number };
  /** How often it is tried again to get at what is forbidden. */
  forbiddenMs: number;
  /** A stream that is down for so long is told as a problem; shorter ones are ordinary. */
  troubleMs: number;
  /** After this the server ends a watch, seconds; up to a quarter less, so that not all end together. */
  watchSeconds: number;
  /** Objects that could not be read cause a new list at most this often. */
  relistMs: number;
  /** How long what is known is kept for after an outage. */
  resumeMs: number;
  /** How often it is looked at what is asked for of processors. */
  capacitySampleMs: number;
  /** After so long the hour is told in which it is first looked at that; all others when they are over. */
  capacityFirstMs: number;
  /** How often nodes and autoscalers are listed. */
  capacityListMs: number;
}

/** What holds unless told otherwise. */
export const defaultWatchTimings: WatchTimings = {
  gatherMs: 75,
  heartbeatMs: 10_000,
  outageMs: 45_000,
  retry: { baseMs: 500, maxMs: 15_000 },
  forbiddenMs: 60_000,
  troubleMs: 5_000,
  watchSeconds: 300,
  relistMs: 30_000,
  resumeMs: 600_000,
  capacitySampleMs: 60_000,
  capacityFirstMs: 180_000,
  capacityListMs: 600_000,
};

/**
 * How long to wait after so many failures in a row: doubles up to the maximum; the jitter takes away up to half.
 *
 * @param random - gives a number in [0, 1)
 */
export function retryPauseMs(
  failures: number,
  { baseMs, maxMs }: WatchTimings['retry'],
  random: () => number,
): number {
  const full = Math.min(maxMs, baseMs * 2 ** Math.min(failures - 1, 20));
  return Math.round(full * (1 - random() / 2));
}
