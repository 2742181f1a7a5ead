import type { Knex } from 'knex';
import { eachDatabase } from '../../database/testing';
import type { Ledger } from '../../ledger/types';
import { FROM_SCRATCH } from '../context';
import { rebuild } from '../rebuild';
import { MovingCompany, pendingOf } from './testing';

const CART = 'component:default/cart';
const PAY = 'component:default/pay';

/** A ledger that notes of whom all that was ever learnt is read. */
function watched(ledger: Ledger, read: string[]): Ledger {
  return {
    ...ledger,
    within: transaction => {
      const inner = ledger.within(transaction);
      return {
        ...inner,
        versionsSince: query => {
          if (query.since === FROM_SCRATCH) read.push(...query.services);
          return inner.versionsSince(query);
        },
      };
    },
  };
}

describe('a rebuild of standings', () => {
  eachDatabase(under => {
    let database: Knex;
    let company: MovingCompany;
    const read: string[] = [];
    beforeAll(async () => {
      database = await under.open();
    });
    beforeEach(async () => {
      company = new MovingCompany(database, {
        ledger: ledger => watched(ledger, read),
        roundSize: 1,
      });
      await company.begin();
      for (const name of ['cart', 'pay'] as const) {
        for (const place of [0, 1]) {
          await company.live({
            wait: 60_000,
            event: { kind: 'target', name, place, ready: 3, late: 0 },
            twice: false,
            works: 'works',
          });
        }
      }
      await company.projector.settle();
      await rebuild(company);
      read.length = 0;
    });

    it('reads all that was learnt of a service once, although marks of it and its targets are worked off one by one', async () => {
      await company.projector.settle();
      expect(read.sort()).toEqual([CART, PAY]);
      expect(await pendingOf(database)).toBe(0);
    });

    it('leaves a history that is right as it is, and mends one that is not', async () => {
      const ids = (service: string): Promise<number[]> =>
        database('standing_history')
          .where({ service })
          .orderBy('id')
          .pluck('id');
      const [ofCart, ofPay] = [await ids(CART), await ids(PAY)];
      const right = await company.standings();
      await database('standing_history')
        .where({ id: ofPay[ofPay.length - 1] })
        .update({ share: 0.25, owner: null });
      await company.projector.settle();
      expect(await company.standings()).toEqual(right);
      expect(await ids(CART)).toEqual(ofCart);
      expect((await ids(PAY)).slice(0, -1)).toEqual(ofPay.slice(0, -1));
    });

    it('keeps nobody waiting who has just changed something about a service', async () => {
      await company.projector.derive({ service: CART });
      expect(read).toEqual([CART]);
    });
  });
});
