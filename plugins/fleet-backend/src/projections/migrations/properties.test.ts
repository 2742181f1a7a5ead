/** The property tests of `ledger.md`, for how services stand in migrations. */
import type { Instant } from '@landfall/backstage-plugin-fleet-common';
import * as fc from 'fast-check';
import type { Knex } from 'knex';
import { eachDatabase } from '../../database/testing';
import type { Ledger } from '../../ledger/types';
import type { Projector } from '../projector';
import { rebuild } from '../rebuild';
import { livedSteps, MovingCompany, pendingOf } from './testing';

/** Each run lives a life of up to 25 steps several times over. */
const RUNS = Number(process.env.PROPERTY_RUNS ?? 12);
const MINUTES_PER_RUN = 0.5;

const killed = new Error('killed');

/** A ledger that fails within a round when it is told to: then the round is rolled back, as after `kill -9`. */
function mortal(ledger: Ledger, mortality: { reads: number }): Ledger {
  return {
    ...ledger,
    within: transaction => {
      const inner = ledger.within(transaction);
      return {
        ...inner,
        versionsSince: query => {
          if (mortality.reads-- === 0) throw killed;
          return inner.versionsSince(query);
        },
      };
    },
  };
}

async function settle(projector: Projector): Promise<void> {
  await projector.settle().catch(error => {
    if (error !== killed) throw error;
  });
}

describe('standings', () => {
  eachDatabase(under => {
    // After what it sets itself.
    jest.setTimeout(Math.max(4, RUNS * MINUTES_PER_RUN) * 60_000);
    let database: Knex;
    beforeAll(async () => {
      database = await under.open();
    });

    it('are the same after a rebuild, whenever the projector worked and whatever was killed', async () => {
      await fc.assert(
        fc.asyncProperty(livedSteps, async steps => {
          const mortality = { reads: -1 };
          const company = new MovingCompany(database, {
            ledger: ledger => mortal(ledger, mortality),
            roundSize: 3,
          });
          await company.begin();
          for (const step of steps) {
            await company.live(step);
            mortality.reads = step.works === 'is killed' ? 0 : -1;
            if (step.works !== 'idle') await settle(company.projector);
          }
          mortality.reads = -1;
          await company.projector.settle();
          const expected = await company.standings();
          expect(await pendingOf(database)).toBe(0);

          await rebuild(company);
          await company.replica().settle();
          expect(await company.standings()).toEqual(expected);
        }),
        { numRuns: RUNS, endOnFailure: true },
      );
    });

    it('are the same from one clean pass as from many with crashes', async () => {
      await fc.assert(
        fc.asyncProperty(livedSteps, async steps => {
          const clean = new MovingCompany(database);
          await clean.begin();
          for (const step of steps) {
            await clean.live({ ...step, twice: false });
          }
          await clean.replica().settle();
          const expected = await clean.standings();

          const mortality = { reads: -1 };
          const company = new MovingCompany(database, {
            ledger: ledger => mortal(ledger, mortality),
            roundSize: 3,
          });
          await company.begin();
          for (const step of steps) {
            await company.live(step);
            mortality.reads = step.works === 'is killed' ? 0 : -1;
            if (step.works !== 'idle') await settle(company.projector);
          }
          mortality.reads = -1;
          await company.projector.settle();
          expect(await company.standings()).toEqual(expected);
        }),
        { numRuns: RUNS, endOnFailure: true },
      );
    });

    it('that were known at a moment stay what was known then', async () => {
      await fc.assert(
        fc.asyncProperty(livedSteps, async steps => {
          const company = new MovingCompany(database);
          await company.begin();
          const known: { at: Instant; then: unknown }[] = [];
          for (const step of steps) {
            await company.live(step);
            await company.projector.settle();
            const at = company.clock.now();
            // What is learnt at the same instant belongs to it.
            if (known.at(-1)?.at === at) known.pop();
            known.push({ at, then: await company.asOf(at) });
          }
          for (const { at, then } of known) {
            expect({ at, then: await company.asOf(at) }).toEqual({ at, then });
          }
          await rebuild(company);
          await company.replica().settle();
          for (const { at, then } of known) {
            expect({ at, then: await company.asOf(at) }).toEqual({ at, then });
          }
        }),
        { numRuns: RUNS, endOnFailure: true },
      );
    });

    it('lose and leave no mark when two projectors work at once', async () => {
      await fc.assert(
        fc.asyncProperty(livedSteps, async steps => {
          const company = new MovingCompany(database);
          await company.begin();
          const replicas = [
            company.replica({ roundSize: 2 }),
            company.replica({ roundSize: 3 }),
          ];
          for (const step of steps) {
            await company.live(step);
            await Promise.all(replicas.map(replica => replica.settle()));
          }
          // One of them may have left to the other what that one had begun.
          await replicas[0].settle();
          expect(await pendingOf(database)).toBe(0);
          const expected = await company.standings();

          await rebuild(company);
          await company.replica().settle();
          expect(await company.standings()).toEqual(expected);
        }),
        { numRuns: RUNS, endOnFailure: true },
      );
    });
  });
});
