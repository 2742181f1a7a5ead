import { mockServices } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import {
  DEMO,
  KUBERNETES_ID,
  TIME_ZONE,
} from '@landfall/backstage-plugin-fleet-common';
import type { Knex } from 'knex';
import { eachDatabase } from '../database/testing';
import { TestClock } from '../ledger/testing';
import { syncCatalog } from './catalog';
import { directoryConfigSchema } from './config';
import type { DirectoryChange } from './store';

jest.setTimeout(60_000);

const entity = (
  kind: string,
  name: string,
  rest: { spec?: object; metadata?: object; relations?: object[] } = {},
): Entity =>
  ({
    apiVersion: 'backstage.io/v1alpha1',
    kind,
    metadata: { name, namespace: 'default', ...rest.metadata },
    spec: rest.spec ?? {},
    relations: rest.relations ?? [],
  } as Entity);

const shop = entity('Group', 'shop', {
  spec: { type: 'team', profile: { displayName: 'Shop' } },
});
const checkout = entity('Group', 'checkout', {
  relations: [{ type: 'childOf', targetRef: 'group:default/shop' }],
});
const cart = entity('Component', 'Cart', {
  metadata: {
    title: 'Cart API',
    annotations: { [KUBERNETES_ID]: 'cart', 'other.example/secret': 'x' },
  },
  spec: { type: 'service', owner: 'shop', lifecycle: 'production' },
  relations: [{ type: 'ownedBy', targetRef: 'group:default/shop' }],
});
const library = entity('Component', 'colours', {
  spec: { type: 'library', owner: 'user:anna' },
});

