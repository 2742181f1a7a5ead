import { mockServices } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import type { Knex } from 'knex';
import { eachDatabase } from '../database/testing';
import { TestClock } from '../ledger/testing';
import { forgetAuthors } from './forget';

const DAY = 86_400_000;
const user = (name: string) => ({
  apiVersion: 'backstage.io/v1beta1',
  kind: 'User',
  metadata: { name, namespace: 'default' },
  spec: { memberOf: [] },
});

eachDatabase(under => {
  let database: Knex;
  const clock = new TestClock(Date.UTC(2026, 10, 21));

  const look = (...names: string[]) =>
    forgetAuthors({
      database,
      clock,
      auth: mockServices.auth(),
      catalog: catalogServiceMock({ entities: names.map(user) }),
    });
  const authors = async () =>
    (await database('migration_acts').select('author').orderBy('id')).map(
      (row: { author: string }) => row.author,
    );

  beforeEach(async () => {
    database = await under.open();
    for (const [id, name] of [
      ['1', 'ann'],
      ['2', 'bob'],
      ['3', 'ann'],
    ]) {
      await database('migration_acts').insert({
        id,
        migration: 'm',
        service: 'component:default/cart',
        act: 'note',
        reason: 'because',
        author: `user:default/${name}`,
        recorded_at: 1,
      });
    }
    await database('migration_definitions').insert({
      migration: 'm',
      version: 1,
      recorded_at: 1,
      origin: 'api',
      demo: false,
      definition: '{}',
      author: 'user:default/ann',
    });
  });

  it('takes the name of who left the catalog out of what they said, after some days', async () => {
    expect(await look('bob')).toBe(0);
    clock.time += 6 * DAY;
    expect(await look('bob')).toBe(0);
    clock.time += DAY;
    expect(await look('bob')).toBe(1);
    expect(await authors()).toEqual([
      'user:default/deleted',
      'user:default/bob',
      'user:default/deleted',
    ]);
    expect(await database('migration_definitions').first('author')).toEqual({
      author: 'user:default/deleted',
    });
    clock.time += 30 * DAY;
    expect(await look('bob')).toBe(0);
  });

  it('counts anew for who was back in between', async () => {
    await look('bob');
    clock.time += 6 * DAY;
    await look('ann', 'bob');
    clock.time += 6 * DAY;
    await look('bob');
    clock.time += 6 * DAY;
    expect(await look('bob')).toBe(0);
    expect(await authors()).toContain('user:default/ann');
  });

  it('changes nothing while the catalog does not answer', async () => {
    await look();
    clock.time += 8 * DAY;
    const catalog = {
      getEntitiesByRefs: async () => {
        throw new Error('is away');
      },
    };
    await expect(
      forgetAuthors({ database, clock, auth: mockServices.auth(), catalog }),
    ).rejects.toThrow('is away');
    expect(await authors()).toContain('user:default/ann');
  });
});
