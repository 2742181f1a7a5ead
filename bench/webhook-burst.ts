/**
 * 5,000 messages at once, from a tool that sends again what was answered with 503, as it is told to: none may be lost, and none told as recorded that is not.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { startWebhooks } from './support/webhook';
import type { Bench } from './types';

const MESSAGES = 5_000;
const MOST_TRIES = 50;
const PAUSE_MS = 200;

/** How many were lost. */
export const bench: Bench = {
  name: 'webhook-burst',
  unit: 'messages lost of 5,000 at once',
  limit: 0,
  better: 'lower',
  short: false,
  async run() {
    const webhooks = await startWebhooks();
    try {
      let refused = 0;
      const sendUntilTaken = async (id: string): Promise<string> => {
        for (let tried = 1; tried <= MOST_TRIES; tried += 1) {
          const status = await webhooks.send('landfall', id);
          if (status === 200) return id;
          if (status !== 503) throw new Error(`Answered with ${status}`);
          refused += 1;
          await sleep(PAUSE_MS);
        }
        throw new Error(`${id} was refused ${MOST_TRIES} times`);
      };
      const started = performance.now();
      const taken = await Promise.all(
        Array.from({ length: MESSAGES }, (_, i) =>
          sendUntilTaken(`burst-${i}`),
        ),
      );
      const tookMs = performance.now() - started;
      const kept: string[] = await webhooks
        .database('observations')
        .where({ source: 'webhook', scope: 'desk' })
        .whereRaw('newest')
        .pluck('key');
      const known = new Set(kept);
      return {
        value: taken.filter(id => !known.has(id)).length,
        detail: {
          messages: MESSAGES,
          kept: kept.length,
          sentAgain: refused,
          perSecond: Math.round((MESSAGES * 1_000) / tookMs),
        },
      };
    } finally {
      await webhooks.stop();
    }
  },
};
