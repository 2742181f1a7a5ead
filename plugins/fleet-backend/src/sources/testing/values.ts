import { instant } from '@landfall/backstage-plugin-fleet-common';
import type {
  Clock,
  ObservationInput,
} from '@landfall/backstage-plugin-fleet-node';
import { sleep } from '../sleep';
import { defaultTimings, type Timings } from '../timings';

/** The real time. */
export const realClock: Clock = { now: () => instant(Date.now()) };

/** Short times, so that tests need not wait; the proportions are those of the real ones. */
export const shortTimings: Timings = {
  ...defaultTimings,
  leaseMs: 800,
  renewMs: 200,
  acquireMs: 80,
  yieldMs: 200,
  restartMs: { baseMs: 40, maxMs: 400 },
  graceMs: 1_000,
  flushMs: 20,
  recordRetryMs: { baseMs: 5, maxMs: 20 },
  pollTickMs: 1_000,
};

/**
 * Waits until a condition holds.
 *
 * @throws Error when it does not in time.
 */
export async function until(
  condition: () => boolean | Promise<boolean>,
  ms = 30_000,
): Promise<void> {
  for (const end = performance.now() + ms; ; await sleep(10)) {
    if (await condition()) return;
    if (performance.now() > end) {
      throw new Error(`Did not come true within ${ms} ms: ${condition}`);
    }
  }
}

/** An observation that the ledger accepts. */
export function operation(key: string, at = 1_000): ObservationInput {
  return {
    kind: 'operation',
    key,
    version: 1,
    at,
    ended: true,
    endedAt: at,
    target: {
      platform: 'kubernetes',
      cluster: 'one',
      namespace: 'shop',
      workloadKind: 'Deployment',
      workload: 'cart',
    },
    body: { operation: 'scale', actor: 'unknown', from: 1, to: 2 },
  };
}
