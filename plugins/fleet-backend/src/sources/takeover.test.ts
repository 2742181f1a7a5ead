import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Knex } from 'knex';
import { eachDatabase } from '../database/testing';
import { sleep } from './sleep';
import type { ReplicaInput } from './testing/replica';
import { shortTimings, until } from './testing/values';
import type { Timings } from './timings';

jest.setTimeout(120_000);

/** Several processes need a server: an embedded database has only one. */
describe('replicas of one portal', () => {
  const children: ChildProcess[] = [];

  afterEach(async () => {
    for (const child of children.splice(0)) {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGKILL');
        await once(child, 'exit');
      }
    }
  });

  function startReplica(
    database: Knex,
    replicaId: string,
    timings: Partial<Timings> = {},
  ) {
    const {
      host,
      port,
      user,
      password,
      database: name,
    } = database.client.connectionSettings;
    const input: ReplicaInput = {
      replicaId,
      connection: { host, port, user, password, database: name },
      timings,
    };
    const child = spawn(
      process.execPath,
      [
        '--require',
        require.resolve('@backstage/cli/config/nodeTransform.cjs'),
        join(__dirname, 'testing', 'replica.ts'),
      ],
      {
        env: {
          ...process.env,
          NODE_OPTIONS: '',
          REPLICA: JSON.stringify(input),
        },
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    children.push(child);
    const lines: string[] = [];
    createInterface({ input: child.stdout }).on('line', line =>
      lines.push(line),
    );
    return { child, lines, watches: () => lines.includes('watching') };
  }

  const lease = async (database: Knex) => {
    const [row] = await database('source_leases').select('holder', 'epoch');
    return row && { holder: row.holder, epoch: Number(row.epoch) };
  };

  eachDatabase(under => {
    if (under.id !== 'POSTGRES_18') return;

    it('leave a watch where it is, and take it over within 30 s after kill -9', async () => {
      const database = await under.open();
      const one = startReplica(database, 'one');
      await until(one.watches, 30_000);
      const two = startReplica(database, 'two');
      // Longer than three renewals.
      await sleep(16_000);
      expect(await lease(database)).toEqual({ holder: 'one', epoch: 1 });
      expect(two.watches()).toBe(false);

      one.child.kill('SIGKILL');
      const killedAt = performance.now();
      await until(two.watches, 30_000);
      expect(performance.now() - killedAt).toBeLessThan(30_000);
      expect(await lease(database)).toEqual({ holder: 'two', epoch: 2 });
      await until(async () => {
        const found = await database('observations').where(
          'key',
          'like',
          'two %',
        );
        return found.length > 0;
      });
    });

    it('hand a watch over at once when one of them stops', async () => {
      const database = await under.open();
      const one = startReplica(database, 'one');
      await until(one.watches, 30_000);
      const two = startReplica(database, 'two');
      await sleep(3_000);
      one.child.kill('SIGTERM');
      await until(two.watches, 5_000);
      await until(() => one.child.exitCode === 0);
      const kept = await database('observations').where('key', 'like', 'one %');
      expect(kept.length).toBeGreaterThan(0);
    });

    it('report nothing after being frozen until the lease was gone', async () => {
      const database = await under.open();
      const one = startReplica(database, 'one', shortTimings);
      await until(one.watches, 30_000);
      const two = startReplica(database, 'two', shortTimings);
      const reported = async (by: string) =>
        (await database('observations').where('key', 'like', `${by} %`)).length;
      await until(async () => (await reported('one')) > 0);
      one.child.kill('SIGSTOP');
      await until(two.watches, 30_000);
      await until(async () => (await reported('two')) > 0, 30_000);
      const before = await reported('one');

      one.child.kill('SIGCONT');
      await until(() =>
        one.lines.some(line => line.includes('Lost the lease')),
      );
      await sleep(1_000);
      // What was on its way when it was frozen may still have arrived, nothing that came later.
      expect((await reported('one')) - before).toBeLessThanOrEqual(10);
      expect(await lease(database)).toEqual({ holder: 'two', epoch: 2 });
      expect(one.lines.filter(line => line === 'watching')).toHaveLength(1);
    });
  });
});
