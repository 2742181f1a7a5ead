import type { Knex } from 'knex';
import { eachDatabase } from '../database/testing';
import { createSourceRunner } from './runner';
import { sleep } from './sleep';
import { captureLogger } from './testing/captureLogger';
import { frameworkScheduler } from './testing/frameworkScheduler';
import { poll, source, well } from './testing/runners';
import { TimingLedger } from './testing/timingLedger';
import { realClock, shortTimings, until } from './testing/values';
import type { Timings } from './timings';

/** Longer than a test may take: who waits for it fails. */
const LONG_SECONDS = 600;

describe('the look of a replica that died', () => {
  const ends: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const end of ends.splice(0)) await end();
  });

  eachDatabase(under => {
    /** A replica whose look takes so long. */
    async function start(
      database: Knex,
      more: {
        replicaId: string;
        lastsMs: number;
        alone?: boolean;
        timings?: Partial<Timings>;
      },
    ) {
      const looks: string[] = [];
      let ended = false;
      const runner = createSourceRunner({
        sources: [
          source([
            poll(
              'one',
              async () => {
                looks.push('begun');
                for (
                  const end = performance.now() + more.lastsMs;
                  performance.now() < end && !ended;

                ) {
                  await sleep(20);
                }
                looks.push('ended');
                return well;
              },
              { timeoutSeconds: LONG_SECONDS },
            ),
          ]),
        ],
        ledger: new TimingLedger(),
        database,
        scheduler: frameworkScheduler(database),
        logger: captureLogger(),
        clock: realClock,
        replicaId: more.replicaId,
        random: () => 0.5,
        alone: more.alone ?? false,
        timings: { ...shortTimings, ...more.timings },
      });
      ends.push(async () => {
        ended = true;
        await runner.stop();
      });
      await runner.start();
      return looks;
    }
    const dead = { renewMs: LONG_SECONDS * 1_000, acquireMs: 600_000 };

    it('is begun again by another one, long before its time is up', async () => {
      const database = await under.open();
      const one = await start(database, {
        ...{ replicaId: 'one', lastsMs: LONG_SECONDS * 1_000 },
        // It renews nothing, as one that was killed.
        timings: dead,
      });
      await until(() => one.length === 1);
      const two = await start(database, { replicaId: 'two', lastsMs: 0 });
      await until(() => two.length >= 2, 30_000);
      expect(one).toEqual(['begun']);
    });

    it('is begun again at once by the only replica, when it starts again', async () => {
      const database = await under.open();
      const one = await start(database, {
        ...{ replicaId: 'one', lastsMs: LONG_SECONDS * 1_000, timings: dead },
      });
      await until(() => one.length === 1);
      const again = await start(database, {
        ...{ replicaId: 'again', lastsMs: 0, alone: true },
        // The lease has not run out.
        timings: { leaseMs: LONG_SECONDS * 1_000, ...dead },
      });
      await until(() => again.length >= 2, 30_000);
      expect(one).toEqual(['begun']);
    });

    it('is told from one that takes its time', async () => {
      const database = await under.open();
      const one = await start(database, { replicaId: 'one', lastsMs: 5_000 });
      await until(() => one.length === 1);
      const two = await start(database, { replicaId: 'two', lastsMs: 0 });
      // Longer than three leases.
      await sleep(3 * shortTimings.leaseMs);
      expect([one, two]).toEqual([['begun'], []]);
      await until(() => one.length >= 2, 30_000);
    });
  });
});
