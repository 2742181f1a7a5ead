import type { WatchScope } from '@landfall/backstage-plugin-fleet-node';
import { eachDatabase } from '../database/testing';
import { listSources } from './listSources';
import { aborted, runners, source, watch, well } from './testing/runners';
import { TimingLedger } from './testing/timingLedger';
import { realClock, until } from './testing/values';

describe('what is configured', () => {
  const { runnerOf } = runners();

  eachDatabase(under => {
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
      const again = runnerOf(database, [real, demo], { ledger });
      await again.runner.start();
      await again.runner.stop();
      expect(ledger.forgotten).toEqual([]);

      const without = runnerOf(database, [real], { ledger });
      await without.runner.start();
      expect(ledger.forgotten).toEqual(['demo']);
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
      const replicas = ['one', 'two', 'three'].map(
        replicaId =>
          runnerOf(database, [source(names.map(name => watch(name, run)))], {
            replicaId,
          }).runner,
      );
      await Promise.all(replicas.map(runner => runner.start()));
      await until(
        () =>
          replicas.flatMap(r => r.status().watching).length === names.length,
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
