import {
  instant,
  migrationDefinitionSchema,
} from '@landfall/backstage-plugin-fleet-common';
import type { MadeUpAct } from '@landfall/backstage-plugin-fleet-node';
import type { Knex } from 'knex';
import { eachDatabase } from '../../database/testing';
import { DAY, NOW, TestCompany } from '../testing';
import { syncDefinitions, type GivenMigration } from './definitions';

const CART = 'component:default/cart';
const definition = migrationDefinitionSchema.parse({
  id: 'helios-to-kubernetes',
  title: 'Helios to Kubernetes',
  template: 'helios-to-kubernetes',
  owner: 'group:default/platform',
  start: '2026-11-01',
  target: '2027-06-30',
});
const acts: MadeUpAct[] = [
  {
    id: 'one',
    service: CART,
    act: {
      act: 'block',
      reason: 'It needs a static IP',
      waitingFor: 'the network team',
      link: 'https://tickets.example/1',
    },
    author: 'user:default/ann',
    at: instant(NOW - 3 * DAY),
  },
];
const given: GivenMigration = {
  definition,
  origin: 'module',
  demo: true,
  acts,
};

describe('what people did about a made-up migration', () => {
  eachDatabase(under => {
    let database: Knex;
    let company: TestCompany;
    beforeAll(async () => {
      database = await under.open();
    });
    beforeEach(async () => {
      company = new TestCompany(database);
      await company.clear();
      await company.know({ components: { cart: {} } });
    });

    const starts = (migrations: readonly GivenMigration[]) =>
      syncDefinitions(database, {
        given: migrations,
        ledger: company.ledger,
        now: company.clock.now(),
      });
    const blocked = async (): Promise<unknown> => {
      await company.projector.settle();
      const row = await database('standings').where({ service: CART }).first();
      return JSON.parse(row.blocked);
    };

    it('holds since it was done, however often the portal starts', async () => {
      await starts([given]);
      const expected = { act: 'one', since: NOW - 3 * DAY };
      expect(await blocked()).toMatchObject(expected);
      company.clock.time += DAY;
      await starts([given]);
      expect(await blocked()).toMatchObject(expected);
      expect(await database('migration_acts')).toHaveLength(1);
    });

    it('comes to what is known already when a later version of the module adds it', async () => {
      await starts([{ ...given, acts: [] }]);
      expect(await blocked()).toBeNull();
      company.clock.time += DAY;
      await starts([given]);
      expect(await blocked()).toMatchObject({ since: NOW - 3 * DAY });
    });

    it('is gone with the module, with all else that was made up of it', async () => {
      await starts([given]);
      await company.projector.settle();
      company.clock.time += 2 * DAY;
      await company.replica().settle();
      expect(await database('migration_snapshots')).not.toEqual([]);
      await starts([]);
      for (const table of [
        'migration_acts',
        'migration_snapshots',
        'migration_usual',
      ]) {
        expect(await database(table)).toEqual([]);
      }
    });

    it('leaves alone what people did about a real one that is defined no more', async () => {
      await starts([{ ...given, demo: false }]);
      await starts([]);
      expect(await database('migration_acts')).toHaveLength(1);
    });
  });
});
