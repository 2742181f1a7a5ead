/* eslint-disable jest/no-export -- what tests share lies in no test file, yet it declares a test */
// eslint-disable-next-line @backstage/no-undeclared-imports -- only tests import this file
import { TestDatabases } from '@backstage/backend-test-utils';
import type { Knex } from 'knex';
import { applyMigrations } from './migrate';

/** The databases that every test of stored things runs on. */
const ids = ['SQLITE_3', 'POSTGRES_18'] as const;

/** One database under test. */
export interface DatabaseUnderTest {
  id: (typeof ids)[number];
  /** A new, empty database with every migration applied. */
  open(): Promise<Knex>;
  /** A new, empty database without tables. */
  openBare(): Promise<Knex>;
}

/**
 * Runs a suite on SQLite and on PostgreSQL. The framework would leave out a PostgreSQL that it cannot find without a word;
 * here that is a failure.
 */
export function eachDatabase(suite: (under: DatabaseUnderTest) => void): void {
  // Creating databases, and properties, take their time where others are at work.
  jest.setTimeout(240_000);
  const databases = TestDatabases.create({ ids: [...ids] });

  it('has both databases to run on', () => {
    expect(ids.filter(id => !databases.supports(id))).toEqual([]);
  });

  describe.each(ids.filter(id => databases.supports(id)))('on %s', id => {
    suite({
      id,
      open: async () => {
        const database = await databases.init(id);
        await applyMigrations(database);
        return database;
      },
      openBare: () => databases.init(id),
    });
  });
}