describe('the directory', () => {
  eachDatabase(under => {
    let database: Knex;
    const clock = new TestClock(1_000_000);
    beforeAll(async () => {
      database = await under.open();
    });
    beforeEach(async () => {
      for (const table of [
        'services',
        'teams',
        'team_ancestors',
        'catalog_history',
        'service_origins',
        'team_history',
      ]) {
        await database(table).del();
      }
    });

    const lookAt = async (options: {
      entities: Entity[];
      demo: boolean;
    }): Promise<DirectoryChange> =>
      syncCatalog({
        database,
        catalog: catalogServiceMock({ entities: options.entities }),
        demo: options.demo,
        auth: mockServices.auth(),
        clock,
        config: directoryConfigSchema.parse({}),
        stored: async () => {},
        committed: () => {},
      });

    const look = (...entities: Entity[]): Promise<DirectoryChange> =>
      lookAt({ entities, demo: false });

    it('keeps services with their owners, and of annotations only what it needs', async () => {
      await look(shop, checkout, cart, library);
      const rows = await database('services').select('*').orderBy('ref');
      expect(rows).toMatchObject([
        {
          ref: 'component:default/cart',
          title: 'Cart API',
          search_text: 'cart cart api',
          owner: 'group:default/shop',
          owner_title: 'Shop',
          annotations: JSON.stringify({ [KUBERNETES_ID]: 'cart' }),
          lifecycle: 'production',
        },
        { ref: 'component:default/colours', owner: 'user:default/anna' },
      ]);
      expect(rows.map(row => Boolean(row.expected))).toEqual([true, false]);
    });

    it('keeps the time zone that a team names, and says whose nights are others when it changes', async () => {
      const inZone = (zone: string): Entity => ({
        ...shop,
        metadata: { ...shop.metadata, annotations: { [TIME_ZONE]: zone } },
      });
      const zone = () => database('teams').first('time_zone');
      await look(shop, cart, library);
      expect(await zone()).toEqual({ time_zone: null });
      const change = await look(inZone(' Asia/Tokyo '), cart, library);
      expect(change.services).toEqual(['component:default/cart']);
      expect(await zone()).toEqual({ time_zone: 'Asia/Tokyo' });
      expect(await look(inZone('Asia/Tokyo'), cart, library)).toMatchObject({
        services: [],
        any: false,
      });
      expect((await look(shop, cart, library)).services).toEqual([
        'component:default/cart',
      ]);
    });

    it('nests teams', async () => {
      await look(shop, checkout);
      expect(
        await database('team_ancestors')
          .where({ ancestor: 'group:default/shop' })
          .orderBy('depth')
          .pluck('team'),
      ).toEqual(['group:default/shop', 'group:default/checkout']);
    });

    it('keeps what teams were called, what stood above them and when they left, and nothing twice', async () => {
      await look(shop, checkout);
      await look(shop, { ...checkout, metadata: { ...checkout.metadata } });
      clock.time += 60_000;
      const described = { ...shop.metadata, description: 'Sells', title: 'S' };
      await look({ ...shop, metadata: described }, checkout);
      await look(
        { ...shop, metadata: { ...described, description: 'Sells things' } },
        entity('Group', 'checkout'),
      );
      clock.time += 60_000;
      await look(entity('Group', 'checkout'));
      clock.time += 11 * 60_000;
      await look(entity('Group', 'checkout'));
      const rows = await database('team_history').select('*').orderBy('id');
      const learnt = Number(rows[0].recorded_at);
      expect(
        rows.map(({ team, title, parent, gone, recorded_at }) => [
          team.replace('group:default/', ''),
          title,
          parent,
          Boolean(gone),
          (Number(recorded_at) - learnt) / 60_000,
        ]),
      ).toEqual([
        ['shop', 'Shop', null, false, 0],
        ['checkout', 'checkout', 'group:default/shop', false, 0],
        ['shop', 'S', null, false, 1],
        ['checkout', 'checkout', null, false, 1],
        ['shop', 'S', null, true, 13],
      ]);
    });

    it('says what is different, and that nothing is', async () => {
      expect(await look(shop, cart)).toEqual({
        services: ['component:default/cart'],
        attribution: true,
        any: true,
        filterable: true,
      });
      expect(await look(shop, cart)).toEqual({
        services: [],
        attribution: false,
        any: false,
        filterable: false,
      });
      const renamed = {
        ...cart,
        metadata: { ...cart.metadata, title: 'Cart' },
      };
      // Filters may ask for a title, so migrations look again.
      expect(await look(shop, renamed)).toEqual({
        services: ['component:default/cart'],
        attribution: false,
        any: true,
        filterable: true,
      });
    });

    it('keeps what leaves the catalog, and takes it for gone only after a while', async () => {
      await look(shop, cart);
      const isThere = async () =>
        Boolean((await database('services').first()).in_catalog);
      await look(shop);
      expect(await isThere()).toBe(true);
      clock.time += 11 * 60_000;
      expect(await look(shop)).toMatchObject({
        services: ['component:default/cart'],
        attribution: true,
      });
      expect(await isThere()).toBe(false);
      await look(shop, cart);
      expect(await isThere()).toBe(true);
    });

    describe('without a demo source', () => {
      const made = (given: Entity): Entity => ({
        ...given,
        metadata: {
          ...given.metadata,
          annotations: {
            ...given.metadata.annotations,
            [DEMO]: 'true',
            'github.com/project-slug': `made-up/${given.metadata.name}`,
          },
        },
      });
      const madeUp = [made(shop), made(checkout), made(cart)];
      const rowsLeft = async () =>
        Promise.all(
          [
            'services',
            'teams',
            'team_ancestors',
            'catalog_history',
            'service_origins',
            'team_history',
          ].map(async table => (await database(table).select('*')).length),
        );

      it.each([
        ['the catalog still has them', madeUp],
        ['the catalog dropped them', []],
      ])(
        'keeps nothing of made-up services and teams while %s',
        async (_, entities) => {
          await lookAt({ entities: madeUp, demo: true });
          expect(await rowsLeft()).toEqual([1, 2, 3, 1, 1, 2]);
          expect(await lookAt({ entities, demo: false })).toEqual({
            services: ['component:default/cart'],
            attribution: true,
            any: true,
            filterable: true,
          });
          expect(await rowsLeft()).toEqual([0, 0, 0, 0, 0, 0]);
          expect(await lookAt({ entities, demo: false })).toMatchObject({
            services: [],
            any: false,
          });
        },
      );

      it('keeps real ones, also those that the catalog is missing just now', async () => {
        const real = [entity('Group', 'search'), library];
        await lookAt({ entities: [...madeUp, ...real], demo: true });
        await look();
        expect(await database('services').pluck('ref')).toEqual([
          'component:default/colours',
        ]);
        expect(await database('teams').pluck('ref')).toEqual([
          'group:default/search',
        ]);
        expect(Boolean((await database('services').first()).in_catalog)).toBe(
          true,
        );
      });

      it('gives a real service nothing of the past of a made-up one of its name', async () => {
        await lookAt({ entities: madeUp, demo: true });
        await look(shop, cart);
        expect(await rowsLeft()).toEqual([1, 1, 1, 1, 0, 1]);
        expect((await database('catalog_history').first()).facts).not.toContain(
          'made-up',
        );
      });

      it('keeps made-up ones that are missing for a while where the demo is installed', async () => {
        await lookAt({ entities: madeUp, demo: true });
        await lookAt({ entities: [], demo: true });
        expect(await rowsLeft()).toEqual([1, 2, 3, 1, 1, 2]);
      });
    });

    it('reads more than one page', async () => {
      const many = Array.from({ length: 1_200 }, (_, i) =>
        entity('Component', `s${i}`),
      );
      await look(...many);
      const [{ n }] = await database('services').count({ n: '*' });
      expect(Number(n)).toBe(1_200);
    });
  });
});
