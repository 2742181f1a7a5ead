import type { Knex } from 'knex';
import { eachDatabase } from '../database/testing';
import { originsOfServices, servicesOfOrigins, storeOrigins } from './origins';

const CART = 'component:default/cart';
const PAY = 'component:default/pay';
const MAIL = 'component:default/mail';
const row = (service: string, origin: string, ...directories: string[]) => ({
  service,
  origin,
  directories: JSON.stringify(directories),
  environments: '[]',
});

describe('origins of services', () => {
  eachDatabase(under => {
    let database: Knex;
    beforeEach(async () => {
      database = await under.open();
    });
    const store = (
      services: string[],
      origins: ReturnType<typeof row>[],
    ): Promise<string[]> =>
      database.transaction(transaction =>
        storeOrigins(transaction, { services, origins }),
      );

    it('tells which services are different, those that share with them, and those only', async () => {
      const mono = [
        row(CART, 'github.com/acme/mono', 'services/cart'),
        row(PAY, 'github.com/acme/mono', 'services/pay'),
        row(PAY, 'jenkins:default/pay'),
        row(MAIL, 'github.com/acme/mail'),
      ];
      const services = [CART, PAY, MAIL];
      expect(await store(services, mono)).toEqual(services);
      expect(await store(services, [...mono].reverse())).toEqual([]);
      expect(
        await store(services, [
          row(CART, 'github.com/acme/mono', 'cart'),
          ...mono.slice(1),
        ]),
      ).toEqual([CART, PAY]);
      const moved = await database.transaction(transaction =>
        storeOrigins(transaction, {
          services,
          origins: [
            row(CART, 'github.com/acme/mono', 'cart'),
            ...mono.slice(1),
          ],
          moved: [PAY],
        }),
      );
      expect(moved.sort()).toEqual([CART, PAY]);
      expect(
        await servicesOfOrigins(database, ['github.com/acme/mono']),
      ).toEqual([
        row(CART, 'github.com/acme/mono', 'cart'),
        row(PAY, 'github.com/acme/mono', 'services/pay'),
      ]);
      expect(await originsOfServices(database, [PAY])).toEqual([
        mono[1],
        mono[2],
      ]);
    });

    it('keeps those of a service that left the catalog', async () => {
      const cart = row(CART, 'github.com/acme/cart');
      await store([CART], [cart]);
      expect(await store([], [])).toEqual([]);
      expect(await originsOfServices(database, [CART])).toEqual([cart]);
    });

    it('lets go of those that an entity names no more', async () => {
      await store([CART], [row(CART, 'github.com/acme/cart')]);
      expect(await store([CART], [])).toEqual([CART]);
      expect(await originsOfServices(database, [CART])).toEqual([]);
    });
  });
});
