import { instant } from '@landfall/backstage-plugin-fleet-common';
import { targetKey } from '@landfall/backstage-plugin-fleet-node';
import type { Knex } from 'knex';
import { isPostgres, rawRows } from '../database/dialect';
import { eachDatabase } from '../database/testing';
import { createLedger } from './ledger';
import { marksOf, removeMarks } from './marks';
import { batchOf, presence, rollout, targetOf, TestClock } from './testing';

/** How the database goes about a statement, as text. */
async function planOf(
  database: Knex,
  statement: { sql: string; bindings: readonly Knex.RawBinding[] },
): Promise<string> {
  // As knex numbers them for PostgreSQL; raw statements have question marks on both.
  const sql = statement.sql.replace(/\$\d+/g, '?');
  const rows = await rawRows<object>(
    database,
    isPostgres(database) ? `explain ${sql}` : `explain query plan ${sql}`,
    statement.bindings,
  );
  return rows.map(row => JSON.stringify(row)).join('\n');
}

/** Reading a whole table becomes slow only after years, so it is looked for here. */
describe('no query of the ledger reads a whole table', () => {
  eachDatabase(under => {
    it('whatever is asked', async () => {
      const database = await under.open();
      const ledger = createLedger({ database, clock: new TestClock() });
      await ledger.record(batchOf([rollout(), presence()]));

      const statements: Parameters<typeof planOf>[1][] = [];
      database.on('query', ({ sql, bindings }) => {
        if (/observations|dirty|source_cursors/.test(sql)) {
          statements.push({ sql, bindings: bindings ?? [] });
        }
      });
      const scope = { source: 'kubernetes', scope: 'blue' };
      const targets = [targetKey(targetOf('cart'))];
      const kind = 'rollout' as const;
      await ledger.record(
        batchOf([
          rollout({ version: 2, body: { reason: 'changed' } }),
          presence({ version: 3 }),
        ]),
      );
      await ledger.cursor(scope);
      await ledger.observations({ kind, targets });
      await ledger.observations({ kind, targets, since: instant(5) });
      await ledger.observations({ kind, targets, asOf: instant(2_000_000) });
      await ledger.versions([{ ...scope, key: 'rollout/cart/1' }]);
      await ledger.versionsSince({
        kinds: [kind],
        targets,
        services: ['component:default/cart'],
        since: instant(5),
      });
      await ledger.firstRecorded({ kind, targets });
      for await (const found of ledger.open({ ...scope, kind })) {
        expect(found.kind).toBe(kind);
      }
      const marks = await marksOf(database, [{ target: targets[0] }]);
      await removeMarks(
        database,
        marks.map(({ id }) => id),
      );
      database.removeAllListeners('query');

      expect(statements.length).toBeGreaterThan(12);
      if (isPostgres(database)) {
        // So small a table is read as a whole unless that is forbidden; then only a missing index leads to it.
        await database.raw(
          "do $$ begin execute format('alter database %I set enable_seqscan = off', current_database()); end $$",
        );
        await database.destroy();
        database.initialize();
      }
      for (const statement of statements) {
        const plan = await planOf(database, statement);
        expect({ ...statement, plan }).toEqual({
          ...statement,
          plan: expect.not.stringMatching(
            /Seq Scan on (observations|dirty|source_cursors)|SCAN (observations|dirty|source_cursors)/,
          ),
        });
      }
    });
  });
});
