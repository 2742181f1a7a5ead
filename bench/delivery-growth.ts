/**
 * How much longer requests for metrics of delivery take with ten times the history, which is the same life for ten times as long: the median of pairs, each asked
 * of two backends in turn; of one service, a team and the company that which is worst.
 */
import { percentile } from './support/measured';
import { METRICS, withDelivered } from './support/timedDelivery';
import type { Bench } from './types';

const WARM_UP = 60;
const PAIRS = 200;
/** Long enough for every window and week that an answer shows. */
const SHORT = { days: 200, rollouts: 20 };
const LONG = { days: 10 * SHORT.days, rollouts: 10 * SHORT.rollouts };

export const bench: Bench = {
  name: 'delivery-growth',
  unit: 'times as long',
  limit: 1.2,
  better: 'lower',
  short: false,
  run: () =>
    withDelivered([SHORT, LONG], async ([young, old]) => {
      const medians: Record<string, number> = {};
      for (const [name, path] of Object.entries(METRICS)) {
        const asked = { young: young.timed(path), old: old.timed(path) };
        const ratios: number[] = [];
        for (let pair = -WARM_UP; pair < PAIRS; pair++) {
          // Whoever comes first changes, so that neither always meets the other's garbage.
          const oldFirst = pair % 2 === 0;
          const first = await (oldFirst ? asked.old : asked.young)();
          const second = await (oldFirst ? asked.young : asked.old)();
          if (pair >= 0) {
            ratios.push(oldFirst ? first / second : second / first);
          }
        }
        medians[name] = percentile(ratios, 0.5);
      }
      return {
        value: Math.max(...Object.values(medians)),
        detail: {
          medians,
          pairs: PAIRS,
          observations: [young.seeded.observations, old.seeded.observations],
          deployments: [young.seeded.deployments, old.seeded.deployments],
        },
      };
    }),
};
