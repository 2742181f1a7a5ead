import { instant } from '@landfall/backstage-plugin-fleet-common';
import {
  SourceError,
  type Clock,
  type PollScope,
  type Scope,
  type Source,
  type SourceContext,
  type WatchScope,
} from '@landfall/backstage-plugin-fleet-node';
import type { Knex } from 'knex';
import { eachDatabase } from '../database/testing';
import type { Ledger } from '../ledger/types';
import { listSources } from './listSources';
import { createSourceRunner, type SourceRunner } from './runner';
import { sleep } from './sleep';
import {
  captureLogger,
  operation,
  realClock,
  shortTimings,
  TimingLedger,
  until,
} from './testing';
import type { Timings } from './timings';

const aborted = (signal: AbortSignal) =>
  new Promise<void>(resolve => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve());
  });

const watch = (
  scope: string,
  run: WatchScope['run'],
  intervalSeconds = 1,
): WatchScope => ({ scope, mode: 'watch', intervalSeconds, run });

const poll = (
  scope: string,
  run: PollScope['run'],
  more: Partial<PollScope> = {},
): PollScope => ({
  scope,
  mode: 'poll',
  intervalSeconds: 0.2,
  timeoutSeconds: 5,
  run,
  ...more,
});

const source = (scopes: Scope[], more: Partial<Source> = {}): Source => ({
  id: 'clusters',
  title: 'Clusters',
  observes: ['operation'],
  scopes,
  ...more,
});

const well = { complete: true, problems: [] };

/** A scheduler that runs tasks at their frequency, in this process. */
class SmallScheduler {
  private readonly timers: NodeJS.Timeout[] = [];
  readonly tasks: { id: string; scope?: string }[] = [];

  async scheduleTask(
    task: Parameters<
      Parameters<typeof createSourceRunner>[0]['scheduler']['scheduleTask']
    >[0],
  ) {
    this.tasks.push(task);
    const { frequency } = task;
    if (!('milliseconds' in frequency)) throw new Error('Not expected');
    const every = async () => {
      if (task.signal?.aborted) return;
      await task.fn(new AbortController().signal);
      this.timers.push(setTimeout(every, Number(frequency.milliseconds)));
    };
    this.timers.push(setTimeout(every, 0));
  }

  stop() {
    this.timers.forEach(clearTimeout);
  }
}

