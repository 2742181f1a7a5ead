/** How much longer the team page's request takes with ten times the history: the median of pairs, each asked of two backends in turn. */
import { percentile, withSeededBackends } from './support/measured';
import type { Bench } from './types';

const WARM_UP = 100;
const PAIRS = 200;

export const bench: Bench = {
  name: 'team-page-growth',
  unit: 'times as long',
  limit: 1.2,
  better: 'lower',
  short: false,
  run: () =>
    withSeededBackends([90, 900], async ([young, old]) => {
      const ratios: number[] = [];
      for (let pair = -WARM_UP; pair < PAIRS; pair++) {
        // Whoever comes first changes, so that neither always meets the other's garbage.
        const oldFirst = pair % 2 === 0;
        const first = await (oldFirst ? old : young).teamPage();
        const second = await (oldFirst ? young : old).teamPage();
        if (pair >= 0) {
          ratios.push(oldFirst ? first / second : second / first);
        }
      }
      return {
        value: percentile(ratios, 0.5),
        detail: {
          pairs: PAIRS,
          deployments: [young.deployments, old.deployments],
          observations: [young.observations, old.observations],
        },
      };
    }),
};
