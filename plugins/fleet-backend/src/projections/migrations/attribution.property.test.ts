/** Whose a target is may become known long after it was seen: then all of its past is its service's, as if that had always been known. */
import * as fc from 'fast-check';
import type { Knex } from 'knex';
import { eachDatabase } from '../../database/testing';
import { livedSteps, MovingCompany, pendingOf } from './testing';

/** Each run lives a life of up to 25 steps twice. */
const RUNS = Number(process.env.PROPERTY_RUNS ?? 8);
const MINUTES_PER_RUN = 1;

describe('standings', () => {
  eachDatabase(under => {
    // After what it sets itself.
    jest.setTimeout(Math.max(4, RUNS * MINUTES_PER_RUN) * 60_000);
    let database: Knex;
    beforeAll(async () => {
      database = await under.open();
    });

    it('are the same whether targets were attributed right from the start or only at the end', async () => {
      await fc.assert(
        fc.asyncProperty(livedSteps, async steps => {
          const live = async (attributed: boolean) => {
            const company = new MovingCompany(database, { roundSize: 3 });
            await company.begin({ attributed });
            for (const step of steps) {
              await company.live(step);
              if (step.works !== 'idle') await company.projector.settle();
            }
            await company.attribute();
            await company.projector.settle();
            expect(await pendingOf(database)).toBe(0);
            return company.standings();
          };
          const expected = await live(true);
          expect(await live(false)).toEqual(expected);
        }),
        { numRuns: RUNS, endOnFailure: true },
      );
    });
  });
});