describe('the runner of sources', () => {
  const cleanUps: Array<() => Promise<void> | void> = [];
  afterEach(async () => {
    for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
  });

  function runnerOf(
    database: Knex,
    sources: Source[],
    more: {
      ledger?: TimingLedger;
      replicaId?: string;
      clock?: Clock;
      timings?: Partial<Timings>;
      fingerprintKey?: string;
    } = {},
  ) {
    const ledger = more.ledger ?? new TimingLedger();
    const logger = captureLogger();
    const scheduler = new SmallScheduler();
    const runner: SourceRunner = createSourceRunner({
      sources,
      ledger: ledger as TimingLedger & Ledger,
      database,
      scheduler,
      logger,
      clock: more.clock ?? realClock,
      replicaId: more.replicaId ?? 'one',
      random: () => 0.5,
      alone: false,
      timings: { ...shortTimings, ...more.timings },
      fingerprintKey: more.fingerprintKey,
    });
    cleanUps.push(async () => {
      scheduler.stop();
      await runner.stop();
    });
    const scopes = async (now = realClock.now()) =>
      Object.fromEntries(
        (await listSources({ database, now, contents: [] })).flatMap(item =>
          item.scopes.map(scope => [scope.scope, scope]),
        ),
      );
    return { runner, ledger, logger, scheduler, scopes };
  }

  eachDatabase(under => {
    it('runs a watch with what it needs, and stops it', async () => {
      const database = await under.open();
      const seen: {
        fingerprints: string[];
        cursor: unknown;
        stopped: boolean;
      } = { fingerprints: [], cursor: 'none', stopped: false };
      const { runner, ledger, scopes } = runnerOf(
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
        { fingerprintKey: 'key' },
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
      let context: SourceContext | undefined;
      const { runner, ledger } = runnerOf(
        database,
        [
          source([
            watch('one', async given => {
              context = given;
              await new Promise(() => {});
            }),
          ]),
        ],
        { timings: { graceMs: 100 } },
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

    it('polls through global tasks, and keeps how each went', async () => {
      const database = await under.open();
      const { runner, ledger, scheduler, scopes } = runnerOf(database, [
        source([
          poll('good', async context => {
            await context.report([operation('k')], { cursor: 'c' });
            return well;
          }),
          poll('part', async () => ({
            complete: false,
            problems: [
              { text: 'pods are forbidden, token=abc123', fix: 'Allow it.' },
            ],
          })),
          poll('bad', async () => {
            throw new Error('connection refused');
          }),
        ]),
      ]);
      await runner.start();
      await until(async () => {
        const { good, part, bad } = await scopes();
        return (
          good.state === 'fresh' &&
          part.state === 'partial' &&
          bad.state === 'error'
        );
      });
      expect(scheduler.tasks.map(({ id, scope }) => ({ id, scope }))).toEqual([
        { id: 'source:clusters:good', scope: 'global' },
        { id: 'source:clusters:part', scope: 'global' },
        { id: 'source:clusters:bad', scope: 'global' },
      ]);
      const { part, bad } = await scopes();
      expect(part.problems).toEqual([
        {
          text: expect.stringContaining('pods are forbidden'),
          fix: 'Allow it.',
        },
      ]);
      expect(part.problems[0].text).not.toContain('abc123');
      expect(bad.problems).toEqual([{ text: 'connection refused', fix: '' }]);
      expect(ledger.cursors[0]).toBe('c');
    });

    it('takes a look for successful only when what it saw is recorded', async () => {
      const database = await under.open();
      const ledger = new TimingLedger();
      ledger.before = async () => {
        throw new Error('disk full');
      };
      const { runner, scopes } = runnerOf(
        database,
        [
          source([
            poll('one', async context => {
              await context.report([operation('k')]);
              return well;
            }),
          ]),
        ],
        { ledger },
      );
      await runner.start();
      await until(async () => (await scopes()).one.state === 'error');
      expect((await scopes()).one).toMatchObject({
        lastSuccess: null,
        problems: [{ text: 'Could not record 1 observations: disk full' }],
      });
    });

    it('waits longer after each failed look, and looks as usual after a good one', async () => {
      const database = await under.open();
      const starts: number[] = [];
      let failing = true;
      const { runner, scopes } = runnerOf(
        database,
        [
          source([
            poll(
              'one',
              async () => {
                starts.push(performance.now());
                if (failing) throw new Error('no');
                return well;
              },
              { intervalSeconds: 0.02 },
            ),
          ]),
        ],
        { timings: { pollRetryMs: { baseMs: 80, maxMs: 10_000 } } },
      );
      await runner.start();
      await until(() => starts.length >= 4);
      const waits = starts.slice(1).map((at, i) => at - starts[i]);
      // 80, 160, 320 ms less a quarter.
      [60, 120, 240].forEach((wait, i) => {
        expect(waits[i]).toBeGreaterThanOrEqual(wait - 5);
      });
      failing = false;
      await until(async () => (await scopes()).one.state === 'fresh');
      const before = starts.length;
      await until(() => starts.length >= before + 3, 2_000);
    });

    it('thinks of a poll with a long interval more often, but looks only when it is due', async () => {
      const database = await under.open();
      let now = 1_000_000_000_000;
      const looks: number[] = [];
      const { runner } = runnerOf(
        database,
        [
          source([
            poll(
              'one',
              async () => {
                looks.push(now);
                return well;
              },
              { intervalSeconds: 3_600 },
            ),
          ]),
        ],
        {
          clock: { now: () => instant(now) },
          timings: { pollTickMs: 20 },
        },
      );
      await runner.start();
      await until(() => looks.length === 1);
      await sleep(100);
      expect(looks).toHaveLength(1);
      now += 3_600_000;
      await until(() => looks.length === 2);
    });

    it('fails a look that takes too long, and says so', async () => {
      const database = await under.open();
      const { runner, scopes } = runnerOf(database, [
        source([
          poll(
            'slow',
            async context => {
              await aborted(context.signal);
              throw new Error('interrupted');
            },
            { timeoutSeconds: 0.1 },
          ),
          poll('quick', async () => well),
        ]),
      ]);
      await runner.start();
      await until(async () => (await scopes()).slow.state === 'error');
      const { slow, quick } = await scopes();
      expect(slow.problems[0].text).toBe('The look did not end within 0.1 s');
      expect(quick.state).toBe('fresh');
    });

    it('stops a look that runs, and does not count it as failed', async () => {
      const database = await under.open();
      let looking = false;
      const { runner, scopes } = runnerOf(database, [
        source([
          poll('one', async context => {
            looking = true;
            await aborted(context.signal);
            throw new Error('interrupted');
          }),
        ]),
      ]);
      await runner.start();
      await until(() => looking);
      expect(runner.status().polling).toEqual([
        { source: 'clusters', scope: 'one' },
      ]);
      await runner.stop();
      expect((await scopes()).one).toMatchObject({
        state: 'never',
        problems: [],
      });
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

    it('marks what is no longer configured, keeps its history, and takes it up again', async () => {
      const database = await under.open();
      const run: WatchScope['run'] = async context => {
        await context.seen(well);
        await aborted(context.signal);
      };
      const first = runnerOf(database, [
        source([watch('a', run), watch('b', run)]),
        source([watch('x', run)], { id: 'other' }),
      ]);
      await first.runner.start();
      await until(async () =>
        Object.values(await first.scopes()).every(s => s.state === 'fresh'),
      );
      const before = await first.scopes();
      await first.runner.stop();

      const second = runnerOf(database, [source([watch('a', run)])]);
      await second.runner.start();
      const after = await second.scopes();
      expect(after.b).toEqual({ ...before.b, state: 'not_watched' });
      expect(after.x).toEqual({ ...before.x, state: 'not_watched' });
      expect(after.a.state).toBe('fresh');
      await second.runner.stop();

      const third = runnerOf(database, [
        source([watch('a', run), watch('b', run)]),
      ]);
      await third.runner.start();
      await until(async () => (await third.scopes()).b.state === 'fresh');
    });

    it('removes the data of a demo that is no longer installed, and only of that', async () => {
      const database = await under.open();
      const run: WatchScope['run'] = async context => {
        await context.seen(well);
        await aborted(context.signal);
      };
      const real = source([watch('a', run)]);
      const demo = source([watch('company', run)], { id: 'demo', demo: true });
      const first = runnerOf(database, [real, demo]);
      await first.runner.start();
      await until(async () =>
        Object.values(await first.scopes()).every(s => s.state === 'fresh'),
      );
      await first.runner.stop();

      const ledger = new TimingLedger();
      const forgotten: string[] = [];
      ledger.forget = async (id: string) => {
        forgotten.push(id);
      };
      const again = runnerOf(database, [real, demo], { ledger });
      await again.runner.start();
      await again.runner.stop();
      expect(forgotten).toEqual([]);

      const without = runnerOf(database, [real], { ledger });
      await without.runner.start();
      expect(forgotten).toEqual(['demo']);
      expect(Object.keys(await without.scopes())).toEqual(['a']);
      const sources = await listSources({
        database,
        now: realClock.now(),
        contents: [],
      });
      expect(sources.map(({ id }) => id)).toEqual(['clusters']);
    });

    it('may start on several replicas at once', async () => {
      const database = await under.open();
      const keys = new Set<string>();
      const run: WatchScope['run'] = async context => {
        keys.add(context.fingerprint('x'));
        await aborted(context.signal);
      };
      const names = ['a', 'b', 'c', 'd', 'e', 'f'];
      const runners = ['one', 'two', 'three'].map(
        replicaId =>
          runnerOf(database, [source(names.map(name => watch(name, run)))], {
            replicaId,
          }).runner,
      );
      await Promise.all(runners.map(runner => runner.start()));
      await until(
        () => runners.flatMap(r => r.status().watching).length === names.length,
      );
      expect(keys.size).toBe(1);
      expect(await database('fleet_keys').select('id')).toHaveLength(1);
    });

    it('shows sources, their problems and what the ledger holds of them', async () => {
      const database = await under.open();
      const { runner } = runnerOf(database, [
        source([watch('a', async c => aborted(c.signal), 30)], {
          demo: true,
          problems: [{ text: 'unknown key, password: hunter2', fix: 'Line 3' }],
        }),
        source([], { id: 'another', title: 'Another' }),
      ]);
      await runner.start();
      const [another, clusters] = await listSources({
        database,
        now: realClock.now(),
        contents: [
          {
            source: 'clusters',
            scope: 'a',
            recordedAt: realClock.now(),
            observations: 12,
            refused: 3,
          },
        ],
      });
      expect(another).toMatchObject({ id: 'another', scopes: [], demo: false });
      expect(clusters).toMatchObject({
        id: 'clusters',
        title: 'Clusters',
        observes: ['operation'],
        demo: true,
        problems: [{ fix: 'Line 3' }],
        scopes: [
          {
            scope: 'a',
            state: 'never',
            mode: 'watch',
            intervalSeconds: 30,
            observations: 12,
            quarantined: 3,
          },
        ],
      });
      expect(JSON.stringify(clusters)).not.toContain('hunter2');
    });
  });
});
