import type { Knex } from 'knex';
import { rawRows, isPostgres } from './dialect';
import { applyMigrations, migrationsDirectory, openDatabase } from './migrate';
import { eachDatabase } from './testing';

async function tables(database: Knex): Promise<string[]> {
  const rows = await rawRows<{ name: string }>(
    database,
    isPostgres(database)
      ? "select table_name as name from information_schema.tables where table_schema = 'public' order by 1"
      : "select name from sqlite_master where type = 'table' order by 1",
  );
  return rows
    .map(row => row.name)
    .filter(name => !/^(knex_|sqlite_)/.test(name));
}

describe('migrations', () => {
  eachDatabase(under => {
    it('go up, down one by one to nothing, and up again to the same', async () => {
      const database = await under.openBare();
      const directory = migrationsDirectory();
      await applyMigrations(database);
      const after = await tables(database);
      expect(after).toEqual(
        expect.arrayContaining(['dirty', 'observations', 'source_cursors']),
      );

      for (;;) {
        const [, undone] = await database.migrate.down({ directory });
        if (undone.length === 0) {
          break;
        }
      }
      expect(await tables(database)).toEqual([]);

      await applyMigrations(database);
      expect(await tables(database)).toEqual(after);
    });

    it('are left alone where configuration says so', async () => {
      const database = await under.openBare();
      const getClient = async () => database;
      await openDatabase({ getClient, migrations: { skip: true } });
      expect(await tables(database)).toEqual([]);
      await openDatabase({ getClient });
      expect(await tables(database)).toContain('observations');
    });
  });
});
