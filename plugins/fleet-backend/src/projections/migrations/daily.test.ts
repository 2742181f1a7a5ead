import {
  DAY_MS,
  instant,
  migrationDefinitionSchema,
  type MigrationDefinitionInput,
} from '@landfall/backstage-plugin-fleet-common';
import type { Knex } from 'knex';
import { eachDatabase } from '../../database/testing';
import { rebuild } from '../rebuild';
import type { MigrationSnapshotRow, StandingHistoryRow } from '../tables';
import { eventually, NOW, TestCompany } from '../testing';
import { keepDays } from './daily';
import { putDefinition } from './definitions';
import { MovingCompany } from './testing';

const MOVE = 'helios-to-kubernetes';
const HOUR = 3_600_000;

/** What is kept of one day. */
type Snapshot = Pick<
  MigrationSnapshotRow,
  'scope' | 'done' | 'migrated' | 'definition_version'
> & { counts: Record<string, number>; reconstructed: boolean };

/** What is kept of each day of the migration, by day, alike on both databases. */
async function snapshotsIn(database: Knex): Promise<Record<string, Snapshot>> {
  const rows: MigrationSnapshotRow[] = await database('migration_snapshots')
    .where({ migration: MOVE })
    .orderBy('day');
  return Object.fromEntries(
    rows.map(({ day, migration, recorded_at, ...row }) => [
      day,
      {
        ...row,
        counts: JSON.parse(row.counts) as Record<string, number>,
        reconstructed: Boolean(row.reconstructed),
      },
    ]),
  );
}

function sumsOf(
  snapshots: Record<string, Snapshot>,
): Record<string, [scope: number, migrated: number, done: number]> {
  return Object.fromEntries(
    Object.entries(snapshots).map(([day, { scope, migrated, done }]) => [
      day,
      [scope, migrated, done],
    ]),
  );
}

/** A row of the history of a service that stands in a stage. */
function historyRow(
  given: Pick<StandingHistoryRow, 'service' | 'learnt_at' | 'stage'> &
    Partial<StandingHistoryRow>,
): Omit<StandingHistoryRow, 'id'> {
  return {
    migration: MOVE,
    in_scope: true,
    side: null,
    declared: false,
    derived_stage: given.stage,
    conflict: false,
    since: given.learnt_at,
    share: null,
    share_by: null,
    traffic_from: null,
    traffic_to: null,
    traffic_claimed_twice: false,
    health: 'on_track',
    health_since: null,
    wave: null,
    owner: null,
    owner_then: null,
    system: null,
    domain: null,
    tier: null,
    from_targets: 1,
    from_ready: 1,
    to_targets: 0,
    to_ready: 0,
    born_on_from_at: null,
    fell_back_at: null,
    blocked: null,
    override: null,
    exemption: null,
    next: '[]',
    reached: '{}',
    at: given.learnt_at,
    move: 'up',
    stage_before: null,
    scope_delta: 0,
    done_delta: 0,
    migrated_delta: 0,
    ...given,
  };
}

