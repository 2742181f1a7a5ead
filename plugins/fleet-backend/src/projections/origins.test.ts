import type { Knex } from 'knex';
import { eachDatabase } from '../database/testing';
import { marksOf } from '../ledger/marks';
import { NOW, TestCompany } from './testing';

jest.setTimeout(60_000);

const ORIGIN = 'github.com/acme/cart';
const commit = (name: string, at = NOW - 1000) => ({
  kind: 'change' as const,
  key: `${ORIGIN}@${name}`,
  version: at,
  at,
  ended: true,
  endedAt: at,
  origin: ORIGIN,
  body: {
    commit: name.repeat(40).slice(0, 40),
    parents: [],
    authoredAt: null,
    reverts: [],
    directories: null,
  },
});

describe('what is recorded of a repository', () => {
  eachDatabase(under => {
    let database: Knex;
    let company: TestCompany;
    beforeAll(async () => {
      database = await under.open();
    });
    beforeEach(async () => {
      company = new TestCompany(database);
      await company.clear();
    });
    const record = (...observations: unknown[]) =>
      company.ledger.record({ source: 'github', scope: 'acme', observations });
    const marks = () =>
      database.transaction(transaction =>
        marksOf(transaction, [{ origin: ORIGIN }]),
      );

    it('is found by its origin, as it is and as it was known', async () => {
      expect(await record(commit('a'), commit('b', NOW - 500))).toMatchObject({
        added: 2,
        refused: [],
      });
      const found = await company.ledger.observationsOfOrigins({
        kind: 'change',
        origins: [ORIGIN],
      });
      expect(found.map(({ key, origin }) => [key, origin])).toEqual([
        [`${ORIGIN}@a`, ORIGIN],
        [`${ORIGIN}@b`, ORIGIN],
      ]);
      expect(
        await company.ledger.observationsOfOrigins({
          kind: 'change',
          origins: [ORIGIN, 'github.com/acme/pay'],
          since: found[1].recordedAt,
        }),
      ).toEqual([]);
    });

    it('marks the repository once with the earliest that is touched, and leaves no mark when it is derived', async () => {
      await record(commit('b', NOW - 500), commit('a'));
      expect(
        (await marks()).map(({ subject, earliest }) => ({ subject, earliest })),
      ).toEqual([{ subject: { origin: ORIGIN }, earliest: NOW - 1000 }]);
      await company.projector.settle();
      expect(await marks()).toEqual([]);
    });

    it('reaches the services that the repository belongs to', async () => {
      await company.know({
        components: {
          cart: { 'github.com/project-slug': 'acme/cart' },
          checkout: { 'github.com/project-slug': 'acme/cart' },
          pay: { 'github.com/project-slug': 'acme/pay' },
        },
      });
      await company.projector.settle();
      await database('service_state').del();
      await record(commit('a'));
      await company.projector.settle();
      expect(
        await database('service_state').pluck('service').orderBy('service'),
      ).toEqual(['component:default/cart', 'component:default/checkout']);
    });

    it('is forgotten with its source, and marked so', async () => {
      await record(commit('a'));
      await company.projector.settle();
      await company.ledger.forget('github');
      expect((await marks()).map(({ earliest }) => earliest)).toEqual([
        NOW - 1000,
      ]);
      expect(
        await company.ledger.observationsOfOrigins({
          kind: 'change',
          origins: [ORIGIN],
        }),
      ).toEqual([]);
    });
  });
});
