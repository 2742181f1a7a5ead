import { mockServices } from '@backstage/backend-test-utils';
import { instant } from '@landfall/backstage-plugin-fleet-common';
import type { Look } from '@landfall/backstage-plugin-fleet-node';
import type { Knex } from 'knex';
import { eachDatabase } from '../database/testing';
import { TestClock } from '../ledger/testing';
import { beginGaps } from './gaps';
import { reconcile } from './reconcile';
import { ScopeStatus } from './scopeStatus';
import { source, watch, well } from './testing/runners';

const NOON = Date.UTC(2026, 10, 18, 12);
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const EVERY = 30;
/** After so long without a complete look there is a gap. */
const ALLOWED = 2 * EVERY * SECOND;
const partial: Look = { complete: false, problems: [] };
const ONE = { source: 'clusters', scope: 'one' };

/** From, when it was learnt, to: all after noon, in ms. */
type Told = [number | null, number | null, number | null];

describe('when nobody looked at a scope', () => {
  eachDatabase(under => {
    let database: Knex;
    let clock: TestClock;
    let status: ScopeStatus;
    /** The portal starts with scopes that are looked at every so many seconds. */
    const install = (scopes: Record<string, number>) =>
      reconcile({
        database,
        ledger: { forget: async () => {} },
        sources: [
          source(
            Object.entries(scopes).map(([name, seconds]) =>
              watch(name, async () => {}, seconds),
            ),
          ),
        ],
        logger: mockServices.logger.mock(),
        clock,
      });

    beforeAll(async () => {
      database = await under.open();
    });
    beforeEach(async () => {
      for (const table of [
        'sources',
        'source_scopes',
        'scope_gaps',
        'scope_intervals',
      ]) {
        await database(table).del();
      }
      clock = new TestClock(NOON);
      status = new ScopeStatus({ database, clock });
      await install({ one: EVERY, two: EVERY });
    });

    const passes = (ms: number) => {
      clock.time += ms;
    };
    const looks = (look: Look = well, scope = 'one') =>
      status.succeeded({ ...ONE, scope }, look);
    const asks = () => beginGaps(database, { now: clock.now() });
    const since = (value: number | string | null) =>
      value === null ? null : Number(value) - NOON;
    const gaps = async (scope = 'one'): Promise<Told[]> => {
      const rows = await database('scope_gaps').where({ scope }).orderBy('id');
      return rows.map(row => [
        since(row.from_at),
        since(row.detected_at),
        since(row.to_at),
      ]);
    };
    /** Looks all the while, as a watch does. */
    const watches = async (ms: number) => {
      for (const end = clock.time + ms; clock.time < end; ) {
        passes(10 * SECOND);
        await looks();
        await asks();
      }
    };

    it('nothing was known of it until the first complete look', async () => {
      passes(5 * MINUTE);
      expect(await asks()).toBe(false);
      expect(await gaps()).toEqual([]);
      await looks();
      expect(await gaps()).toEqual([[null, null, 5 * MINUTE]]);
    });

    it('there is no gap while somebody looks at least every two intervals', async () => {
      await looks();
      await watches(5 * MINUTE);
      passes(ALLOWED);
      expect(await asks()).toBe(false);
      await looks();
      expect(await gaps()).toEqual([[null, null, 0]]);
    });

    it('a gap begins with the last complete look, is learnt after two intervals, and ends with the next', async () => {
      await looks();
      passes(ALLOWED);
      expect(await asks()).toBe(false);
      passes(1);
      expect(await asks()).toBe(true);
      expect((await gaps()).at(-1)).toEqual([0, ALLOWED + 1, null]);
      // A day down is one gap, however often it is asked.
      for (let hour = 0; hour < 24; hour += 1) {
        passes(HOUR);
        expect(await asks()).toBe(false);
      }
      await looks();
      expect((await gaps()).slice(1)).toEqual([
        [0, ALLOWED + 1, 24 * HOUR + ALLOWED + 1],
      ]);
      await watches(2 * MINUTE);
      expect(await gaps()).toHaveLength(2);
    });

    it('looks that fail or see a part only end no gap, and begin one', async () => {
      await looks();
      for (let second = 0; second < 90; second += 10) {
        passes(10 * SECOND);
        await looks(partial);
        await status.failed(ONE, {
          problem: { text: 'It does not answer', fix: 'Wait' },
          failures: 1,
          nextAttemptAt: null,
        });
        await asks();
      }
      expect((await gaps()).slice(1)).toEqual([
        [0, ALLOWED + 10 * SECOND, null],
      ]);
      await looks();
      expect((await gaps()).slice(1)).toEqual([
        [0, ALLOWED + 10 * SECOND, 90 * SECOND],
      ]);
    });

    it('one scope is down, and of the other nothing is missing', async () => {
      await looks();
      await looks(well, 'two');
      for (let minute = 0; minute < 5; minute += 1) {
        passes(MINUTE);
        await looks(well, 'two');
        await asks();
      }
      expect((await gaps('one')).slice(1)).toEqual([[0, 2 * MINUTE, null]]);
      expect((await gaps('two')).slice(1)).toEqual([]);
    });

    it('a restart during a gap neither ends it nor begins another', async () => {
      await looks();
      passes(3 * MINUTE);
      await asks();
      const before = await gaps();
      passes(HOUR);
      await install({ one: EVERY, two: EVERY });
      await asks();
      expect(await gaps()).toEqual(before);
      passes(MINUTE);
      await looks();
      expect((await gaps()).at(-1)?.[2]).toBe(HOUR + 4 * MINUTE);
    });

    it('the portal itself was down: the gap is dated to when it could have been learnt, whoever finds it', async () => {
      await looks();
      passes(HOUR);
      await asks();
      passes(MINUTE);
      await looks();
      expect((await gaps()).at(-1)).toEqual([0, ALLOWED, HOUR + MINUTE]);

      // Nobody asked before the scope was looked at again.
      passes(HOUR);
      await looks();
      expect((await gaps()).at(-1)).toEqual([
        HOUR + MINUTE,
        HOUR + MINUTE + ALLOWED,
        2 * HOUR + MINUTE,
      ]);
    });

    it('several replicas find it at once, and there is one', async () => {
      await looks();
      passes(3 * MINUTE);
      await Promise.all([asks(), asks(), asks()]);
      expect((await gaps()).slice(1)).toEqual([[0, ALLOWED, null]]);
      await Promise.all([looks(), looks(), asks()]);
      expect((await gaps()).slice(1)).toEqual([[0, ALLOWED, 3 * MINUTE]]);

      passes(3 * MINUTE);
      await Promise.all([looks(), looks(), looks()]);
      expect(await gaps()).toHaveLength(3);
    });

    it('a gap ends no earlier than it was learnt, although the clock of another replica is behind', async () => {
      await looks();
      passes(ALLOWED + 1);
      await asks();
      passes(-30 * SECOND);
      await looks();
      expect((await gaps()).at(-1)).toEqual([0, ALLOWED + 1, ALLOWED + 1]);
    });

    it('what rests on the scope is told of each beginning and each end', async () => {
      const untold = async () => {
        const rows = await database('scope_gaps').where('told', false);
        await database('scope_gaps').update({ told: true });
        return rows.length;
      };
      await looks();
      expect(await untold()).toBe(1);
      await watches(MINUTE);
      expect(await untold()).toBe(0);
      passes(3 * MINUTE);
      await asks();
      expect(await untold()).toBe(1);
      await asks();
      expect(await untold()).toBe(0);
      await looks();
      expect(await untold()).toBe(1);
    });

    it('keeps how often scopes were looked at, appended to only when configuration changes it', async () => {
      const intervals = async () => {
        const rows = await database('scope_intervals')
          .where({ scope: 'one' })
          .orderBy('id');
        return rows.map(row => [row.every_seconds, since(row.recorded_at)]);
      };
      expect(await intervals()).toEqual([[EVERY, 0]]);
      passes(HOUR);
      await install({ one: EVERY, two: EVERY });
      expect(await intervals()).toEqual([[EVERY, 0]]);
      await install({ one: 300, two: EVERY });
      passes(HOUR);
      await install({ one: 0.5, two: EVERY });
      expect(await intervals()).toEqual([
        [EVERY, 0],
        [300, HOUR],
        [0.5, 2 * HOUR],
      ]);
    });

    it('a scope that is looked at less often may be longer without a look', async () => {
      await install({ one: 600, two: EVERY });
      await looks();
      passes(20 * MINUTE);
      expect(await asks()).toBe(false);
      passes(1);
      expect(await asks()).toBe(true);
    });

    describe('since when it was looked at', () => {
      const told = (at: number): Look => ({
        ...well,
        since: instant(NOON + at),
      });
      const first = async (options: { madeUp: boolean; since: number }) => {
        const madeUp = new Set(options.madeUp ? ['clusters'] : []);
        status = new ScopeStatus({ database, clock, madeUp });
        await looks(told(options.since));
        return gaps();
      };

      it('may reach back for made-up data', async () => {
        expect(await first({ madeUp: true, since: -90 * HOUR })).toEqual([
          [null, null, -90 * HOUR],
        ]);
      });

      it('is the first look for all others, whatever they say', async () => {
        expect(await first({ madeUp: false, since: -90 * HOUR })).toEqual([
          [null, null, 0],
        ]);
      });

      it('is never in the future, and changes nothing of gaps that came later', async () => {
        expect(await first({ madeUp: true, since: HOUR })).toEqual([
          [null, null, 0],
        ]);
        passes(HOUR);
        await looks(told(-HOUR));
        expect((await gaps()).slice(1)).toEqual([[0, ALLOWED, HOUR]]);
      });
    });
  });
});
