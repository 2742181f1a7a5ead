/** What a moment of the past shows of teams, services and definitions that are others by now. */
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { KUBERNETES_ID } from '@landfall/backstage-plugin-fleet-common';
import type { Knex } from 'knex';
import request from 'supertest';
import { eachDatabase } from '../database/testing';
import { fleetServiceConditions } from '../permissions/rules';
import { recheckDefinitions } from '../projections/migrations/definitions';
import { rebuild } from '../projections/rebuild';
import type { TestDirectory } from '../projections/testing';
import { createTestApp, type Caller } from './testing/app';
import { HOUR, MOVE } from './testing/migrations';
import { LookedAtCompany } from './testing/moving';

const HELIOS = { platform: 'helios', cluster: 'eu' };
const iso = (at: number) => new Date(at).toISOString();
const ref = (team: string) => `group:default/${team}`;

eachDatabase(under => {
  let database: Knex;
  let company: LookedAtCompany;

  const know = async (given: Omit<TestDirectory, 'components'>) => {
    // What is learnt at the very moment that is asked about is known then.
    company.clock.time += 1;
    await company.know({
      components: {
        cart: { [KUBERNETES_ID]: 'cart' },
        pay: { [KUBERNETES_ID]: 'pay' },
      },
      owners: { cart: ref('checkout'), pay: ref('payments') },
      ...given,
    });
  };
  const get = (path: string, caller?: Caller) =>
    request(
      createTestApp({
        database,
        ledger: company.ledger,
        clock: company.clock,
        caller,
      }),
    ).get(path);
  const body = async (path: string) => (await get(path).expect(200)).body;
  const cut = async (by: string, at = '') =>
    (await body(`/migrations/${MOVE}?cut=${by}${at}`)).cut.rows;
  const owned = async (team: string, at = '') =>
    (
      await body(
        `/migrations/${MOVE}/services?sort=name&team=${ref(team)}${at}`,
      )
    ).items.map(({ service }: { service: string }) =>
      service.replace('component:default/', ''),
    );

  /** Checkout and payments belong to the shop. */
  const teams = {
    shop: { title: 'The shop' },
    checkout: { title: 'Checkout', parent: 'shop' },
    payments: { title: 'Payments', parent: 'shop' },
  };
  let then: string;

  beforeEach(async () => {
    database = await under.open();
    company = new LookedAtCompany(database);
    await know({ teams });
    await company.begin({ owner: ref('shop') });
    await company.pass(HOUR);
    await company.see('cart', HELIOS);
    await company.see('pay', HELIOS);
    await company.pass(HOUR);
    then = `&at=${iso(company.clock.time)}`;
    await company.pass(HOUR);
  });

  it('sums up and finds services by the teams that stood above their owners then', async () => {
    await know({
      teams: {
        ...teams,
        bank: { title: 'The bank' },
        payments: { title: 'Payments', parent: 'bank' },
      },
    });
    await company.pass(HOUR);
    expect(await cut('parent')).toMatchObject([
      { key: ref('bank'), title: 'The bank', scope: 1 },
      { key: ref('shop'), title: 'The shop', scope: 1 },
    ]);
    expect(await cut('parent', then)).toMatchObject([
      { key: ref('shop'), title: 'The shop', scope: 2 },
    ]);
    expect(await cut('team', then)).toMatchObject([
      { key: ref('checkout'), parentTitle: 'The shop' },
      { key: ref('payments'), parent: ref('shop'), parentTitle: 'The shop' },
    ]);
    expect(await owned('shop')).toEqual(['cart']);
    expect(await owned('shop', then)).toEqual(['cart', 'pay']);
    expect(await owned('bank')).toEqual(['pay']);
    expect(await owned('bank', then)).toEqual([]);
    const csv = await get(
      `/migrations/${MOVE}/services.csv?team=${ref('shop')}${then}`,
    ).expect(200);
    expect(csv.text.trim().split('\r\n')).toHaveLength(3);
    const [item] = (
      await body(`/teams/group/default/shop/migrations?${then.slice(1)}`)
    ).items;
    expect(item).toMatchObject({ progress: { scope: 2 }, open: 2 });
  });

  it('calls teams and services what they were called then, and finds services by that', async () => {
    await know({
      teams: {
        ...teams,
        shop: { title: 'Commerce' },
        payments: { title: 'Money', parent: 'shop' },
      },
      titles: { pay: 'Überweisung' },
    });
    await company.pass(HOUR);
    const [now, past] = await Promise.all(
      ['', then].map(at => body(`/migrations/${MOVE}/services?sort=name${at}`)),
    );
    expect(now.items[1]).toMatchObject({
      title: 'Überweisung',
      owner: { title: 'Money' },
    });
    expect(past.items[1]).toMatchObject({
      title: 'pay',
      owner: { title: 'Payments' },
    });
    const found = async (text: string, at = '') =>
      (
        await body(
          `/migrations/${MOVE}/services?text=${encodeURIComponent(text)}${at}`,
        )
      ).total;
    expect(await found('ÜBER')).toBe(1);
    expect(await found('ÜBER', then)).toBe(0);
    // Once more under yet another name: now the one in between is of the past.
    const between = `&at=${iso(company.clock.time)}`;
    await know({ teams, titles: { pay: 'Pay' } });
    await company.pass(HOUR);
    expect(await found('ÜBER')).toBe(0);
    expect(await found('ÜBER', between)).toBe(1);

    const { migration } = await body(`/migrations/${MOVE}?${between.slice(1)}`);
    expect(migration.owner).toEqual({ ref: ref('shop'), title: 'Commerce' });
    const { info } = await body(
      `/migrations/${MOVE}/definition?${then.slice(1)}`,
    );
    expect(info.owner).toEqual({ ref: ref('shop'), title: 'The shop' });
  });

  it('shows a team that was deleted or renamed since, and none that had left by then', async () => {
    const { checkout, ...others } = teams;
    const renamed = {
      teams: { ...others, basket: { title: 'Basket', parent: 'shop' } },
      owners: { cart: ref('basket'), pay: ref('payments') },
    };
    await know(renamed);
    await company.pass(HOUR);
    const gone = `&at=${iso(company.clock.time)}`;
    await company.pass(HOUR);
    const path = '/teams/group/default/checkout/migrations';
    await get(path).expect(404);
    const answer = await get(`${path}?${gone.slice(1)}`).expect(404);
    expect(answer.body.error.message).toContain('had no team');
    expect((await body(`${path}?${then.slice(1)}`)).items).toMatchObject([
      { progress: { scope: 1 } },
    ]);
    expect(await owned('checkout', then)).toEqual(['cart']);
    expect(await owned('basket', then)).toEqual([]);
    expect(await owned('basket')).toEqual(['cart']);
    expect(await cut('team', then)).toMatchObject([
      { key: ref('checkout'), title: 'Checkout', parent: ref('shop') },
      { key: ref('payments') },
    ]);
  });

  it('answers where teams contained each other in a circle', async () => {
    await know({
      teams: {
        shop: { title: 'The shop', parent: 'payments' },
        checkout: { title: 'Checkout', parent: 'checkout' },
        payments: { title: 'Payments', parent: 'shop' },
      },
    });
    await company.pass(HOUR);
    const circle = `&at=${iso(company.clock.time)}`;
    const known = [
      await owned('shop'),
      await owned('payments'),
      await owned('checkout'),
    ];
    expect(known).toEqual([['pay'], ['pay'], ['cart']]);
    await know({ teams });
    await company.pass(HOUR);
    expect([
      await owned('shop', circle),
      await owned('payments', circle),
      await owned('checkout', circle),
    ]).toEqual(known);
  });

  it('holds what was first known of teams for all the past', async () => {
    const before = `&at=${iso(company.clock.time - 2 * HOUR - 60_000)}`;
    await company.see('cart', HELIOS, { ready: 1 });
    await database('team_history').update({ recorded_at: company.clock.time });
    expect(await cut('parent', then)).toMatchObject([
      { key: ref('shop'), scope: 2 },
    ]);
    expect(
      (await body(`/teams/group/default/shop/migrations?${before.slice(1)}`))
        .asOf,
    ).toBe(before.slice(4));
  });

  it('still shows only what the caller may see now, however teams stood then', async () => {
    await know({
      teams: {
        ...teams,
        bank: {},
        payments: { title: 'Payments', parent: 'bank' },
      },
    });
    await company.pass(HOUR);
    const caller: Caller = {
      services: {
        result: AuthorizeResult.CONDITIONAL,
        pluginId: 'fleet',
        resourceType: 'fleet-service',
        conditions: fleetServiceConditions.isOwnedBy({ claims: [ref('shop')] }),
      },
    };
    const answer = await get(
      `/migrations/${MOVE}/services?team=${ref('shop')}${then}`,
      caller,
    ).expect(200);
    expect(answer.body).toMatchObject({
      restricted: true,
      items: [{ service: 'component:default/cart' }],
    });
  });

  it('says what was wrong with a definition then', async () => {
    const recheck = () =>
      database.transaction(transaction =>
        recheckDefinitions(transaction, { now: company.clock.now() }),
      );
    const problems = async (at = '') =>
      (await body(`/migrations/${MOVE}?cut=team${at}`)).migration.problems;
    await company.define({ scope: { 'spec.type': 'website' } });
    const empty = await problems();
    expect(empty).toMatchObject([{ text: expect.stringContaining('scope') }]);
    const wrong = `&at=${iso(company.clock.time)}`;
    await company.pass(HOUR);
    await company.know({
      components: { cart: {} },
      types: { cart: 'website' },
      teams,
    });
    await recheck();
    await company.pass(HOUR);
    expect(await problems()).toEqual([]);
    expect(await problems(wrong)).toEqual(empty);
    expect(await problems(then)).toEqual([]);
  });

  it('keeps teams through a rebuild, which answers the same', async () => {
    await know({ teams: { ...teams, shop: { title: 'Commerce' } } });
    await company.pass(HOUR);
    const asked = () =>
      Promise.all([
        cut('parent', then),
        cut('team', then),
        owned('shop', then),
        cut('parent'),
      ]);
    const known = await asked();
    await rebuild(company);
    await company.projector.settle();
    expect(await asked()).toEqual(known);
  });
});
