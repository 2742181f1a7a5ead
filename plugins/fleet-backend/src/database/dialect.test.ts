import type { Knex } from 'knex';
import {
  among,
  amongNumbers,
  bulkInsert,
  databaseNow,
  rawRows,
} from './dialect';
import { eachDatabase } from './testing';

describe('dialect', () => {
  eachDatabase(under => {
    let database: Knex;

    const columns = {
      name: 'text',
      size: 'bigint',
      good: 'boolean',
      share: 'double precision',
    } as const;
    const insert = (
      rows: readonly object[],
      rest: Partial<Parameters<typeof bulkInsert>[1]> = {},
    ) =>
      bulkInsert<{ name: string }>(database, {
        table: 'things',
        columns,
        rows,
        ...rest,
      });
    const things = async () => {
      const rows = await database('things').select('*').orderBy('id');
      return rows.map(({ name, size, good, share }) => [
        name,
        size === null ? null : Number(size),
        good === null ? null : Boolean(good),
        share,
      ]);
    };

    beforeEach(async () => {
      database = await under.openBare();
      await database.schema.createTable('things', table => {
        table.bigIncrements('id');
        table.text('name').unique();
        table.bigInteger('size');
        table.boolean('good');
        table.double('share');
      });
    });

    it('inserts rows in their order, whatever is in them', async () => {
      const rows = [
        {
          name: `'quoted' "text" \\ ? $1 :name`,
          size: 2 ** 53 - 1,
          good: true,
        },
        { name: '火 🔥\n\t', size: -(2 ** 53) + 1, good: false, share: 0.1 },
        { name: '', size: 0 },
        { size: null, good: null, share: 1e300 },
      ];
      await insert(rows);
      expect(await things()).toEqual(
        rows.map(row => [
          row.name ?? null,
          row.size,
          row.good ?? null,
          row.share ?? null,
        ]),
      );
    });

    it('inserts more rows than fit into one statement', async () => {
      const rows = Array.from({ length: 2_345 }, (_, i) => ({ size: i }));
      await insert(rows);
      expect((await things()).map(([, size]) => size)).toEqual(
        rows.map(({ size }) => size),
      );
      await insert(
        rows.map(({ size }) => ({ name: `${size}` })),
        { chunkSize: 7 },
      );
      expect(await things()).toHaveLength(4_690);
      expect(await insert([])).toEqual([]);
    });

    it('fills in what all rows share', async () => {
      await insert([{ size: 1 }, { size: 2 }], {
        constants: { good: true, share: null },
      });
      expect(await things()).toEqual([
        [null, 1, true, null],
        [null, 2, true, null],
      ]);
    });

    it('leaves out what is there and tells what it wrote', async () => {
      await insert([{ name: 'a' }, { name: 'b' }]);
      expect(
        await insert([{ name: 'b' }, { name: 'c' }, { name: 'c' }], {
          onConflict: '(name) do nothing',
          returning: ['name'],
        }),
      ).toEqual([{ name: 'c' }]);
    });

    it('finds rows among any number of values', async () => {
      await insert([
        { name: 'a', size: 1 },
        { name: 'b', size: 2 },
      ]);
      const many = Array.from({ length: 100_000 }, (_, i) => i + 2);
      const find = async (condition: Knex.Raw) =>
        (await database('things').where(condition)).map(row => row.name);
      expect(await find(amongNumbers(database, 'size', many))).toEqual(['b']);
      expect(await find(amongNumbers(database, 'size', []))).toEqual([]);
      expect(
        await find(among(database, 'name', ['a', ...many.map(String)])),
      ).toEqual(['a']);
      expect(await find(among(database, 'name', []))).toEqual([]);
    });

    it("tells the database's time", async () => {
      const [{ now }] = await rawRows<{ now: number | string }>(
        database,
        `select ${databaseNow(database)} as now`,
      );
      expect(Math.abs(Number(now) - Date.now())).toBeLessThan(5_000);
    });
  });
});
