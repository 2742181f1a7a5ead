import type { Knex } from 'knex';
import request from 'supertest';
import { eachDatabase } from '../database/testing';
import { createLedger } from '../ledger/ledger';
import { TestClock } from '../ledger/testing';
import { createTestApp } from './testing/app';
import { addScope, addService, addTeam, NOW } from './testing/company';
import {
  addDefinition,
  addStanding,
  MOVE,
  type Past,
} from './testing/migrations';

describe('what happened to a migration in a week', () => {
  eachDatabase(under => {
    let database: Knex;
    beforeAll(async () => {
      database = await under.open();
      await addTeam(database, 'payments');
      await addScope(database, 'prod-eu');
      await addService(database, 'cart');
      await addDefinition(database);
    });
    beforeEach(async () => {
      await database('standings').del();
      await database('standing_history').del();
    });

    const app = () =>
      createTestApp({
        database,
        ledger: createLedger({ database, clock: new TestClock(NOW) }),
      });
    /** Of the week as a whole, and of its cut by team. */
    const moved = async (...past: Past[]) => {
      await addStanding(database, 'cart', past);
      const { body } = await request(app())
        .get(`/migrations/${MOVE}?cut=team`)
        .expect(200);
      return {
        week: body.week,
        ofTeam: body.cut.rows.map((row: { moved: number }) => row.moved),
      };
    };

    it('counts who joined the scope in it, and moved on, as moved', async () => {
      expect(
        await moved(
          { daysAgo: 2, stage: 'not_started' },
          { daysAgo: 1, stage: 'validating' },
          { daysAgo: 0.2, stage: 'retired', from_targets: 0 },
        ),
      ).toMatchObject({
        week: { moved: 1, done: 1, scopeAdded: 1 },
        ofTeam: [1],
      });
    });

    it('does not count who was first seen where it stands', async () => {
      expect(await moved({ daysAgo: 2, stage: 'migrated' })).toMatchObject({
        week: { moved: 0, scopeAdded: 1 },
        ofTeam: [0],
      });
    });

    it('does not count who came back down', async () => {
      expect(
        await moved(
          { daysAgo: 3, stage: 'shifting' },
          { daysAgo: 2, stage: 'side_by_side', move: 'fall_back' },
        ),
      ).toMatchObject({ week: { moved: 0, fellBack: 1 }, ofTeam: [0] });
    });

    it('does not count who comes back from an exemption that it had from the first', async () => {
      expect(
        await moved(
          { daysAgo: 2, side: 'exempt' },
          { daysAgo: 1, stage: 'ready' },
        ),
      ).toMatchObject({ week: { moved: 0 }, ofTeam: [0] });
    });
  });
});
