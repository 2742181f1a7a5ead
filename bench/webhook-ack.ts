/**
 * How long a tool waits for the answer to a webhook, which comes after what it told is durable: the 99th of 100 at 200 messages per second, as a multiple of
 * what a bare handler with one INSERT takes at the same rate. The sides take turns, so that they meet the same machine.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { startWebhooks, type Side, type Webhooks } from './support/webhook';
import type { Bench } from './types';

const PER_SECOND = 200;
const TURNS = 10;
const SECONDS = 2;
const WARM_UP_TURNS = 2;

/** Sends at a steady rate, whether answers come or not. @returns how long each took, ms. */
async function turn(
  webhooks: Webhooks,
  side: Side,
  name: string,
): Promise<number[]> {
  const started = performance.now();
  const answers: Promise<number>[] = [];
  for (let i = 0; i < PER_SECOND * SECONDS; i += 1) {
    const due = started + (i * 1_000) / PER_SECOND;
    const wait = due - performance.now();
    if (wait > 0) await sleep(wait);
    const sent = performance.now();
    answers.push(
      webhooks.send(side, `${name}-${i}`).then(status => {
        if (status !== 200) throw new Error(`${side} answered ${status}`);
        return performance.now() - sent;
      }),
    );
  }
  return Promise.all(answers);
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

/** The ratio of the slowest of a hundred. */
export const bench: Bench = {
  name: 'webhook-ack',
  unit: '× the p99 of a bare handler with one INSERT',
  limit: 4,
  better: 'lower',
  short: false,
  async run() {
    const webhooks = await startWebhooks();
    try {
      const took: Record<Side, number[]> = { landfall: [], bare: [] };
      for (let index = 0; index < WARM_UP_TURNS + TURNS; index += 1) {
        for (const side of ['landfall', 'bare'] as const) {
          const times = await turn(webhooks, side, `turn-${index}`);
          if (index >= WARM_UP_TURNS) took[side].push(...times);
        }
      }
      const p99 = {
        landfall: quantile(took.landfall, 0.99),
        bare: quantile(took.bare, 0.99),
      };
      return {
        value: p99.landfall / p99.bare,
        detail: {
          p99Ms: p99,
          medianMs: {
            landfall: quantile(took.landfall, 0.5),
            bare: quantile(took.bare, 0.5),
          },
          perSecond: PER_SECOND,
          messages: took.landfall.length,
        },
      };
    } finally {
      await webhooks.stop();
    }
  },
};
