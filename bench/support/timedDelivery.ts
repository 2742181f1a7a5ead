/** Times requests for metrics of delivery against requests that do next to nothing. */
import type { Bench, Measurement } from '../types';
import {
  deliveredSection,
  seedDelivered,
  type Delivered,
} from './deliveredCompany';
import { percentile, UNIT, withPortals, type SeededPortal } from './measured';

const WARM_UP = 60;
const PAIRS = 300;
/** Three years in which each of 2,000 services is rolled out 205 times: 1.5 million observations. */
const THREE_YEARS = { days: 3 * 365, rollouts: 205 };

/** Starts a portal for each length of history, waits until it has nothing left to derive, does something with them, and stops everything. */
export function withDelivered<T>(
  histories: readonly { days: number; rollouts: number }[],
  use: (portals: SeededPortal<Delivered>[]) => Promise<T>,
): Promise<T> {
  return withPortals(
    {
      entry: 'deliveryBackend.ts',
      config: { fleet: deliveredSection },
      companies: histories.map(
        history => database =>
          seedDelivered({ database, now: Date.now(), ...history }),
      ),
    },
    use,
  );
}

/** A bench of one request, in unit requests: the 95th of 100 over the 95th of 100. */
export function deliveryBench(options: {
  name: string;
  path: string;
  limit: number;
  /** @throws where the answer is not that of the company that was written. */
  check(body: unknown): void;
}): Bench {
  const { name, path, limit, check } = options;
  return {
    name,
    unit: 'unit requests',
    limit,
    better: 'lower',
    // More than a million rows.
    short: false,
    run: () =>
      withDelivered([THREE_YEARS], async ([{ portal, timed, seeded }]) => {
        check((await portal.get(path)).body);
        const unit = timed(UNIT);
        const page = timed(path);
        const times = { unit: [] as number[], page: [] as number[] };
        for (let pair = -WARM_UP; pair < PAIRS; pair++) {
          const [ofUnit, ofPage] = [await unit(), await page()];
          if (pair >= 0) {
            times.unit.push(ofUnit);
            times.page.push(ofPage);
          }
        }
        return compared(times, seeded);
      }),
  };
}

function compared(
  times: { unit: number[]; page: number[] },
  seeded: Delivered,
): Measurement {
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
      ...seeded,
    },
  };
}

/** Where metrics of delivery are asked for. */
export const METRICS = {
  service: '/api/fleet/services/component/default/service-7/metrics?window=90',
  team: '/api/fleet/teams/group/default/team-3/metrics?window=90',
  company: '/api/fleet/metrics?window=90',
} as const;
