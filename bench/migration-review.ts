/**
 * How long the request of the review page takes with 2,000 services in each of three migrations that have gone on for three years, in requests
 * that do next to nothing: p95 of the review over p95 of the unit, both asked in turn of the same backend on PostgreSQL.
 */
import { migrationReviewSchema } from '@landfall/backstage-plugin-fleet-common';
import { percentile, UNIT, withPortals } from './support/measured';
import { MOVES, seedReviewed, SERVICES } from './support/reviewedCompany';
import type { Bench } from './types';

const WARM_UP = 60;
const PAIRS = 300;
const REVIEW = `/api/fleet/migrations/${MOVES[0]}`;

export const bench: Bench = {
  name: 'migration-review',
  unit: 'unit requests',
  limit: 8,
  better: 'lower',
  short: true,
  run: () =>
    withPortals(
      {
        entry: 'reviewBackend.ts',
        companies: [
          database =>
            seedReviewed({
              database,
              now: Date.now(),
              changes: 12,
              observations: 50,
            }),
        ],
      },
      async ([{ portal, timed, seeded }]) => {
        const { body } = await portal.get(REVIEW);
        const review = migrationReviewSchema.parse(body);
        const { scope, sides } = review.progress;
        if (
          scope + sides.exempt !== SERVICES ||
          review.cut.total !== 60 ||
          review.decisions.total < 100 ||
          review.burnUp.length < 300
        ) {
          throw new Error(
            'The review does not show the company that it should',
          );
        }
        const unit = timed(UNIT);
        const page = timed(REVIEW);
        const times = { unit: [] as number[], page: [] as number[] };
        for (let pair = -WARM_UP; pair < PAIRS; pair++) {
          const [ofUnit, ofPage] = [await unit(), await page()];
          if (pair >= 0) {
            times.unit.push(ofUnit);
            times.page.push(ofPage);
          }
        }
        const at = (share: number) => ({
          unit: percentile(times.unit, share),
          page: percentile(times.page, share),
        });
        const [median, p95] = [at(0.5), at(0.95)];
        return {
          value: p95.page / p95.unit,
          detail: {
            medianMs: median,
            p95Ms: p95,
            medians: median.page / median.unit,
            pairs: PAIRS,
            services: SERVICES,
            migrations: MOVES.length,
            ...seeded,
          },
        };
      },
    ),
};
