/**
 * How much longer the review page's request takes with ten times the observations and ten times the history of standings: the median of pairs,
 * each asked of two backends in turn.
 */
import { percentile, withPortals } from './support/measured';
import { MOVES, seedReviewed } from './support/reviewedCompany';
import type { Bench } from './types';

const WARM_UP = 60;
const PAIRS = 200;
const REVIEW = `/api/fleet/migrations/${MOVES[0]}`;

export const bench: Bench = {
  name: 'migration-review-growth',
  unit: 'times as long',
  limit: 1.2,
  better: 'lower',
  short: false,
  run: () =>
    withPortals(
      {
        entry: 'reviewBackend.ts',
        companies: [1, 10].map(
          times => database =>
            seedReviewed({
              database,
              now: Date.now(),
              changes: 12 * times,
              observations: 60 * times,
            }),
        ),
      },
      async ([young, old]) => {
        const review = {
          young: young.timed(REVIEW),
          old: old.timed(REVIEW),
        };
        const ratios: number[] = [];
        for (let pair = -WARM_UP; pair < PAIRS; pair++) {
          // Whoever comes first changes, so that neither always meets the other's garbage.
          const oldFirst = pair % 2 === 0;
          const first = await (oldFirst ? review.old : review.young)();
          const second = await (oldFirst ? review.young : review.old)();
          if (pair >= 0) {
            ratios.push(oldFirst ? first / second : second / first);
          }
        }
        return {
          value: percentile(ratios, 0.5),
          detail: {
            pairs: PAIRS,
            observations: [young.seeded.observations, old.seeded.observations],
            history: [young.seeded.history, old.seeded.history],
          },
        };
      },
    ),
};
