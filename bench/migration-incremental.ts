/**
 * How much longer one observation takes to be recorded and derived among 2,000 services than among 20: the median of pairs, each on two databases of one
 * PostgreSQL in turn. It must not take more statements either.
 */
import { startPostgres } from 'testbed';
import { percentile } from './support/measured';
import { seedTwoPlatforms, type TwoPlatforms } from './support/twoPlatforms';
import type { Bench } from './types';

const WARM_UP = 60;
const PAIRS = 300;
const FEW = 20;
const MANY = 2_000;

export const bench: Bench = {
  name: 'migration-incremental',
  unit: 'times as long',
  limit: 1.2,
  better: 'lower',
  short: false,
  run: async () => {
    const stops: (() => Promise<unknown>)[] = [];
    try {
      const postgres = await startPostgres();
      stops.push(() => postgres.stop());
      const seed = async (services: number) => {
        const seeded = await seedTwoPlatforms({
          url: postgres.url,
          name: `services${services}`,
          services,
          changes: 2,
        });
        stops.push(() => seeded.stop());
        return seeded;
      };
      const few = await seed(FEW);
      const many = await seed(MANY);
      const ratios: number[] = [];
      for (let pair = -WARM_UP; pair < PAIRS; pair++) {
        // Whoever comes first changes, so that neither always meets the other's garbage.
        const manyFirst = pair % 2 === 0;
        const first = await timed(manyFirst ? many : few, pair);
        const second = await timed(manyFirst ? few : many, pair);
        if (pair >= 0) {
          ratios.push(manyFirst ? first / second : second / first);
        }
      }
      const statements = [
        await statementsOf(few, PAIRS),
        await statementsOf(many, PAIRS),
      ];
      if (statements[1] > statements[0]) {
        throw new Error(
          `Among ${MANY} services it takes ${statements[1]} statements, among ${FEW} only ${statements[0]}`,
        );
      }
      return {
        value: percentile(ratios, 0.5),
        detail: { pairs: PAIRS, services: [FEW, MANY], statements },
      };
    } finally {
      for (const stop of stops.reverse()) await stop();
    }
  },
};

/** The same services are observed in both, so that they have as long a history. */
async function observeOne(seeded: TwoPlatforms, turn: number): Promise<void> {
  await seeded.observe(Math.abs(turn) % FEW, Math.abs(turn) % 4);
  await seeded.projector.settle();
}

async function timed(seeded: TwoPlatforms, turn: number): Promise<number> {
  const began = performance.now();
  await observeOne(seeded, turn);
  return performance.now() - began;
}

async function statementsOf(
  seeded: TwoPlatforms,
  turn: number,
): Promise<number> {
  let count = 0;
  const countOne = () => {
    count += 1;
  };
  seeded.database.on('query', countOne);
  await observeOne(seeded, turn);
  seeded.database.off('query', countOne);
  return count;
}
