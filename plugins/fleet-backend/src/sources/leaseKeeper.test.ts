import { databaseNow } from '../database/dialect';
import { eachDatabase } from '../database/testing';
import { LeaseKeeper, type HeldLease } from './leaseKeeper';
import { LeaseStore } from './leaseStore';
import { sleep } from './sleep';
import { captureLogger } from './testing/captureLogger';
import { shortTimings, until } from './testing/values';
import type { Knex } from 'knex';
import type { ScopeKey } from './tables';
import type { Timings } from './timings';

const scopes = (...names: string[]): ScopeKey[] =>
  names.map(scope => ({ source: 'clusters', scope }));

/** Replicas that are stopped after the test. */
const running: LeaseKeeper[] = [];

async function replica(
  database: Knex,
  holder: string,
  keys: ScopeKey[],
  options: { timings?: Partial<Timings>; yieldMs?: number } = {},
) {
  const timings = { ...shortTimings, ...options.timings };
  const store = new LeaseStore({ database, holder, leaseMs: timings.leaseMs });
  await store.ensure(keys);
  const started: HeldLease[] = [];
  const ended: string[] = [];
  let frozenMs = 0;
  let connected = true;
  const logger = captureLogger();
  const keeper = new LeaseKeeper({
    store: {
      free: async () => {
        if (!connected) throw new Error('connection refused');
        return store.free();
      },
      acquire: key => store.acquire(key),
      release: lease => store.release(lease),
      renew: async leases => {
        if (!connected) throw new Error('connection refused');
        return store.renew(leases);
      },
    },
    scopes: keys,
    timings,
    yieldMs: options.yieldMs ?? 0,
    monotonic: () => performance.now() + frozenMs,
    random: () => 0.5,
    logger,
    work: async lease => {
      started.push(lease);
      if (!lease.signal.aborted) {
        await new Promise(resolve =>
          lease.signal.addEventListener('abort', resolve),
        );
      }
      ended.push(lease.scope);
    },
  });
  running.push(keeper);
  return {
    keeper,
    store,
    started,
    ended,
    logger,
    start: () => keeper.start(),
    held: () => keeper.held.map(({ scope }) => scope).sort(),
    /** As if the process had been stopped for so long. */
    thaw: (ms: number) => {
      frozenMs += ms;
    },
    cutOff: () => {
      connected = false;
    },
  };
}

