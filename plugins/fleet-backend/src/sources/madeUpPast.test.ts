/** Made-up data may tell a past as if it had been learnt at the time; nobody else may. */
import { instant, type Instant } from '@landfall/backstage-plugin-fleet-common';
import type { SourceContext } from '@landfall/backstage-plugin-fleet-node';
import type { Knex } from 'knex';
import { eachDatabase } from '../database/testing';
import { createLedger } from '../ledger/ledger';
import { ALL_TIME } from '../ledger/marks';
import { presence, TestClock } from '../ledger/testing';
import { Reporter } from './reporter';
import { captureLogger } from './testing/captureLogger';
import { aborted, runners, source, watch, well } from './testing/runners';
import { TimingLedger } from './testing/timingLedger';
import { operation, shortTimings, until } from './testing/values';

const DAY = 86_400_000;
const NOON = Date.UTC(2026, 10, 18, 12);
const daysAgo = (days: number): Instant => instant(NOON - days * DAY);

function reporterOf(options: { madeUp: boolean; batchSize?: number }) {
  const ledger = new TimingLedger();
  const reporter = new Reporter({
    key: { source: 'test', scope: 'one' },
    ledger,
    cursor: undefined,
    timings: { ...shortTimings, batchSize: options.batchSize ?? 100 },
    random: () => 0.5,
    madeUp: options.madeUp,
    logger: captureLogger(),
    signal: new AbortController().signal,
    mayRecord: () => true,
    onFailure: error => {
      throw error;
    },
    onRefused: () => {},
  });
  return { ledger, reporter };
}

describe('a past that is told as if it had been learnt at the time', () => {
  const { runnerOf } = runners();

  it('is refused of a source that does not make its data up, with nothing recorded of it', async () => {
    const { ledger, reporter } = reporterOf({ madeUp: false });
    await expect(
      reporter.report([operation('a')], { learntAt: daysAgo(1) }),
    ).rejects.toThrow(/only a source of made-up data.*leave learntAt out/i);
    await reporter.report([operation('b')]);
    await reporter.flush();
    expect(ledger.batches).toMatchObject([
      { observations: [{ key: 'b' }], learntAt: undefined },
    ]);
  });

  it('is recorded in its order, each moment by itself, with the cursor behind the last', async () => {
    const { ledger, reporter } = reporterOf({ madeUp: true, batchSize: 2 });
    await reporter.report(
      ['a', 'b', 'c'].map(key => operation(key)),
      { learntAt: daysAgo(3) },
    );
    await reporter.report([operation('d')], { learntAt: daysAgo(2) });
    await reporter.report([operation('e')], { cursor: 'told' });
    await reporter.flush();
    expect(
      ledger.batches.map(({ observations, learntAt, cursor }) => [
        observations.map(one => (one as { key: string }).key).join(''),
        learntAt,
        cursor,
      ]),
    ).toEqual([
      ['ab', daysAgo(3), undefined],
      ['c', daysAgo(3), undefined],
      ['d', daysAgo(2), undefined],
      ['e', undefined, 'told'],
    ]);
  });

  eachDatabase(under => {
    let database: Knex;
    beforeAll(async () => {
      database = await under.open();
    });

    const recordedAt = async (key: string): Promise<number> => {
      const row = await database('observations').where({ key }).first();
      return Number(row.recorded_at);
    };

    it('is kept with when it was learnt: never in the future, and never before what its scope told last', async () => {
      const clock = new TestClock(NOON);
      const ledger = createLedger({ database, clock });
      const tell = (key: string, learntAt?: Instant) =>
        ledger.record({
          source: 'demo',
          scope: 'one',
          observations: [presence({ key })],
          learntAt,
        });
      await tell('first', daysAgo(9));
      await tell('second', daysAgo(5));
      await tell('disordered', daysAgo(7));
      await tell('future', daysAgo(-3));
      await tell('now');
      const told = ['first', 'second', 'disordered', 'future', 'now'];
      expect(await Promise.all(told.map(recordedAt))).toEqual([
        daysAgo(9),
        daysAgo(5),
        daysAgo(5),
        NOON,
        NOON,
      ]);
    });

    it('has all derived from the beginning, as what was derived before knew nothing of it', async () => {
      const clock = new TestClock(NOON);
      const ledger = createLedger({ database, clock });
      const markOf = async (learntAt: Instant | undefined) => {
        await database('dirty').del();
        await ledger.record({
          source: 'demo',
          scope: 'two',
          observations: [presence({ key: `at ${learntAt}` })],
          learntAt,
        });
        const [mark] = await database('dirty').select('*');
        return {
          earliest: Number(mark.earliest),
          marked: Number(mark.marked_at),
        };
      };
      expect(await markOf(daysAgo(1))).toEqual({
        earliest: ALL_TIME,
        marked: NOON,
      });
      const { earliest } = await markOf(undefined);
      expect(earliest).toBeGreaterThan(ALL_TIME);
    });

    it('fails the run of a source that is no demo, which says what to do, and is taken of one that is', async () => {
      const past = instant(Date.now() - 30 * DAY);
      const tell = async (context: SourceContext) => {
        await context.report([operation('told', past)], { learntAt: past });
        await context.flush();
        await context.seen({ ...well, since: past });
        await aborted(context.signal);
      };
      const ledger = createLedger({
        database,
        clock: { now: () => instant(Date.now()) },
      });
      const { runner, scopes } = runnerOf(
        database,
        [
          source([watch('honest', tell)]),
          source([watch('made-up', tell)], { id: 'demo', demo: true }),
        ],
        { ledger },
      );
      await runner.start();
      await until(async () => {
        const { honest, 'made-up': madeUp } = await scopes();
        return honest.problems.length > 0 && madeUp.lastSuccess !== null;
      });
      const { honest } = await scopes();
      expect(honest.problems[0].text).toMatch(/leave learntAt out/);
      expect(honest.lastSuccess).toBeNull();
      const told = await database('observations').where({ key: 'told' });
      expect(
        told.map(row => [row.source, row.scope, Number(row.recorded_at)]),
      ).toEqual([['demo', 'made-up', past]]);
      const gaps = await database('scope_gaps').select('*');
      expect(
        gaps.map(row => [row.scope, row.from_at, Number(row.to_at)]),
      ).toEqual([['made-up', null, past]]);
    });
  });
});
