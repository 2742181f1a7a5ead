/** In which time zone what is about a team or a service is shown. */
import type { Knex } from 'knex';
import request from 'supertest';
import { eachDatabase } from '../database/testing';
import { defaultDeliveryOptions } from '../projections/delivery/options';
import { createTestApp } from './testing/app';
import { addScope, addService, addTeam } from './testing/company';

eachDatabase(under => {
  let database: Knex;

  beforeAll(async () => {
    database = await under.open();
    await addTeam(database, 'payments', { zone: 'America/New_York' });
    await addTeam(database, 'search');
    await addTeam(database, 'lost', { zone: 'Mars/Olympus' });
    await addScope(database, 'prod-eu');
    await addService(database, 'cart', { owner: 'payments' });
    await addService(database, 'index', { owner: 'search' });
    await addService(database, 'rover', { owner: 'lost' });
    await addService(database, 'stray', { owner: null });
  });

  const get = async (path: string) => {
    const app = createTestApp({
      database,
      delivery: defaultDeliveryOptions('Europe/Stockholm'),
    });
    return (await request(app).get(path).expect(200)).body;
  };

  it.each([
    ['payments', 'America/New_York'],
    ['search', 'Europe/Stockholm'],
    ['lost', 'Europe/Stockholm'],
  ])(
    'shows team %s in %s, and days as the portal cuts them',
    async (name, zone) => {
      const team = await get(`/teams/group/default/${name}`);
      expect(team).toMatchObject({
        timeZone: 'Europe/Stockholm',
        displayTimeZone: zone,
      });
    },
  );

  it('says what a team names as its time zone where there is none of that name', async () => {
    const lost = await get('/teams/group/default/lost');
    expect(lost.unknownTimeZone).toBe('Mars/Olympus');
    const payments = await get('/teams/group/default/payments');
    expect(payments).not.toHaveProperty('unknownTimeZone');
  });

  it.each([
    ['cart', 'America/New_York'],
    ['index', 'Europe/Stockholm'],
    ['rover', 'Europe/Stockholm'],
    ['stray', 'Europe/Stockholm'],
  ])('shows service %s in the zone of its team, %s', async (name, zone) => {
    expect(await get(`/services/component/default/${name}`)).toMatchObject({
      timeZone: 'Europe/Stockholm',
      displayTimeZone: zone,
    });
  });

  it('shows deployments of one team or service in its zone, and those of all in nobody’s', async () => {
    const zoneOf = async (query: string) =>
      (await get(`/deployments${query}`)).displayTimeZone;
    expect(await zoneOf('?team=group:default/payments')).toBe(
      'America/New_York',
    );
    expect(await zoneOf('?service=component:default/cart')).toBe(
      'America/New_York',
    );
    expect(await zoneOf('?service=component:default/index')).toBe(
      'Europe/Stockholm',
    );
    expect(await zoneOf('')).toBeUndefined();
  });
});