describe('leases', () => {
  afterEach(async () => {
    await Promise.all(running.splice(0).map(keeper => keeper.stop()));
  });

  eachDatabase(under => {
    it('are held by one replica at a time', async () => {
      const database = await under.open();
      const keys = scopes('a', 'b', 'c', 'd', 'e', 'f');
      const one = await replica(database, 'one', keys);
      const two = await replica(database, 'two', keys);
      one.start();
      two.start();
      await until(() => one.held().length + two.held().length === 6);
      await sleep(2 * shortTimings.leaseMs);
      expect([...one.held(), ...two.held()].sort()).toEqual(
        keys.map(({ scope }) => scope),
      );
    });

    it('give each holding a higher epoch', async () => {
      const database = await under.open();
      const [key] = scopes('a');
      const { store } = await replica(database, 'one', [key]);
      const first = await store.acquire(key);
      expect(first).toEqual({ ...key, epoch: 1 });
      expect(await store.acquire(key)).toBeUndefined();
      await store.release({ ...key, epoch: 1 });
      expect(await store.acquire(key)).toEqual({ ...key, epoch: 2 });
      // What was held before is not ours any more, even by the same holder.
      await store.release({ ...key, epoch: 1 });
      expect(await store.renew([{ ...key, epoch: 1 }])).toEqual([]);
      expect(await store.renew([{ ...key, epoch: 2 }])).toEqual([
        { ...key, epoch: 2 },
      ]);
    });

    it('are taken by exactly one of many that ask at once', async () => {
      const database = await under.open();
      const [key] = scopes('a');
      const stores = await Promise.all(
        ['one', 'two', 'three', 'four', 'five'].map(
          async holder => (await replica(database, holder, [key])).store,
        ),
      );
      const leases = await Promise.all(stores.map(s => s.acquire(key)));
      expect(leases.filter(lease => lease !== undefined)).toHaveLength(1);
    });

    it('stay where they are while they are renewed', async () => {
      const database = await under.open();
      const keys = scopes('a', 'b');
      const one = await replica(database, 'one', keys);
      one.start();
      await until(() => one.held().length === 2);
      const two = await replica(database, 'two', keys);
      two.start();
      await sleep(4 * shortTimings.leaseMs);
      expect(one.held()).toEqual(['a', 'b']);
      expect(two.started).toEqual([]);
      expect(one.started.map(({ epoch }) => epoch)).toEqual([1, 1]);
      expect(one.ended).toEqual([]);
    });

    it('are taken over when they are not renewed, after they ran out for their holder', async () => {
      const database = await under.open();
      const keys = scopes('a');
      const one = await replica(database, 'one', keys);
      one.start();
      await until(() => one.held().length === 1);
      const two = await replica(database, 'two', keys);
      two.start();
      one.cutOff();
      await until(() => two.held().length === 1);
      expect(one.started[0].signal.aborted).toBe(true);
      expect(one.started[0].holds()).toBe(false);
      expect(two.started[0].epoch).toBe(2);
      expect(one.logger.lines.join('\n')).toContain(
        'Could not renew leases, trying again: connection refused',
      );
    });

    it('are known to be lost by a process that was frozen, before it asks anybody', async () => {
      const database = await under.open();
      const one = await replica(database, 'one', scopes('a'));
      one.start();
      await until(() => one.held().length === 1);
      const [lease] = one.started;
      expect(lease.holds()).toBe(true);
      one.thaw(shortTimings.leaseMs);
      expect(lease.holds()).toBe(false);
      expect(lease.signal.aborted).toBe(true);
      expect(one.held()).toEqual([]);
    });

    it('are lost when another holder has them, although the time is not up', async () => {
      const database = await under.open();
      const one = await replica(database, 'one', scopes('a'), {
        timings: { leaseMs: 60_000 },
      });
      one.start();
      await until(() => one.held().length === 1);
      await database('source_leases').update({ holder: 'thief', epoch: 9 });
      await until(() => one.started[0].signal.aborted);
      expect(one.held()).toEqual([]);
    });

    it('are free at once when a replica stops', async () => {
      const database = await under.open();
      const keys = scopes('a');
      const slow = { leaseMs: 60_000 };
      const one = await replica(database, 'one', keys, { timings: slow });
      one.start();
      await until(() => one.held().length === 1);
      const two = await replica(database, 'two', keys, { timings: slow });
      two.start();
      await one.keeper.stop();
      expect(one.ended).toEqual(['a']);
      await until(() => two.held().length === 1, 2_000);
    });

    it('spread over the replicas: who holds more leaves a free one to who holds less', async () => {
      const database = await under.open();
      const keys = scopes('a', 'b', 'c', 'd');
      // Long enough to lose none by being slow.
      const options = { yieldMs: 3_000, timings: { leaseMs: 20_000 } };
      const full = await replica(database, 'full', keys, options);
      full.start();
      await until(() => full.held().length === 4);
      const empty = await replica(database, 'empty', keys, options);
      empty.start();
      await database('source_leases')
        .where({ scope: 'b' })
        .update({ holder: null, expires_at: databaseNow(database) });
      await until(() => empty.held().length === 1);
      await until(() => full.held().length === 3);
      expect(empty.held()).toEqual(['b']);
    });

    it('are all taken by one that is alone in the end', async () => {
      const database = await under.open();
      const keys = scopes('a', 'b', 'c', 'd', 'e');
      const one = await replica(database, 'one', keys, { yieldMs: 300 });
      one.start();
      await until(() => one.held().length === 5);
      expect(one.held()).toEqual(['a', 'b', 'c', 'd', 'e']);
    });
  });
});
