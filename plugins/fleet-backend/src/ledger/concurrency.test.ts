import { instant } from '@landfall/backstage-plugin-fleet-common';
import type { ObservationInput } from '@landfall/backstage-plugin-fleet-node';
import type { Knex } from 'knex';
import { setTimeout as sleep } from 'node:timers/promises';
import { eachDatabase } from '../database/testing';
import { createLedger } from './ledger';
import { marksOf, peekMarks, removeMarks } from './marks';
import { lockScope } from './scopes';
import { batchOf, rollout, TestClock } from './testing';
import type { Ledger } from './types';

const subjectsOf = (marks: { subject: object }[]) =>
  marks.map(({ subject }) => Object.values(subject)[0]);

/** What only shows where transactions run side by side: SQLite has one connection, on which they take turns. */
describe('side by side', () => {
  eachDatabase(under => {
    if (under.id === 'SQLITE_3') {
      it('is no question on SQLite: there is one connection', async () => {
        const database = await under.open();
        expect(database.client.pool.max).toBe(1);
      });
      return;
    }

    let database: Knex;
    let clock: TestClock;

    beforeEach(async () => {
      database = await under.open();
      clock = new TestClock();
    });

    it('two projectors pick different marks, and neither waits for the other', async () => {
      const ledger = createLedger({ database, clock });
      await ledger.mark(
        ['a', 'b', 'c'].map(target => ({ target })),
        instant(1),
      );
      const first = await database.transaction();
      const second = await database.transaction();

      const [a] = await peekMarks(first, { limit: 1 });
      expect(subjectsOf([a])).toEqual(['a']);
      expect(subjectsOf(await peekMarks(second, { limit: 9 }))).toEqual([
        'b',
        'c',
      ]);
      expect(
        subjectsOf(await marksOf(second, [{ target: 'a' }, { target: 'b' }])),
      ).toEqual(['b']);
      await removeMarks(first, [a.id]);
      await first.commit();
      expect(await marksOf(second, [{ target: 'a' }])).toEqual([]);
      await second.rollback();
      expect(subjectsOf(await peekMarks(database, { limit: 9 }))).toEqual([
        'b',
        'c',
      ]);
    });

    it('a mark that arrives while a projector works stays', async () => {
      const ledger = createLedger({ database, clock });
      await ledger.record(batchOf([rollout()]));
      const projector = await database.transaction();
      const picked = await peekMarks(projector, { limit: 9 });
      const mine = await marksOf(
        projector,
        picked.map(({ subject }) => subject),
      );
      await ledger.record(batchOf([rollout({ version: 2, ended: true })]));
      await removeMarks(
        projector,
        mine.map(({ id }) => id),
      );
      await projector.commit();
      expect(await peekMarks(database, { limit: 9 })).toHaveLength(1);
    });

    it('a mark becomes visible with its observation, not before', async () => {
      const open = await database.transaction();
      await createLedger({ database, clock })
        .within(open)
        .mark([{ target: 'a' }], instant(1));
      expect(await peekMarks(database, { limit: 9 })).toEqual([]);
      await open.commit();
      expect(await peekMarks(database, { limit: 9 })).toHaveLength(1);
    });

    it('recording waits for a recorder of the same scope, and for no other', async () => {
      const ledger = createLedger({ database, clock });
      await ledger.record(batchOf([]));
      const holder = await database.transaction();
      await lockScope(holder, {
        source: 'kubernetes',
        scope: 'blue',
        now: clock.now(),
        abandonAfterMs: 60_000,
      });
      let done = false;
      const waiting = ledger.record(batchOf([rollout()])).then(result => {
        done = true;
        return result;
      });
      await ledger.record(batchOf([rollout()], { scope: 'green' }));
      await sleep(100);
      expect(done).toBe(false);
      await holder.commit();
      expect(await waiting).toMatchObject({ added: 1 });
    });

    it('two replicas that are told of one incident at the same instant lose neither its acknowledgement nor its end', async () => {
      const incident = (key: string, told: object): ObservationInput => ({
        ...{ kind: 'incident', key, version: 1, at: 1_000 },
        ...{ ended: false, endedAt: null },
        service: 'component:default/cart',
        body: { title: 'Down', severity: null, acknowledgedAt: null },
        ...told,
      });
      const replicas = [1, 2].map(() => createLedger({ database, clock }));
      const keys = Array.from({ length: 40 }, (_, i) => `P${i}`);
      const record = (ledger: Ledger, observation: ObservationInput) =>
        ledger.record(batchOf([observation], { source: 'pager' }));
      for (const key of keys) await record(replicas[0], incident(key, {}));
      // Each has read that it is open, and reports that with what it was told.
      await Promise.all(
        keys.flatMap((key, i) => {
          const taken = incident(key, {
            version: 2_000,
            body: { title: 'Down', severity: null, acknowledgedAt: 2_000 },
          });
          const ended = incident(key, {
            ...{ version: 3_000, ended: true, endedAt: 3_000 },
          });
          return replicas.map((ledger, replica) =>
            record(ledger, (i + replica) % 2 === 0 ? taken : ended),
          );
        }),
      );
      const rows: { body: string; ended_at: string }[] = await database(
        'observations',
      )
        .whereRaw('newest')
        .select('body', 'ended_at');
      expect(rows).toHaveLength(keys.length);
      for (const { body, ended_at } of rows) {
        expect(Number(ended_at)).toBe(3_000);
        expect(JSON.parse(body)).toMatchObject({ acknowledgedAt: 2_000 });
      }
    });

    it('a recorder that froze keeps nobody from recording', async () => {
      const ledger = createLedger({ database, clock });
      const frozen = await database.transaction();
      await lockScope(frozen, {
        source: 'kubernetes',
        scope: 'blue',
        now: clock.now(),
        abandonAfterMs: 200,
      });
      expect(await ledger.record(batchOf([rollout()]))).toMatchObject({
        added: 1,
      });
      await expect(frozen('source_cursors').select('*')).rejects.toThrow();
      // Its connection is gone, and with it what there was to roll back.
      await Promise.allSettled([frozen.rollback()]);
    });

    it('forgetting waits for a recorder and takes what it recorded along', async () => {
      const ledger = createLedger({ database, clock });
      const scopes = Array.from({ length: 10 }, (_, i) => `scope-${i}`);
      await Promise.all([
        ...scopes.map(scope => ledger.record(batchOf([rollout()], { scope }))),
        ledger.forget('kubernetes'),
        ...scopes.map(scope => ledger.record(batchOf([rollout()], { scope }))),
      ]);
      await ledger.forget('kubernetes');
      expect(await database('observations').select('*')).toEqual([]);
      expect(await ledger.scopes()).toEqual([]);
    });
  });
});