describe('what is kept of every day', () => {
  eachDatabase(under => {
    let database: Knex;
    let company: MovingCompany;
    beforeAll(async () => {
      database = await under.open();
    });
    beforeEach(async () => {
      company = new MovingCompany(database);
      await company.begin();
    });

    const runs = (name: 'cart' | 'pay', place: number) =>
      company.live({
        wait: 0,
        event: { kind: 'target', name, place, ready: 3, late: 0 },
        twice: false,
        works: 'idle',
      });
    const goes = (name: 'cart' | 'pay', place: number) =>
      company.live({
        wait: 0,
        event: { kind: 'gone', name, place },
        twice: false,
        works: 'idle',
      });
    const keep = (
      given: Partial<Parameters<typeof keepDays>[0]> = {},
    ): Promise<boolean> =>
      keepDays({
        database,
        ledger: company.ledger,
        now: company.clock.now(),
        zone: 'UTC',
        prehistory: false,
        ...given,
      });
    const define = (given: Partial<MigrationDefinitionInput>) =>
      database.transaction(transaction =>
        putDefinition(transaction, {
          definition: migrationDefinitionSchema.parse({
            id: MOVE,
            title: 'Helios to Kubernetes',
            template: MOVE,
            owner: 'group:default/platform',
            start: '2026-11-01',
            target: '2027-06-30',
            retiredAfterMinutes: 120,
            environments: 'all',
            ...given,
          }),
          origin: 'api',
          demo: false,
          author: null,
          ledger: company.ledger,
          now: company.clock.now(),
        }),
      );

    /** On the first day both run on the old platform, on the second one moves and leaves it. */
    async function livesTwoDays(): Promise<void> {
      await runs('cart', 0);
      await runs('pay', 0);
      await company.rest(DAY_MS);
      await company.projector.settle();
      await runs('cart', 2);
      await company.rest(HOUR);
      await goes('cart', 0);
      await company.rest(DAY_MS);
      await company.projector.settle();
    }

    it('is how far the migration was at the end of the day, as the projector finds it by itself', async () => {
      await livesTwoDays();
      expect(await snapshotsIn(database)).toEqual({
        '2026-11-18': {
          scope: 2,
          migrated: 0,
          done: 0,
          counts: { planned: 2 },
          definition_version: 1,
          reconstructed: false,
        },
        '2026-11-19': {
          scope: 2,
          migrated: 1,
          done: 1,
          counts: { planned: 1, retired: 1 },
          definition_version: 1,
          reconstructed: false,
        },
      });
    });

    it('never changes, whatever is rebuilt, redefined or learnt afterwards', async () => {
      await livesTwoDays();
      const all = () =>
        database('migration_snapshots').select('*').orderBy('day');
      const written = await all();
      expect(written).toHaveLength(2);

      // Of the two one is left, and it moves back; then all is derived anew, by a process that knows nothing of before.
      await define({ scope: { 'metadata.name': 'cart' } });
      await runs('cart', 0);
      await rebuild(company);
      await company.replica().settle();
      await keep({ prehistory: true });
      await company.rest(DAY_MS);
      await company.replica().settle();
      await keep({ prehistory: true });

      const kept = await all();
      const days = new Set(written.map(({ day }) => day));
      expect(kept.filter(({ day }) => days.has(day))).toEqual(written);
      // What was different afterwards shows on the day on which it was.
      expect(sumsOf(await snapshotsIn(database))['2026-11-20']).toEqual([
        1, 0, 0,
      ]);
    });

    it('is marked as reconstructed where nobody was there at the end of the day', async () => {
      await runs('cart', 0);
      await company.projector.settle();
      await company.rest(4 * DAY_MS);
      await company.replica().settle();
      const snapshots = await snapshotsIn(database);
      expect(
        Object.entries(snapshots).map(([day, { reconstructed }]) => [
          day,
          reconstructed,
        ]),
      ).toEqual([
        ['2026-11-18', true],
        ['2026-11-19', true],
        ['2026-11-20', true],
        ['2026-11-21', false],
      ]);
    });

    it('waits for what is still to be derived of the day, and for nothing of today', async () => {
      await runs('cart', 0);
      await company.rest(DAY_MS);
      expect(await keep()).toBe(false);
      expect(await snapshotsIn(database)).toEqual({});

      await company.projector.settle();
      await database('migration_snapshots').del();
      await runs('pay', 0);
      expect(await keep()).toBe(true);
      expect(await snapshotsIn(database)).toMatchObject({
        '2026-11-18': { scope: 2, counts: { not_seen: 1, planned: 1 } },
      });
    });

    it('begins with the migration, and ends when its definition is removed', async () => {
      await database('standing_history').insert([
        historyRow({
          service: 'component:default/cart',
          stage: 'not_started',
          learnt_at: NOW - 30 * DAY_MS,
        }),
      ]);
      await keep({ prehistory: true });
      const days = Object.keys(await snapshotsIn(database));
      expect([days[0], days.at(-1), days.length]).toEqual([
        '2026-11-01',
        '2026-11-17',
        17,
      ]);
      await database('migration_definitions').update({ definition: null });
      await keep({ now: instant(NOW + 3 * DAY_MS), prehistory: true });
      expect(Object.keys(await snapshotsIn(database))).toEqual(days);
    });

    it('is reconstructed for the days before anybody looked, from when things happened', async () => {
      await runs('cart', 0);
      await runs('pay', 0);
      await company.projector.settle();
      const told = (name: string, values: Record<string, unknown>) =>
        database('standings')
          .where({ service: `component:default/${name}` })
          .update({ side: null, ...values });
      await told('cart', {
        stage: 'retired',
        reached: JSON.stringify({
          migrated: Date.UTC(2026, 10, 5, 9),
          retired: Date.UTC(2026, 10, 10, 23, 59),
        }),
      });
      await told('pay', {
        stage: 'shifting',
        // It went back since: it never counted as moved for good.
        reached: JSON.stringify({ migrated: Date.UTC(2026, 10, 6) }),
        born_on_from_at: Date.UTC(2026, 10, 8),
      });
      // Nobody reconstructs unasked.
      await keep();
      expect(await snapshotsIn(database)).toEqual({});
      await keep({ prehistory: true });
      const snapshots = await snapshotsIn(database);
      const sums = sumsOf(snapshots);
      expect(Object.keys(sums)).toHaveLength(17);
      expect(
        [1, 4, 5, 7, 8, 9, 10, 17].map(
          day => sums[`2026-11-${String(day).padStart(2, '0')}`],
        ),
      ).toEqual([
        [1, 0, 0],
        [1, 0, 0],
        [1, 1, 0],
        [1, 1, 0],
        [2, 1, 0],
        [2, 1, 0],
        [2, 1, 1],
        [2, 1, 1],
      ]);
      expect(
        Object.values(snapshots).every(({ reconstructed }) => reconstructed),
      ).toBe(true);
    });

    it('is reconstructed by itself once first looks are over, also where something happens all the time', async () => {
      await runs('cart', 0);
      await company.projector.settle();
      await database('migration_snapshots').del();
      const service = 'component:default/cart';
      const { projector, ledger, clock } = company;
      const days = async () => Object.keys(await snapshotsIn(database)).length;
      const derived = () =>
        eventually(async () => {
          expect(await database('dirty').first('id')).toBeUndefined();
        });
      /** Something to derive every five seconds. */
      const busily = async (seconds: number) => {
        for (let i = 0; i < seconds / 5; i++) {
          clock.time += 5_000;
          await ledger.mark([{ service }], clock.now());
          await derived();
        }
      };
      const first = database('source_scopes').orderBy('scope').limit(1);
      const { source, scope, last_success } = await first.first();
      const one = database('source_scopes').where({ source, scope });
      await one.clone().update({ last_success: null });
      projector.start();
      try {
        await busily(100);
        expect(await days()).toBe(0);
        await one.clone().update({ last_success });
        for (let i = 0; i < 30 && (await days()) === 0; i++) {
          await busily(20);
          // It is never quiet, but now and then nothing is left to derive.
          await new Promise(resolve => setTimeout(resolve, 50));
        }
        expect(await days()).toBe(17);
      } finally {
        await projector.stop();
      }
    });

    it('is cut at midnight of the portal, also on the days on which clocks are set', async () => {
      await define({ start: '2026-03-01' });
      const moves = (service: string, at: string) => {
        const learnt = instant(Date.parse(at));
        return [
          historyRow({
            service,
            stage: 'not_started',
            learnt_at: instant(Date.UTC(2026, 2, 20)),
          }),
          historyRow({
            service,
            stage: 'retired',
            stage_before: 'not_started',
            learnt_at: learnt,
          }),
        ];
      };
      await database('standing_history').insert([
        // 29 March has 23 hours in Stockholm, and ends at 22:00 UTC; 25 October has 25, and ends at 23:00 UTC.
        ...moves('component:default/last-in-march', '2026-03-29T21:59:59.999Z'),
        ...moves('component:default/next-in-march', '2026-03-29T22:00:00.000Z'),
        ...moves(
          'component:default/last-in-october',
          '2026-10-25T22:59:59.999Z',
        ),
        ...moves(
          'component:default/next-in-october',
          '2026-10-25T23:00:00.000Z',
        ),
      ]);
      await keep({ zone: 'Europe/Stockholm', prehistory: true });
      const snapshots = await snapshotsIn(database);
      const done = (day: string) => snapshots[day].done;
      expect(
        ['2026-03-28', '2026-03-29', '2026-03-30'].map(day => done(day)),
      ).toEqual([0, 1, 2]);
      expect(
        ['2026-10-24', '2026-10-25', '2026-10-26'].map(day => done(day)),
      ).toEqual([2, 3, 4]);
      // Every day once: none is left out or doubled where a day is no 24 hours.
      const days = Object.keys(snapshots);
      expect([days[0], days.at(-1)]).toEqual(['2026-03-20', '2026-11-17']);
      expect(days).toHaveLength(
        (Date.UTC(2026, 10, 17) - Date.UTC(2026, 2, 20)) / DAY_MS + 1,
      );
    });

    it('is of the day that ended in the zone of the portal, not in UTC', async () => {
      await runs('cart', 0);
      await company.projector.settle();
      await database('migration_snapshots').del();
      const at = (text: string) => instant(Date.parse(text));
      const days = async (zone: string, now: string) => {
        await keep({ zone, now: at(now) });
        return Object.keys(await snapshotsIn(database));
      };
      expect(await days('Asia/Tokyo', '2026-11-18T14:59:59Z')).toEqual([]);
      expect(await days('America/New_York', '2026-11-19T04:59:59Z')).toEqual(
        [],
      );
      expect(await days('Asia/Tokyo', '2026-11-18T15:00:00Z')).toEqual([
        '2026-11-18',
      ]);
    });

    it('is written once when two replicas do it at once', async () => {
      await runs('cart', 0);
      await company.projector.settle();
      const now = instant(NOW + 2 * DAY_MS);
      const other = new TestCompany(database, { clock: company.clock });
      await database('standing_history').insert(stays(8));
      const results = await Promise.all([
        keep({ now, prehistory: true }),
        keep({ now, prehistory: true, ledger: other.ledger }),
        keep({ now, ledger: other.ledger }),
      ]);
      expect(results).toEqual([true, true, true]);
      const rows: MigrationSnapshotRow[] = await database(
        'migration_snapshots',
      ).select('*');
      expect(rows).toHaveLength(new Set(rows.map(({ day }) => day)).size);
      expect(await usualIn(database)).toEqual([['ready', 6.95]]);
    });

    it('says what a stage usually takes once eight stays in it have ended', async () => {
      await database('standing_history').insert(stays(7));
      await keep();
      expect(await usualIn(database)).toEqual([]);
      // Who is still there does not count yet.
      await database('standing_history').insert([
        historyRow({
          service: 'component:default/still-there',
          stage: 'ready',
          stage_before: 'planned',
          learnt_at: NOW - 300 * DAY_MS,
        }),
      ]);
      await keep();
      expect(await usualIn(database)).toEqual([]);

      await database('standing_history').insert(stays(8).slice(-3));
      await keep();
      // 1 to 8 days: 85 % of the way from the first to the last.
      expect(await usualIn(database)).toEqual([['ready', 6.95]]);
    });

    it('leaves out of what is usual how long services had stood somewhere before anybody looked, or before the migration began', async () => {
      // The migration began on 1 November: eight that were first seen since, where they had stood for years.
      const long = NOW - 900 * DAY_MS;
      const late = stays(8).map(row =>
        row.stage_before === 'planned'
          ? { ...row, stage_before: null, since: long }
          : row,
      );
      await database('standing_history').insert(late);
      await keep();
      expect(await usualIn(database)).toEqual([]);

      // Eight that came and went before it began.
      await database('standing_history').del();
      const earlier = stays(8).map(row => ({
        ...row,
        since: Number(row.since) - 30 * DAY_MS,
        learnt_at: Number(row.learnt_at) - 30 * DAY_MS,
      }));
      await database('standing_history').insert(earlier);
      await keep();
      expect(await usualIn(database)).toEqual([]);

      // Eight that somebody had looked at before it began: from its start on.
      await database('standing_history').del();
      const begin = Date.UTC(2026, 10, 1);
      await database('standing_history').insert(
        late.map((row, index) => ({
          ...row,
          learnt_at: row.stage_before === null ? begin - DAY_MS : NOW,
          since:
            row.stage === 'ready'
              ? long
              : begin + Math.ceil(index / 3) * DAY_MS,
        })),
      );
      await keep();
      expect(await usualIn(database)).toEqual([['ready', 6.95]]);
    });

    it('counts from when its wave begins how long a service was only planned', async () => {
      const day = '2026-11-04';
      await define({
        waves: [{ id: 'one', title: 'One', start: day, match: {} }],
      });
      const planned = stays(8).flatMap(row => {
        if (row.stage_before === 'ready' && row.stage === 'ready') return [];
        return row.stage === 'ready'
          ? {
              ...row,
              stage: 'planned',
              stage_before: 'not_started',
              wave: 'one',
            }
          : {
              ...row,
              stage_before: 'planned',
              since: Number(row.since) + 2 * DAY_MS,
            };
      });
      await database('standing_history').insert(planned);
      await keep();
      // They were planned on the second at noon, and went on 3 to 10 days later.
      expect(await usualIn(database)).toEqual([['planned', 7.45]]);
    });

    it('takes no exemption for the end of a stay', async () => {
      await database('standing_history').insert(
        stays(8).map(row =>
          row.stage === 'side_by_side'
            ? { ...row, stage: null, side: 'exempt' }
            : row,
        ),
      );
      await keep();
      expect(await usualIn(database)).toEqual([]);
    });

    it('appends what a stage usually takes only where it is different, and looks again at who is in the stage', async () => {
      await runs('cart', 0);
      await company.projector.settle();
      await database('standings')
        .where({ service: 'component:default/cart' })
        .update({ stage: 'ready' });
      await database('standing_history').insert(stays(8));
      await keep();
      const marked: string[] = await database('dirty').pluck('service');
      expect(marked).toEqual(['component:default/cart']);
      await keep();
      expect(await usualIn(database)).toEqual([['ready', 6.95]]);

      const ninth = stays(9).slice(-3);
      await database('standing_history').insert(ninth);
      await keep();
      expect(await usualIn(database)).toEqual([
        ['ready', 6.95],
        ['ready', 7.8],
      ]);
    });
  });
});

/** Services that stayed in a stage: the first for one day, the second for two, and so on. */
function stays(count: number): Omit<StandingHistoryRow, 'id'>[] {
  return Array.from({ length: count }, (_, index) => {
    const service = `component:default/stayed-${index}`;
    const begin = NOW - 16 * DAY_MS;
    return [
      historyRow({
        service,
        stage: 'ready',
        stage_before: 'planned',
        learnt_at: begin,
      }),
      // Its health changed: that ends no stay.
      historyRow({
        service,
        stage: 'ready',
        stage_before: 'ready',
        since: begin,
        health: 'blocked',
        learnt_at: begin + HOUR,
      }),
      historyRow({
        service,
        stage: 'side_by_side',
        stage_before: 'ready',
        learnt_at: begin + (index + 1) * DAY_MS,
      }),
    ];
  }).flat();
}

async function usualIn(database: Knex): Promise<[string, number][]> {
  const rows: { stage: string; days: number }[] = await database(
    'migration_usual',
  ).orderBy('id');
  return rows.map(({ stage, days }) => [stage, days]);
}
