import type { Knex } from 'knex';
import request from 'supertest';
import { eachDatabase } from '../database/testing';
import { createTestApp } from './testing/app';
import { addScope, addService, addStray, addTeam } from './testing/company';

const values = [1, 2, 4, 7.5, 11];

eachDatabase(under => {
  let database: Knex;

  beforeAll(async () => {
    database = await under.open();
    await addTeam(database, 'company');
    await addTeam(database, 'payments', { parents: ['company'] });
    await addTeam(database, 'checkout', { parents: ['payments', 'company'] });
    await addTeam(database, 'empty', { parents: ['company'] });
    await addScope(database, 'prod-eu');
    await addScope(database, 'prod-us', { complete: false });
    for (const [index, perWeek] of values.entries()) {
      await addService(database, `payment-${index}`, { perWeek });
    }
    await addService(database, 'checkout', {
      owner: 'checkout',
      perWeek: null,
      clusters: ['prod-us'],
      state: {
        readiness: 'partly_ready',
        attention: '["partly_ready"]',
        attention_rank: 3,
      },
    });
    await addService(database, 'elsewhere', { owner: 'company', perWeek: 100 });
    await addStray(database, 'stray');
  });

  const get = (path: string) => request(createTestApp({ database })).get(path);

  it('shows a team with the teams around it and its services, children included', async () => {
    const { body } = await get('/teams/Group/default/Payments').expect(200);
    expect(body.team).toEqual({
      ref: 'group:default/payments',
      title: 'Payments',
      description: 'The team payments',
      ancestors: [{ ref: 'group:default/company', title: 'Company' }],
      children: [{ ref: 'group:default/checkout', title: 'Checkout' }],
    });
    expect(body.timeZone).toBe('Europe/Stockholm');
    expect(body.services.total).toBe(6);
    expect(body.services.items[0]).toMatchObject({
      ref: 'component:default/checkout',
      attention: ['partly_ready', 'data_not_fresh'],
    });
    expect(body.freshness).toMatchObject({
      state: 'partial',
      troubled: [{ scope: 'prod-us', state: 'partial' }],
    });
  });

  it('sums over its services, and takes quartiles of their own values by R-7', async () => {
    const { body } = await get('/teams/group/default/payments').expect(200);
    expect(body.summary).toEqual({
      services: 6,
      attention: 1,
      readiness: {
        ready: 5,
        partly_ready: 1,
        not_ready: 0,
        scaled_to_zero: 0,
        gone: 0,
        unknown: 0,
      },
      platforms: [{ platform: 'kubernetes', services: 6 }],
      perWeek: { n: 5, p25: 2, median: 4, p75: 7.5 },
      weeks: [
        { weekStart: '2026-11-09', deployments: 18, failed: 6, running: false },
        { weekStart: '2026-11-16', deployments: 18, failed: 6, running: true },
      ],
    });
    const all = await get('/teams/group/default/company').expect(200);
    expect(all.body.summary.perWeek).toEqual({
      n: 6,
      p25: 2.5,
      median: 5.75,
      p75: 10.125,
    });
  });

  it('filters and pages the table, not the sums', async () => {
    const { body } = await get(
      '/teams/group/default/payments?readiness=ready&sort=frequency&limit=2',
    ).expect(200);
    expect(body.services.total).toBe(5);
    expect(body.summary.services).toBe(6);
    expect(body.services.items.map((s: { title: string }) => s.title)).toEqual([
      'payment-4',
      'payment-3',
    ]);
    const next = await get(
      `/teams/group/default/payments?readiness=ready&sort=frequency&cursor=${body.services.nextCursor}`,
    ).expect(200);
    expect(next.body.services.items).toHaveLength(3);
  });

  it('shows a team without services as such', async () => {
    const { body } = await get('/teams/group/default/empty').expect(200);
    expect(body.summary).toMatchObject({
      services: 0,
      perWeek: { n: 0, p25: null, median: null, p75: null },
      weeks: [],
    });
    expect(body.services).toMatchObject({ items: [], total: 0 });
    expect(body.freshness.state).toBe('none');
  });

  it('says that there is no such team', async () => {
    const { body } = await get('/teams/group/default/nobody').expect(404);
    expect(body.error.message).toContain(
      'There is no team group:default/nobody',
    );
  });

  it('lists teams by name with what they and their children have', async () => {
    const { body } = await get('/teams').expect(200);
    expect(body).toMatchObject({
      total: 4,
      // Company and Payments and Checkout; nobody has given Empty anything.
      owners: 3,
      restricted: false,
      items: [
        {
          ref: 'group:default/checkout',
          parent: 'group:default/payments',
          services: 1,
          attention: 1,
        },
        {
          ref: 'group:default/company',
          parent: null,
          services: 7,
          attention: 1,
        },
        { ref: 'group:default/empty', services: 0, attention: 0 },
        { ref: 'group:default/payments', services: 6, attention: 1 },
      ],
    });
    const page = await get('/teams?limit=1&text=P').expect(200);
    expect(page.body).toMatchObject({
      total: 3,
      owners: 3,
      items: [{ title: 'Company' }],
    });
    const next = await get(
      `/teams?text=P&cursor=${page.body.nextCursor}`,
    ).expect(200);
    expect(next.body.items.map((t: { title: string }) => t.title)).toEqual([
      'Empty',
      'Payments',
    ]);
    await get(`/teams?cursor=${page.body.nextCursor}`).expect(400);
  });

  it('asks as many statements for 200 services as for 5', async () => {
    const count = async (path: string) => {
      let statements = 0;
      const onQuery = () => statements++;
      database.on('query', onQuery);
      await get(path).expect(200);
      database.removeListener('query', onQuery);
      return statements;
    };
    await addTeam(database, 'many');
    for (let i = 0; i < 5; i++) {
      await addService(database, `many-${i}`, {
        owner: 'many',
        deployments: [{ hoursAgo: 1 }],
      });
    }
    const paths = [
      '/teams/group/default/many?limit=200',
      '/services?limit=200',
      '/teams',
      '/unmatched',
    ];
    const few = [];
    for (const path of paths) few.push(await count(path));
    for (let i = 5; i < 200; i++) {
      await addService(database, `many-${i}`, {
        owner: 'many',
        deployments: [{ hoursAgo: 1 }],
      });
    }
    const many = [];
    for (const path of paths) many.push(await count(path));
    expect(many).toEqual(few);
    expect(Math.max(...many)).toBeLessThanOrEqual(7);
  });
});
