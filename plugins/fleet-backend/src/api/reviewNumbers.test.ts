import { instant } from '@landfall/backstage-plugin-fleet-common';
import type { Knex } from 'knex';
import request from 'supertest';
import { eachDatabase } from '../database/testing';
import { createLedger } from '../ledger/ledger';
import { TestClock } from '../ledger/testing';
import { FROM_SCRATCH } from '../projections/context';
import { createTestApp } from './testing/app';
import { addScope, addService, addTeam, NOW } from './testing/company';
import {
  addDefinition,
  addStanding,
  DAY,
  MOVE,
  type Past,
} from './testing/migrations';

describe('numbers of a review', () => {
  eachDatabase(under => {
    let database: Knex;
    beforeEach(async () => {
      database = await under.open();
      await addTeam(database, 'payments');
      await addScope(database, 'prod-eu');
    });

    const review = async (at?: number) => {
      const app = createTestApp({
        database,
        ledger: createLedger({ database, clock: new TestClock(NOW) }),
      });
      const query = at ? `?at=${new Date(at).toISOString()}` : '';
      const { body } = await request(app)
        .get(`/migrations/${MOVE}${query}`)
        .expect(200);
      return body;
    };
    const stands = async (name: string, ...past: Past[]) => {
      await addService(database, name);
      await addStanding(database, name, past);
    };

    it('count who is behind its wave, whatever else ails it', async () => {
      const day = (ms: number) => new Date(ms).toISOString().slice(0, 10);
      const match = {};
      await addDefinition(database, {
        target: day(NOW + 30 * DAY),
        waves: [
          { id: 'over', title: 'Over', end: day(NOW - DAY), match },
          { id: 'today', title: 'Ends today', end: day(NOW), match },
          { id: 'open', title: 'Without an end', match },
        ],
      });
      const daysAgo = 60;
      for (const wave of ['over', 'today', 'open']) {
        const stage = 'not_started';
        const own = { daysAgo, wave };
        await stands(`${wave}-blocked`, { ...own, stage, health: 'blocked' });
        await stands(`${wave}-stalled`, { ...own, stage, health: 'stalled' });
        await stands(`${wave}-lagging`, { ...own, stage, health: 'lagging' });
        await stands(`${wave}-unseen`, { ...own, side: 'not_seen' });
        await stands(`${wave}-migrated`, { ...own, stage: 'migrated' });
        await stands(`${wave}-retired`, { ...own, stage: 'retired' });
        await stands(`${wave}-exempt`, { ...own, side: 'exempt' });
        await stands(`${wave}-born`, { ...own, side: 'born_on_target' });
      }
      const behindAt = async (at?: number) =>
        (await review(at)).waves.map((wave: { behind: number }) => wave.behind);
      expect(await behindAt()).toEqual([4, 0, 0]);
      expect(await behindAt(NOW - DAY)).toEqual([0, 0, 0]);

      await addDefinition(
        database,
        {
          target: day(NOW - DAY),
          waves: [{ id: 'open', title: 'Without an end', match }],
        },
        { version: 2 },
      );
      expect(await behindAt()).toEqual([4]);
    });

    it('say that they will grow while scopes are looked at for the first time, and while the past is worked out', async () => {
      await addDefinition(database);
      await stands('cart', { daysAgo: 1, stage: 'not_started' });
      expect((await review()).onTheWay).toBeNull();

      await addScope(database, 'prod-us');
      const us = database('source_scopes').where({ scope: 'prod-us' });
      await us.clone().update({ last_success: null });
      expect((await review()).onTheWay).toEqual({
        firstLooks: 1,
        scopes: 2,
        deriving: 0,
      });
      expect((await review(NOW - DAY / 2)).onTheWay).toBeNull();
      // It was looked at, and failed.
      await us.clone().update({ consecutive_failures: 3 });
      expect((await review()).onTheWay).toBeNull();

      const ledger = createLedger({ database, clock: new TestClock(NOW) });
      const service = 'component:default/cart';
      await ledger.mark([{ service }], instant(NOW));
      expect((await review()).onTheWay).toBeNull();
      await ledger.mark([{ service }], FROM_SCRATCH);
      expect((await review()).onTheWay).toEqual({
        firstLooks: 0,
        scopes: 2,
        deriving: 1,
      });
    });

    it('say how long a stage usually takes, not how long a service had stood there before the migration', async () => {
      await addDefinition(database, { stalledAfterDays: 14 });
      const stalled = {
        daysAgo: 100,
        health: 'stalled',
        since: NOW - 978 * DAY,
        health_since: NOW - 80 * DAY,
      };
      await stands('cart', { ...stalled, stage: 'not_started' });
      await stands('pay', { ...stalled, stage: 'ready' });
      for (const [days, daysAgo] of [
        [30, 20],
        [12.54, 10],
      ]) {
        await database('migration_usual').insert({
          migration: MOVE,
          stage: 'ready',
          days,
          recorded_at: NOW - daysAgo * DAY,
        });
      }
      const usual = async (at?: number) =>
        Object.fromEntries(
          (await review(at)).decisions.items.map(
            (item: { title: string; usualDays: number }) => [
              item.title,
              item.usualDays,
            ],
          ),
        );
      expect(await usual()).toEqual({ cart: 14, pay: 12.5 });
      expect(await usual(NOW - 15 * DAY)).toEqual({ cart: 14, pay: 30 });
      expect(await usual(NOW - 25 * DAY)).toEqual({ cart: 14, pay: 14 });
    });
  });
});
