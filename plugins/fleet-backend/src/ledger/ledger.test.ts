import { instant } from '@landfall/backstage-plugin-fleet-common';
import { targetKey } from '@landfall/backstage-plugin-fleet-node';
import type { Knex } from 'knex';
import { eachDatabase } from '../database/testing';
import { createLedger } from './ledger';
import { marksOf, peekMarks, pendingMarks, removeMarks } from './marks';
import { listQuarantine } from './quarantine';
import { batchOf, presence, rollout, targetOf, TestClock } from './testing';
import type { Ledger } from './types';

const cart = targetKey(targetOf('cart'));
const scope = { source: 'kubernetes', scope: 'blue' };

async function toArray<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) {
    all.push(item);
  }
  return all;
}

describe('ledger', () => {
  eachDatabase(under => {
    let database: Knex;
    let clock: TestClock;
    let ledger: Ledger;

    const rollouts = (asOf?: number) =>
      ledger.observations({
        kind: 'rollout',
        targets: [cart],
        ...(asOf === undefined ? {} : { asOf: instant(asOf) }),
      });
    const marks = async () => {
      const found = await peekMarks(database, { limit: 100 });
      await removeMarks(
        database,
        found.map(mark => mark.id),
      );
      return found.map(({ subject, earliest }) => ({ ...subject, earliest }));
    };

    beforeEach(async () => {
      database = await under.open();
      clock = new TestClock();
      ledger = createLedger({ database, clock });
    });

    describe('recording', () => {
      it('holds what is new, with the cursor, a mark and the time it was learnt', async () => {
        expect(
          await ledger.record(
            batchOf([rollout(), presence()], { cursor: { at: '17' } }),
          ),
        ).toEqual({ added: 2, amended: 0, unchanged: 0, refused: [] });

        const [found] = await rollouts();
        expect(found).toEqual({
          ...rollout(),
          estimated: { at: false, endedAt: false },
          backfilled: false,
          ...scope,
          seq: expect.any(Number),
          recordedAt: 1_000_000,
        });
        expect(await ledger.cursor(scope)).toEqual({ at: '17' });
        expect(await ledger.scopes()).toEqual([
          { ...scope, recordedAt: 1_000_000, observations: 2, refused: 0 },
        ]);
        expect(await marks()).toEqual([{ target: cart, earliest: 100 }]);
      });

      it('changes nothing when the same is reported again', async () => {
        const batch = batchOf([rollout(), presence()], { cursor: 1 });
        await ledger.record(batch);
        await marks();
        clock.time += 1_000;
        const heard = jest.fn();
        ledger.onMarked(heard);

        expect(await ledger.record(batch)).toMatchObject({
          added: 0,
          unchanged: 2,
        });
        expect(await database('observations').count({ n: '*' })).toEqual([
          { n: under.id === 'SQLITE_3' ? 2 : '2' },
        ]);
        expect(await marks()).toEqual([]);
        expect(heard).not.toHaveBeenCalled();
        expect(await ledger.scopes()).toMatchObject([
          { observations: 2, recordedAt: 1_000_000 },
        ]);
      });

      it('amends what goes on by appending versions, until it has ended', async () => {
        await ledger.record(batchOf([rollout()]));
        clock.time = 2_000_000;
        const done = rollout({
          version: 2,
          ended: true,
          endedAt: 500,
          body: { outcome: 'succeeded' },
        });
        expect(await ledger.record(batchOf([done]))).toMatchObject({
          amended: 1,
        });
        clock.time = 3_000_000;
        expect(
          await ledger.record(
            batchOf([rollout({ version: 3, body: { outcome: 'failed' } })]),
          ),
        ).toMatchObject({ unchanged: 1 });

        expect(await rollouts()).toMatchObject([
          { endedAt: 500, version: 2, body: { outcome: 'succeeded' } },
        ]);
        expect(
          await ledger.versions([{ ...scope, key: 'rollout/cart/1' }]),
        ).toMatchObject([
          { ended: false, recordedAt: 1_000_000 },
          { ended: true, recordedAt: 2_000_000 },
        ]);
        expect(await ledger.scopes()).toMatchObject([{ observations: 1 }]);
      });

      it('applies a key that comes twice in one batch in order', async () => {
        await ledger.record(
          batchOf([
            rollout({ version: 1 }),
            rollout({ version: 2, body: { overdueSince: 300 } }),
            rollout({ version: 3, ended: true, endedAt: 400 }),
          ]),
        );
        expect(await rollouts()).toMatchObject([{ version: 3, endedAt: 400 }]);
        expect(
          await ledger.versions([{ ...scope, key: 'rollout/cart/1' }]),
        ).toMatchObject([{ version: 1 }, { version: 2 }, { version: 3 }]);
        expect(await rollouts(1_000_000)).toMatchObject([{ version: 3 }]);
      });

      it('keeps facts of different scopes and sources apart, whatever their keys', async () => {
        await ledger.record(batchOf([rollout()]));
        await ledger.record(batchOf([rollout()], { scope: 'green' }));
        await ledger.record(batchOf([rollout()], { source: 'other' }));
        expect(await rollouts()).toMatchObject([
          { source: 'kubernetes', scope: 'blue' },
          { source: 'kubernetes', scope: 'green' },
          { source: 'other', scope: 'blue' },
        ]);
      });

      it('takes a version that was overtaken meanwhile for what it is, even if the higher one told nothing new', async () => {
        await ledger.record(batchOf([presence({ version: 1 })]));
        await ledger.record(batchOf([presence({ version: 5 })]));
        expect(
          await ledger.record(
            batchOf([presence({ version: 3, body: { ready: 0 } })]),
          ),
        ).toMatchObject({ unchanged: 1 });
        expect(
          await ledger.record(
            batchOf([presence({ version: 6, body: { ready: 0 } })]),
          ),
        ).toMatchObject({ amended: 1 });
      });

      it('keeps the cursor that is there when a batch brings none', async () => {
        await ledger.record(batchOf([], { cursor: ['a', 1] }));
        await ledger.record(batchOf([rollout()]));
        expect(await ledger.cursor(scope)).toEqual(['a', 1]);
        expect(await ledger.cursor({ ...scope, scope: 'x' })).toBeUndefined();
      });

      it('never lets the time of learning go back within a scope', async () => {
        await ledger.record(batchOf([rollout()]));
        clock.time = 500;
        await ledger.record(batchOf([rollout({ version: 2, ended: true })]));
        expect(await rollouts()).toMatchObject([
          { version: 2, recordedAt: 1_000_000 },
        ]);
        expect(await rollouts(1_000_000)).toMatchObject([{ version: 2 }]);
      });

      it('marks both the old and the new place of what moved', async () => {
        const outage = {
          ...rollout({ key: 'outage/1' }),
          kind: 'outage',
          body: { cause: 'unavailable' },
        };
        await ledger.record(
          batchOf([{ ...outage, service: 'component:default/cart' }]),
        );
        await marks();
        await ledger.record(
          batchOf([
            {
              ...outage,
              version: 2,
              target: targetOf('basket'),
              service: 'component:default/basket',
            },
          ]),
        );
        expect(await marks()).toEqual([
          { target: cart, earliest: 100 },
          { service: 'component:default/cart', earliest: 100 },
          { target: targetKey(targetOf('basket')), earliest: 100 },
          { service: 'component:default/basket', earliest: 100 },
        ]);
      });

      it('marks a target once per batch, from the earliest instant on', async () => {
        await ledger.record(
          batchOf([
            rollout({ key: 'a', at: 300 }),
            rollout({ key: 'b', at: 200 }),
            rollout({ key: 'c', at: 250 }),
          ]),
        );
        expect(await marks()).toEqual([{ target: cart, earliest: 200 }]);
      });

      it('records thousands at once', async () => {
        const many = Array.from({ length: 2_500 }, (_, i) =>
          rollout({ key: `k${i}` }),
        );
        expect(await ledger.record(batchOf(many))).toMatchObject({
          added: 2_500,
        });
        expect(await ledger.record(batchOf(many))).toMatchObject({
          unchanged: 2_500,
        });
        expect(
          await toArray(ledger.open({ ...scope, kind: 'rollout' })),
        ).toHaveLength(2_500);
      });
    });

    describe('durability', () => {
      it('leaves nothing behind when the transaction fails', async () => {
        const failing = createLedger({
          database,
          clock: {
            now: jest
              .fn()
              .mockReturnValueOnce(instant(5))
              .mockImplementation(() => {
                throw new Error('the clock stopped');
              }),
          },
        });
        await expect(
          failing.record(batchOf([rollout(), { key: 'bad' }], { cursor: 1 })),
        ).rejects.toThrow('the clock stopped');
        for (const table of [
          'observations',
          'source_cursors',
          'dirty',
          'quarantine',
        ]) {
          expect(await database(table).select('*')).toEqual([]);
        }
      });

      it('neither fails nor records twice when several record the same at once', async () => {
        const recorders = Array.from({ length: 4 }, () =>
          createLedger({ database, clock }),
        );
        const results = await Promise.all(
          recorders.flatMap((recorder, r) =>
            Array.from({ length: 5 }, (_, i) =>
              recorder.record(
                batchOf(
                  Array.from({ length: 20 }, (__, k) =>
                    rollout({
                      key: `k${(k * 7 + r) % 20}`,
                      version: i + 1,
                      body: { reason: `state ${i}` },
                    }),
                  ),
                ),
              ),
            ),
          ),
        );
        const sum = (field: 'added' | 'amended' | 'unchanged') =>
          results.reduce((total, result) => total + result[field], 0);
        expect(sum('added')).toBe(20);
        expect(sum('added') + sum('amended') + sum('unchanged')).toBe(400);
        const found = await rollouts();
        expect(found).toHaveLength(20);
        expect(new Set(found.map(({ version }) => version))).toEqual(
          new Set([5]),
        );
        expect(await ledger.scopes()).toMatchObject([{ observations: 20 }]);
      });
    });

    describe('what is malformed', () => {
      it('is refused with the reason and kept aside, and the rest is recorded', async () => {
        const { target, ...homeless } = rollout({ key: 'homeless' });
        const result = await ledger.record(
          batchOf([
            rollout(),
            homeless,
            { ...rollout({ key: 'loud' }), password: 'hunter2' },
            { ...rollout({ key: 'late' }), ended: true, endedAt: 5 },
            rollout({ key: 'fat', body: { facts: fat() } }),
            'hunter2',
            null,
          ]),
        );
        expect(result).toMatchObject({ added: 1 });
        expect(
          result.refused.map(({ key, reason, paths }) => ({
            key,
            reason,
            paths,
          })),
        ).toEqual([
          {
            key: 'homeless',
            reason: 'target must be of type object',
            paths: ['target'],
          },
          { key: 'loud', reason: 'password is not known', paths: ['password'] },
          {
            key: 'late',
            reason: 'endedAt ends before it begins',
            paths: ['endedAt'],
          },
          {
            key: 'fat',
            reason: 'body must be at most 65536 bytes',
            paths: ['body'],
          },
          {
            key: null,
            reason: 'observation must be of type object',
            paths: [''],
          },
          {
            key: null,
            reason: 'observation must be of type object',
            paths: [''],
          },
        ]);
        expect(result.refused[3].sizeBytes).toBeGreaterThan(65_536);

        const { items, total } = await listQuarantine(database, {
          limit: 10,
        });
        expect(total).toBe(5);
        expect(JSON.stringify(items)).not.toContain('hunter2');
        expect(items.find(record => record.key === null)).toMatchObject({
          count: 2,
        });
        expect(await ledger.scopes()).toMatchObject([
          { observations: 1, refused: 6 },
        ]);
      });

      it('is counted, not kept again, when it comes again', async () => {
        const bad = { ...rollout(), at: 'yesterday' };
        await ledger.record(batchOf([bad]));
        clock.time += 5;
        await ledger.record(batchOf([bad, bad]));
        const { items } = await listQuarantine(database, {
          limit: 10,
        });
        expect(items).toMatchObject([
          { key: 'rollout/cart/1', count: 3, lastAt: 1_000_005 },
        ]);
      });

      it('is bounded for each source, the newest staying', async () => {
        await ledger.record(batchOf([{ key: 'other' }], { source: 'other' }));
        for (let i = 0; i < 3; i += 1) {
          clock.time += 1;
          await ledger.record(
            batchOf(
              Array.from({ length: 400 }, (_, k) => ({ key: `${i}-${k}` })),
            ),
          );
        }
        const { items, total } = await listQuarantine(database, {
          limit: 2_000,
        });
        expect(total).toBe(1_001);
        expect(items[0].key).toBe('2-399');
        expect(items.some(({ key }) => key === '0-100')).toBe(false);
        expect(items.some(({ key }) => key === 'other')).toBe(true);
      });

      it.each([
        ['a NUL', 'a\u0000b'],
        ['half of a surrogate pair', 'a\ud800b'],
        ['more bytes than an index takes', '火'.repeat(500)],
      ])('includes keys with %s', async (_, key) => {
        expect(
          await ledger.record(
            batchOf([rollout({ key }), rollout({ key: 'good' })]),
          ),
        ).toMatchObject({
          added: 1,
          refused: [{ paths: ['key'] }],
        });
      });

      it('includes another kind under a known key', async () => {
        await ledger.record(batchOf([rollout({ key: 'k' })]));
        expect(
          await ledger.record(batchOf([presence({ key: 'k' })])),
        ).toMatchObject({
          refused: [
            {
              key: 'k',
              kind: 'presence',
              reason: 'kind is rollout for the same key already',
            },
          ],
        });
      });

      it('includes targets whose name cannot be stored', async () => {
        const broken = { ...rollout(), target: targetOf('a\udc00') };
        expect(await ledger.record(batchOf([broken]))).toMatchObject({
          refused: [{ paths: ['target.workload'] }],
        });
      });

      it('does not include strange text in bodies, which comes back as it was', async () => {
        const reason = 'nul \u0000, quote \', "; half \ud800; 火🔥';
        await ledger.record(batchOf([rollout({ body: { reason } })]));
        expect(await rollouts()).toMatchObject([{ body: { reason } }]);
      });

      it('is an error when the source or scope itself has no proper name', async () => {
        await expect(
          ledger.record(batchOf([rollout()], { scope: '' })),
        ).rejects.toThrow('Not a name');
      });
    });

    describe('queries', () => {
      it('give observations of many targets in order of target and time', async () => {
        await ledger.record(
          batchOf([
            rollout({ key: 'b2', workload: 'b', at: 200 }),
            rollout({ key: 'a1', workload: 'a', at: 300 }),
            rollout({ key: 'B1', workload: 'B', at: 400 }),
            rollout({ key: 'b1', workload: 'b', at: 100 }),
            presence({ workload: 'a' }),
            rollout({ key: 'c', workload: 'c' }),
          ]),
        );
        const query = {
          kind: 'rollout' as const,
          targets: ['a', 'b', 'B'].map(name => targetKey(targetOf(name))),
        };
        const keys = (found: { key: string }[]) => found.map(({ key }) => key);
        expect(keys(await ledger.observations(query))).toEqual([
          'B1',
          'a1',
          'b1',
          'b2',
        ]);
        expect(
          keys(await ledger.observations({ ...query, since: instant(200) })),
        ).toEqual(['B1', 'a1', 'b2']);
        expect(
          await ledger.observations({ kind: 'rollout', targets: [] }),
        ).toEqual([]);
      });

      it('give what was known then, whatever is recorded later', async () => {
        await ledger.record(batchOf([rollout()]));
        clock.time = 2_000_000;
        await ledger.record(
          batchOf([rollout({ version: 2, body: { overdueSince: 300 } })]),
        );
        const before = await rollouts(1_500_000);
        clock.time = 3_000_000;
        await ledger.record(
          batchOf([
            rollout({ version: 3, ended: true, endedAt: 900 }),
            rollout({ key: 'late', at: 50, backfilled: true }),
          ]),
        );
        expect(before).toMatchObject([{ version: 1 }]);
        expect(await rollouts(1_500_000)).toEqual(before);
        expect(await rollouts(2_500_000)).toMatchObject([{ version: 2 }]);
        expect(await rollouts(3_000_000)).toMatchObject([
          { key: 'late' },
          { version: 3 },
        ]);
        expect(await rollouts(999_999)).toEqual([]);
      });

      it('give the open ones of a scope by key', async () => {
        await ledger.record(
          batchOf([
            rollout({ key: 'b' }),
            rollout({ key: 'a' }),
            rollout({ key: 'c', ended: true }),
            presence(),
          ]),
        );
        await ledger.record(batchOf([rollout()], { scope: 'green' }));
        await ledger.record(
          batchOf([rollout({ key: 'a', version: 2, ended: true })]),
        );
        expect(
          await toArray(ledger.open({ ...scope, kind: 'rollout' })),
        ).toMatchObject([{ key: 'b' }]);
      });

      it('see in a transaction what that one sees', async () => {
        await ledger.record(batchOf([rollout()]));
        const transaction = await database.transaction();
        const inside = ledger.within(transaction);
        await inside.mark([{ target: 'inside' }], instant(7));
        await transaction('observations').del();
        expect(
          await inside.observations({ kind: 'rollout', targets: [cart] }),
        ).toEqual([]);
        await transaction.rollback();
        expect(await rollouts()).toHaveLength(1);
        expect(await marks()).toEqual([{ target: cart, earliest: 100 }]);
      });
    });

    describe('marks', () => {
      it('can be set for what changed without an observation, and are heard of', async () => {
        const heard = jest.fn();
        const stop = ledger.onMarked(heard);
        await ledger.mark(
          [{ service: 'component:default/cart' }, { target: cart }],
          instant(7),
        );
        expect(heard).toHaveBeenCalledTimes(1);
        await ledger.record(batchOf([rollout()]));
        expect(heard).toHaveBeenCalledTimes(2);
        stop();
        await ledger.record(batchOf([rollout({ key: 'x' })]));
        expect(heard).toHaveBeenCalledTimes(2);
        expect(await marks()).toEqual([
          { service: 'component:default/cart', earliest: 7 },
          { target: cart, earliest: 7 },
          { target: cart, earliest: 100 },
          { target: cart, earliest: 100 },
        ]);
      });

      it('are found by subject, removed by id, and counted', async () => {
        await ledger.mark([{ target: 'a' }, { target: 'b' }], instant(7));
        clock.time += 10;
        await ledger.mark([{ target: 'a' }, { service: 's' }], instant(3));
        expect(await pendingMarks(database)).toEqual({
          count: 4,
          oldest: 1_000_000,
        });
        const found = await marksOf(database, [
          { target: 'a' },
          { service: 's' },
        ]);
        expect(found).toMatchObject([
          { subject: { target: 'a' }, earliest: 7, markedAt: 1_000_000 },
          { subject: { target: 'a' }, earliest: 3, markedAt: 1_000_010 },
          { subject: { service: 's' }, earliest: 3 },
        ]);
        await removeMarks(
          database,
          found.map(mark => mark.id),
        );
        expect(await marks()).toEqual([{ target: 'b', earliest: 7 }]);
        expect(await pendingMarks(database)).toEqual({
          count: 0,
          oldest: null,
        });
      });
    });

    describe('forgetting a source', () => {
      it('removes all of it, marks what it touched, and leaves the others alone', async () => {
        await ledger.record(batchOf([rollout({ at: 300 })]));
        await ledger.record(
          batchOf(
            [
              rollout({ at: 200 }),
              {
                ...rollout({ key: 'i' }),
                kind: 'incident',
                target: undefined,
                service: 'component:default/cart',
                body: { severity: null, acknowledgedAt: null },
              },
              { key: 'bad' },
            ],
            { source: 'demo', cursor: 1 },
          ),
        );
        await marks();
        const heard = jest.fn();
        ledger.onMarked(heard);

        await ledger.forget('demo');

        expect(heard).toHaveBeenCalledTimes(1);
        expect(await rollouts()).toMatchObject([{ source: 'kubernetes' }]);
        expect(await ledger.scopes()).toMatchObject([scope]);
        expect(await listQuarantine(database, { limit: 5 })).toEqual({
          items: [],
          total: 0,
          next: undefined,
        });
        expect(await marks()).toEqual([
          { target: cart, earliest: 200 },
          { service: 'component:default/cart', earliest: 100 },
        ]);
      });
    });
  });
});

function fat(): Record<string, string> {
  return Object.fromEntries(
    Array.from({ length: 70 }, (_, i) => [`f${i}`, 'x'.repeat(1_000)]),
  );
}
