import { eachDatabase } from '../database/testing';
import { createLedger } from '../ledger/ledger';
import type { Ledger } from '../ledger/types';
import { createSourceRunner } from './runner';
import { captureLogger } from './testing/captureLogger';
import { frameworkScheduler } from './testing/frameworkScheduler';
import { aborted, poll, runners, source, watch, well } from './testing/runners';
import { operation, realClock, shortTimings, until } from './testing/values';

/** Numbers that look like chance and are the same in each run. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state / 2 ** 31;
  };
}

describe('what is reported', () => {
  const { runnerOf } = runners();

  eachDatabase(under => {
    it('is recorded once and whole, with a cursor that is never ahead, however often recording breaks', async () => {
      const database = await under.open();
      const real = createLedger({ database, clock: realClock });
      const chance = dice(7);
      const total = 600;
      let broken = 0;
      const aheads: number[] = [];
      const ledger: Ledger = {
        ...real,
        record: async batch => {
          const luck = chance();
          // Before it is durable, or after: then nobody learns that it was.
          if (luck < 0.3) broken += 1;
          if (luck < 0.15) throw new Error('connection refused');
          const result = await real.record(batch);
          const cursor = await real.cursor(batch);
          const [held] = await real.scopes();
          aheads.push(Number(cursor ?? 0) - held.observations);
          if (luck < 0.3) throw new Error('connection reset');
          return result;
        },
      };
      const starts: unknown[] = [];
      const { runner } = runnerOf(
        database,
        [
          source([
            watch('one', async context => {
              starts.push(context.cursor);
              for (let i = Number(context.cursor ?? 0); i < total; i += 7) {
                const keys = [0, 1, 2, 3, 4, 5, 6].map(n => `k${i + n}`);
                await context.report(
                  keys.map(key => operation(key)),
                  { cursor: i + 7 },
                );
              }
              await aborted(context.signal);
            }),
          ]),
        ],
        {
          ledger,
          timings: {
            batchSize: 10,
            queueSize: 30,
            flushMs: 5,
            recordAttempts: 2,
            restartMs: { baseMs: 5, maxMs: 20 },
          },
        },
      );
      await runner.start();
      await until(async () => {
        const [held] = await real.scopes();
        return (held?.observations ?? 0) >= 602;
      }, 60_000);
      await runner.stop();
      expect(broken).toBeGreaterThan(5);
      expect(starts.length).toBeGreaterThan(1);
      expect(Math.max(...aheads)).toBeLessThanOrEqual(0);
      expect(await real.cursor({ source: 'clusters', scope: 'one' })).toBe(602);
      const rows = await database('observations').select('key');
      expect(new Set(rows.map(({ key }) => key)).size).toBe(602);
      expect(rows).toHaveLength(602);
    });

    it('is handed back as it was, so that it can be changed and reported again', async () => {
      const database = await under.open();
      const ledger = createLedger({ database, clock: realClock });
      const left = { ...operation('open'), ended: false, endedAt: null };
      let isDone = false;
      const { runner } = runnerOf(
        database,
        [
          source([
            watch('one', async context => {
              await context.report([left]);
              await context.flush();
              for await (const open of context.open('operation')) {
                await context.report([{ ...open, version: 2, ended: true }]);
              }
              await context.flush();
              isDone = true;
              await aborted(context.signal);
            }),
          ]),
        ],
        { ledger },
      );
      await runner.start();
      await until(() => isDone);
      await runner.stop();
      expect(await ledger.scopes()).toMatchObject([{ refused: 0 }]);
      const newest = await database('observations').where('newest', true);
      expect(newest.map(({ version }) => Number(version))).toEqual([2]);
    });

    it('is there for a watch that starts anew: its cursor and what it left open', async () => {
      const database = await under.open();
      const ledger = createLedger({ database, clock: realClock });
      const run = (report: boolean, found: string[]) =>
        source([
          watch('one', async context => {
            if (report) {
              await context.report(
                [
                  operation('ended'),
                  { ...operation('open'), ended: false, endedAt: null },
                ],
                { cursor: { version: 5 } },
              );
              await context.flush();
            }
            for await (const { key } of context.open('operation')) {
              found.push(key);
            }
            found.push(JSON.stringify(context.cursor));
            await aborted(context.signal);
          }),
        ]);
      const before: string[] = [];
      const first = runnerOf(database, [run(true, before)], { ledger });
      await first.runner.start();
      await until(() => before.length === 2);
      await first.runner.stop();
      const after: string[] = [];
      const second = runnerOf(database, [run(false, after)], { ledger });
      await second.runner.start();
      await until(() => after.length === 2);
      expect(before).toEqual(['open', '{"version":5}']);
      expect(after).toEqual(before);
    });

    it('is refused, counted and kept aside when it is malformed, and the rest of it recorded', async () => {
      const database = await under.open();
      const ledger = createLedger({ database, clock: realClock });
      const { runner, logger } = runnerOf(
        database,
        [
          source([
            watch('one', async context => {
              await context.report([
                operation('good'),
                { ...operation('bad'), at: 1.5 },
              ]);
              await aborted(context.signal);
            }),
          ]),
        ],
        { ledger },
      );
      await runner.start();
      await until(async () => (await ledger.scopes()).length === 1);
      expect(await ledger.scopes()).toMatchObject([
        { source: 'clusters', scope: 'one', observations: 1, refused: 1 },
      ]);
      await until(() => logger.lines.some(line => line.includes("'bad'")));
    });

    it('goes away with a demo that is no longer installed', async () => {
      const database = await under.open();
      const ledger = createLedger({ database, clock: realClock });
      const reports = watch('one', async context => {
        await context.report([operation('k')]);
        await context.flush();
        await context.seen(well);
        await aborted(context.signal);
      });
      const real = source([reports]);
      const demo = source([reports], { id: 'demo', demo: true });
      const first = runnerOf(database, [real, demo], { ledger });
      await first.runner.start();
      await until(
        async () => (await database('observations').select('key')).length === 2,
      );
      await first.runner.stop();
      const second = runnerOf(database, [real], { ledger });
      await second.runner.start();
      expect(await database('observations').distinct('source')).toEqual([
        { source: 'clusters' },
      ]);
      expect(await ledger.scopes()).toHaveLength(1);
    });

    it("comes from polls by one replica at a time, through the framework's scheduler", async () => {
      const database = await under.open();
      const ledger = createLedger({ database, clock: realClock });
      let looking = 0;
      let most = 0;
      const lookers: string[] = [];
      const replicas = ['one', 'two'].map(replicaId =>
        createSourceRunner({
          sources: [
            source([
              poll(
                'a',
                async context => {
                  looking += 1;
                  most = Math.max(most, looking);
                  lookers.push(replicaId);
                  await context.report([operation(`k${lookers.length}`)]);
                  await new Promise(resolve => setTimeout(resolve, 50));
                  looking -= 1;
                  return well;
                },
                { intervalSeconds: 0.5 },
              ),
              poll('b', async () => {
                throw new Error('password=hunter2');
              }),
            ]),
          ],
          ledger,
          database,
          scheduler: frameworkScheduler(database),
          logger: captureLogger(),
          clock: realClock,
          replicaId,
          random: () => 0.5,
          alone: false,
          timings: shortTimings,
        }),
      );
      // One after the other: the framework's own tables are not made twice at once on SQLite.
      for (const replica of replicas) await replica.start();
      await until(() => lookers.length >= 4, 30_000);
      await until(async () => {
        const [row] = await database('source_scopes').where({ scope: 'b' });
        return row.consecutive_failures > 0;
      }, 30_000);
      await Promise.all(replicas.map(replica => replica.stop()));
      const after = lookers.length;
      expect(most).toBe(1);
      const [held] = await ledger.scopes();
      expect(held.observations).toBe(after);
      const everything = [
        await database('source_scopes').select('*'),
        await database('backstage_backend_tasks__tasks').select('*'),
      ];
      expect(JSON.stringify(everything)).not.toContain('hunter2');
      await new Promise(resolve => setTimeout(resolve, 1_500));
      expect(lookers).toHaveLength(after);
    });
  });
});
