import { instant } from '@landfall/backstage-plugin-fleet-common';
import { eachDatabase } from '../database/testing';
import { sleep } from './sleep';
import { aborted, poll, runners, source, well } from './testing/runners';
import { TimingLedger } from './testing/timingLedger';
import { operation, until } from './testing/values';

describe('polls', () => {
  const { runnerOf } = runners();

  eachDatabase(under => {
    it('polls through global tasks, and keeps how each went', async () => {
      const database = await under.open();
      const ledger = new TimingLedger();
      const { runner, logger, scheduler, scopes } = runnerOf(
        database,
        [
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
        ],
        { ledger },
      );
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
      expect(
        logger.lines.filter(line => line.includes('pods are forbidden')),
      ).toHaveLength(1);
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
  });
});
