import { instant } from '@landfall/backstage-plugin-fleet-common';
import {
  SourceError,
  type SourceContext,
} from '@landfall/backstage-plugin-fleet-node';
import { eachDatabase } from '../database/testing';
import { sleep } from './sleep';
import { aborted, runners, source, watch, well } from './testing/runners';
import { TimingLedger } from './testing/timingLedger';
import { operation, until } from './testing/values';

describe('watches', () => {
  const { runnerOf } = runners();

  eachDatabase(under => {
    it('runs a watch with what it needs, and stops it', async () => {
      const database = await under.open();
      const ledger = new TimingLedger();
      const seen: {
        fingerprints: string[];
        cursor: unknown;
        stopped: boolean;
      } = { fingerprints: [], cursor: 'none', stopped: false };
      const { runner, scopes } = runnerOf(
        database,
        [
          source([
            watch('one', async context => {
              seen.cursor = context.cursor;
              seen.fingerprints = ['a', 'a', 'b'].map(context.fingerprint);
              await context.report([operation('k1')], { cursor: 'c1' });
              await context.flush();
              expect(context.cursor).toBe('c1');
              await context.seen(well);
              await aborted(context.signal);
              seen.stopped = true;
            }),
          ]),
        ],
        { ledger, fingerprintKey: 'key' },
      );
      await runner.start();
      await until(async () => (await scopes()).one?.state === 'fresh');
      expect(runner.status()).toEqual({
        state: 'running',
        replicaId: 'one',
        watching: [{ source: 'clusters', scope: 'one' }],
        polling: [],
      });
      expect(seen.cursor).toBeUndefined();
      // HMAC-SHA-256 of 'a' and 'b' with the key 'key', by `openssl dgst -sha256 -hmac key`.
      expect(seen.fingerprints).toEqual([
        '780c3db4ce3de5b9e55816fba98f590631d96c075271b26976238d5f4444219b',
        '780c3db4ce3de5b9e55816fba98f590631d96c075271b26976238d5f4444219b',
        'bd934b8ba107eecc0221dc529b4ef01c223d5be757cf2b7c1674dc0faa5e533f',
      ]);
      expect(ledger.batches).toEqual([
        {
          source: 'clusters',
          scope: 'one',
          observations: [operation('k1')],
          cursor: 'c1',
        },
      ]);
      await runner.stop();
      expect(seen.stopped).toBe(true);
      expect(runner.status()).toMatchObject({ state: 'stopped', watching: [] });
      const [lease] = await database('source_leases').select('holder');
      expect(lease.holder).toBeNull();
    });

    it('starts a failed watch again with back-off, under the same lease, from the last recorded cursor', async () => {
      const database = await under.open();
      const starts: { at: number; cursor: unknown }[] = [];
      const { runner, logger, scopes } = runnerOf(database, [
        source([
          watch('one', async context => {
            starts.push({ at: performance.now(), cursor: context.cursor });
            await context.report([operation(`k${starts.length}`)], {
              cursor: starts.length,
            });
            await context.flush();
            await context.report([operation('lost')], { cursor: 'lost' });
            throw new SourceError(
              'cluster says no, authorization: Bearer abcdef123456',
              { fix: 'Grant the verb list on pods.' },
            );
          }),
          watch('two', async context => {
            await context.seen(well);
            await aborted(context.signal);
          }),
        ]),
      ]);
      await runner.start();
      await until(() => starts.length >= 5);
      const waits = starts.slice(1, 5).map(({ at }, i) => at - starts[i].at);
      // 40, 80, 160, 320 ms less a quarter.
      [30, 60, 120, 240].forEach((wait, i) => {
        expect(waits[i]).toBeGreaterThanOrEqual(wait);
      });
      expect(starts[0].cursor).toBeUndefined();
      expect(
        (await database('source_leases').select('epoch')).map(r =>
          Number(r.epoch),
        ),
      ).toEqual([1, 1]);
      const { one, two } = await scopes();
      expect(one).toMatchObject({
        state: 'error',
        lastSuccess: null,
        problems: [{ fix: 'Grant the verb list on pods.' }],
      });
      expect(one.problems[0].text).toMatch(/^cluster says no/);
      expect(one.lastAttempt).not.toBeNull();
      expect(two).toMatchObject({ state: 'fresh', problems: [] });
      expect(JSON.stringify([one, logger.lines])).not.toContain('abcdef123456');
    });

    it('counts failures anew after a healthy time', async () => {
      const database = await under.open();
      let starts = 0;
      const { runner } = runnerOf(
        database,
        [
          source([
            watch('one', async () => {
              starts += 1;
              await sleep(60);
              throw new Error('again');
            }),
          ]),
        ],
        { timings: { healthyMs: 50 } },
      );
      await runner.start();
      await until(() => starts >= 6);
      const [{ consecutive_failures }] = await database('source_scopes').select(
        'consecutive_failures',
      );
      expect(consecutive_failures).toBe(1);
    });

    it('takes a watch that ends by itself for a failure', async () => {
      const database = await under.open();
      const { runner, scopes } = runnerOf(database, [
        source([watch('one', async () => {})]),
      ]);
      await runner.start();
      await until(async () => (await scopes()).one?.state === 'error');
      expect((await scopes()).one.problems[0].text).toContain(
        'ended by itself',
      );
    });

    it('stops a run whose observations cannot be recorded and starts it anew from its cursor', async () => {
      const database = await under.open();
      const ledger = new TimingLedger();
      const cursors: unknown[] = [];
      const { runner, scopes } = runnerOf(
        database,
        [
          source([
            watch('one', async context => {
              cursors.push(context.cursor);
              if (cursors.length === 1) {
                await context.report([operation('a')], { cursor: 1 });
                await context.flush();
                ledger.before = async () => {
                  throw new Error('connection refused');
                };
                await context.report([operation('b')], { cursor: 2 });
              } else {
                ledger.before = async () => {};
                await context.report([operation('b')], { cursor: 2 });
              }
              await aborted(context.signal);
              context.signal.throwIfAborted();
            }),
          ]),
        ],
        { ledger },
      );
      await runner.start();
      await until(async () => (await scopes()).one?.state === 'error');
      expect((await scopes()).one.problems).toEqual([
        {
          text: 'Could not record 1 observations: connection refused',
          fix: expect.stringContaining('database'),
        },
      ]);
      await until(() => ledger.observations.length === 2);
      expect(cursors).toEqual([undefined, 1]);
      expect(ledger.cursors).toEqual([1, 2]);
    });

    it('lets a watch go on elsewhere when its replica stops', async () => {
      const database = await under.open();
      const runs: string[] = [];
      const replicaOf = (replicaId: string) =>
        runnerOf(
          database,
          [
            source([
              watch('one', async context => {
                runs.push(replicaId);
                await aborted(context.signal);
              }),
            ]),
          ],
          { replicaId, timings: { leaseMs: 60_000 } },
        ).runner;
      const one = replicaOf('one');
      const two = replicaOf('two');
      await one.start();
      await until(() => runs.length === 1);
      await two.start();
      await one.stop();
      await until(() => runs.length === 2, 2_000);
      expect(runs).toEqual(['one', 'two']);
    });

    it('leaves behind a watch that does not heed its signal, which then can report nothing more', async () => {
      const database = await under.open();
      const ledger = new TimingLedger();
      let context: SourceContext | undefined;
      const { runner } = runnerOf(
        database,
        [
          source([
            watch('one', async given => {
              context = given;
              await new Promise(() => {});
            }),
          ]),
        ],
        { ledger, timings: { graceMs: 100 } },
      );
      await runner.start();
      await until(() => context !== undefined);
      await runner.stop();
      await expect(context?.report([operation('late')])).rejects.toThrow(
        'The portal stops',
      );
      await expect(context?.seen(well)).rejects.toThrow('The portal stops');
      expect(ledger.batches).toEqual([]);
      const [lease] = await database('source_leases').select('holder');
      expect(lease.holder).toBeNull();
    });

    it('does not write each time that a watch is seen, unless something changed', async () => {
      const database = await under.open();
      let now = 1_000_000_000_000;
      let context: SourceContext | undefined;
      const { runner, scopes } = runnerOf(
        database,
        [
          source([
            watch(
              'one',
              async given => {
                context = given;
                await aborted(given.signal);
              },
              30,
            ),
          ]),
        ],
        { clock: { now: () => instant(now) } },
      );
      await runner.start();
      await until(() => context !== undefined);
      const lastSuccess = async () =>
        Date.parse((await scopes()).one.lastSuccess ?? '') - 1_000_000_000_000;
      const seenAfter = async (ms: number, look = well) => {
        now = 1_000_000_000_000 + ms;
        await context?.seen(look);
        return lastSuccess();
      };
      const problems = [{ text: 'nodes are forbidden', fix: '' }];
      expect(await seenAfter(0)).toBe(0);
      expect(await seenAfter(5_000)).toBe(0);
      expect(await seenAfter(9_999)).toBe(0);
      expect(await seenAfter(10_000)).toBe(10_000);
      expect(await seenAfter(11_000)).toBe(10_000);
      expect(await seenAfter(12_000, { complete: false, problems: [] })).toBe(
        12_000,
      );
      expect(await seenAfter(13_000, { complete: false, problems: [] })).toBe(
        12_000,
      );
      expect(
        await seenAfter(14_000, { ...well, problems: problems as never[] }),
      ).toBe(14_000);
    });
  });
});
