/**
 * Asks again and again whether the cluster still answers, with the right that the watch needs anyway: a stream without news tells nothing of that.
 */
import { ClusterError } from '../client/errors';
import type { ChangeSignal } from './changeSignal';
import { sleep } from './sleep';
import type { WatchTimings } from './timings';

/** What a heartbeat needs. */
export interface HeartbeatOptions {
  /** Asks the cluster for something small. @throws ClusterError */
  ask(): Promise<unknown>;
  /** The cluster answered. */
  answered(): Promise<void>;
  /** Something else failed: ask now. */
  trouble: ChangeSignal;
  timings: WatchTimings;
  signal: AbortSignal;
}

const SHORTEST_PAUSE_MS = 1_000;

/**
 * See the top of the file. Runs until the signal is aborted.
 *
 * @throws ClusterError when the cluster has not answered for `outageMs`, or at once when it refuses the credentials.
 */
export async function keepAsking(options: HeartbeatOptions): Promise<void> {
  const { ask, answered, trouble, timings, signal } = options;
  let lastAnswer = performance.now();
  while (!signal.aborted) {
    await trouble.next(signal, timings.heartbeatMs);
    if (signal.aborted) return;
    const asked = performance.now();
    const error = await failureOf(ask, signal);
    if (signal.aborted) return;
    if (!error) {
      lastAnswer = performance.now();
      await answered();
    } else if (
      error.kind === 'unauthorized' ||
      performance.now() - lastAnswer >= timings.outageMs
    ) {
      throw error;
    } else {
      // Look again soon, whether or not somebody complains.
      trouble.announce();
    }
    const rest = SHORTEST_PAUSE_MS - (performance.now() - asked);
    if (rest > 0) await sleep(rest, signal);
  }
}

/** The error of asking; none when the cluster answered, if only that it forbids this. */
export async function failureOf(
  ask: () => Promise<unknown>,
  signal: AbortSignal,
): Promise<ClusterError | undefined> {
  try {
    await ask();
  } catch (error) {
    if (signal.aborted) return undefined;
    if (!(error instanceof ClusterError)) throw error;
    return error.kind === 'forbidden' ? undefined : error;
  }
  return undefined;
}
