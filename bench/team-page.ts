/**
 * How long the team page's request takes for a team of 40 services among 200, in requests that do next to nothing: p95 of the page over the median
 * of the unit, both asked in turn of the same backend on PostgreSQL.
 */
import { percentile, withSeededBackends } from './support/measured';
import type { Bench } from './types';

const WARM_UP = 100;
const PAIRS = 400;

export const bench: Bench = {
  name: 'team-page',
  unit: 'unit requests',
  limit: 6,
  better: 'lower',
  short: true,
  run: () =>
    withSeededBackends([90], async ([backend]) => {
      const unit: number[] = [];
      const page: number[] = [];
      for (let pair = -WARM_UP; pair < PAIRS; pair++) {
        const times = [await backend.unit(), await backend.teamPage()];
        if (pair >= 0) {
          unit.push(times[0]);
          page.push(times[1]);
        }
      }
      const p95 = {
        unit: percentile(unit, 0.95),
        page: percentile(page, 0.95),
      };
      const median = {
        unit: percentile(unit, 0.5),
        page: percentile(page, 0.5),
      };
      return {
        value: p95.page / p95.unit,
        detail: {
          medianMs: median,
          p95Ms: p95,
          medians: median.page / median.unit,
          p95OverMedianUnit: p95.page / median.unit,
          pairs: PAIRS,
          observations: backend.observations,
          deployments: backend.deployments,
        },
      };
    }),
};
