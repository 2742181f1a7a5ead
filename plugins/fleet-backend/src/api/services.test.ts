import type { Knex } from 'knex';
import request from 'supertest';
import { eachDatabase } from '../database/testing';
import { createTestApp } from './testing/app';
import { addScope, addService, addTeam, NOW } from './testing/company';

const refs = (body: { items: { ref: string }[] }) =>
  body.items.map(item => item.ref.split('/')[1]);

eachDatabase(under => {
  let database: Knex;

  beforeAll(async () => {
    database = await under.open();
    await addTeam(database, 'company');
    await addTeam(database, 'payments', { parents: ['company'] });
    await addScope(database, 'prod-eu');
    await addScope(database, 'prod-us', { minutesAgo: 30 });
    await addService(database, 'cart', {
      title: 'Cart 50%',
      perWeek: 1,
      deployments: [
        { hoursAgo: 1, outcome: 'failed', failing: true },
        { hoursAgo: 30 },
      ],
      state: { attention: '["deployment_failed"]', attention_rank: 1 },
    });
    await addService(database, 'ledger', {
      clusters: ['prod-eu', 'prod-us'],
      perWeek: 9.25,
      deployments: [{ hoursAgo: 2 }],
    });
    await addService(database, 'billing', {
      title: 'Billing',
      owner: 'company',
      perWeek: null,
      target: { platform: 'helios', environment: 'staging' },
      state: {
        readiness: 'not_ready',
        attention: '["not_ready","not_seen"]',
        attention_rank: 0,
      },
    });
    await addService(database, 'quiet', { owner: null, clusters: [] });
    await addService(database, 'removed', { service: { in_catalog: false } });
  });

  const get = (path: string) => request(createTestApp({ database })).get(path);

  it('lists those that need attention first', async () => {
    const { body } = await get('/services').expect(200);
    expect(refs(body)).toEqual(['billing', 'cart', 'ledger', 'quiet']);
    expect(body).toMatchObject({ total: 4, restricted: false });
    expect(body.items[1]).toMatchObject({
      title: 'Cart 50%',
      owner: { ref: 'group:default/payments', title: 'payments' },
      readiness: 'ready',
      targetCount: 1,
      lastDeployment: { version: 'v100', outcome: 'failed' },
      frequency: { windowDays: 30, perWeek: 1 },
      attention: ['deployment_failed'],
      freshness: 'fresh',
    });
  });

  it('counts data that is not fresh among the reasons', async () => {
    const { body } = await get('/services?attention=true').expect(200);
    expect(refs(body)).toEqual(['billing', 'cart', 'ledger']);
    expect(body.items[2]).toMatchObject({
      attention: ['data_not_fresh'],
      freshness: 'stale',
    });
    expect(
      body.items[2].targets.map((t: { freshness: string }) => t.freshness),
    ).toEqual(['fresh', 'stale']);
    expect(body.freshness).toMatchObject({
      state: 'stale',
      asOf: new Date(NOW - 30 * 60_000).toISOString(),
      troubled: [{ source: 'kubernetes', scope: 'prod-us', state: 'stale' }],
      demo: false,
    });
    const others = await get('/services?attention=false').expect(200);
    expect(refs(others.body)).toEqual(['quiet']);
  });

  it.each([
    ['sort=name', ['billing', 'cart', 'ledger', 'quiet']],
    ['sort=name&order=desc', ['quiet', 'ledger', 'cart', 'billing']],
    ['sort=lastDeployment', ['cart', 'ledger', 'billing', 'quiet']],
    ['sort=lastDeployment&order=asc', ['ledger', 'cart', 'billing', 'quiet']],
    ['sort=frequency', ['ledger', 'quiet', 'cart', 'billing']],
    [
      'sort=frequency&order=asc&window=7',
      ['cart', 'quiet', 'ledger', 'billing'],
    ],
  ])('orders by %s, also page by page', async (query, expected) => {
    const { body } = await get(`/services?${query}`).expect(200);
    expect(refs(body)).toEqual(expected);
    const seen: string[] = [];
    let cursor = '';
    do {
      const page = await get(`/services?${query}&limit=1${cursor}`).expect(200);
      seen.push(...refs(page.body));
      cursor = page.body.nextCursor
        ? `&cursor=${encodeURIComponent(page.body.nextCursor)}`
        : '';
    } while (cursor);
    expect(seen).toEqual(expected);
  });

  it.each([
    ['team=Group:default/Payments', ['cart', 'ledger']],
    ['team=group:default/company', ['billing', 'cart', 'ledger']],
    ['platform=helios', ['billing']],
    ['platform=helios&platform=kubernetes', ['billing', 'cart', 'ledger']],
    ['cluster=prod-us', ['ledger']],
    ['cluster=prod-us&platform=helios', []],
    ['environment=staging', ['billing']],
    ['readiness=not_ready', ['billing']],
    ['outcome=failed', ['cart']],
    ['text=50%25', ['cart']],
    ['text=_', []],
    ['text=BILL', ['billing']],
  ])('filters by %s', async (query, expected) => {
    const { body } = await get(`/services?${query}`).expect(200);
    expect(refs(body)).toEqual(expected);
    expect(body.total).toBe(expected.length);
  });

  it('neither skips nor repeats when services come while somebody pages', async () => {
    const first = await get('/services?sort=name&limit=2').expect(200);
    expect(refs(first.body)).toEqual(['billing', 'cart']);
    await addService(database, 'avocado');
    const { nextCursor } = first.body;
    const second = await get(
      `/services?sort=name&limit=5&cursor=${nextCursor}`,
    ).expect(200);
    expect(refs(second.body)).toEqual(['ledger', 'quiet']);
    await database('service_state')
      .where('service', 'component:default/avocado')
      .del();
  });

  it('knows a team without services from one that does not exist', async () => {
    await addTeam(database, 'idle');
    const idle = await get('/services?team=group:default/idle').expect(200);
    expect(idle.body.items).toEqual([]);
    const unknown = await get('/services?team=group:default/idel').expect(404);
    expect(unknown.body.error.message).toContain(
      'There is no team group:default/idel',
    );
    await get('/services?team=user:default/nobody').expect(200);
  });

  it('answers routes that it does not have with a sentence', async () => {
    const { body } = await get('/nothing').expect(404);
    expect(body.error.message).toBe(
      'There is no route GET /nothing; openapi.json lists those that there are.',
    );
  });

  it('refuses a cursor of another query', async () => {
    const { body } = await get('/services?sort=name&limit=1').expect(200);
    const refused = await get(
      `/services?sort=name&team=group:default/payments&cursor=${body.nextCursor}`,
    ).expect(400);
    expect(refused.body.error.message).toContain('"cursor" belongs to a query');
  });

  it.each([
    ['/services?window=31', '"window" must be one of 7, 30, 90.'],
    ['/services?window=900', '"window" must be one of 7, 30, 90.'],
    ['/services?window=month', '"window" must be a whole number.'],
    [
      '/services/component/default/cart?window=0',
      '"window" must be one of 7, 30, 90.',
    ],
    ['/services?colour=red', 'no parameter "colour"'],
    ['/services?text=a%00', '"text" must not have a NUL character'],
    ['/services?cursor=x', '"cursor" is none that this API gave'],
    ['/services/component/default/cart?limit=3', 'it knows window'],
    [
      '/services/component/default/cart/deployments?class=big',
      '"class" must be one of release, config, rollback, restart.',
    ],
  ])('refuses %s with a sentence', async (path, sentence) => {
    const { body } = await get(path).expect(400);
    expect(body.error).toMatchObject({ name: 'InputError' });
    expect(body.error.message).toContain(sentence);
  });

  it('shows one service with all windows', async () => {
    const { body } = await get('/services/Component/Default/ledger').expect(
      200,
    );
    expect(body).toMatchObject({
      ref: 'component:default/ledger',
      description: 'What ledger is for',
      live: [{ environment: 'production', version: 'v1' }],
      sources: { state: 'stale' },
      targetCount: 2,
    });
    expect(
      body.frequencies.map((f: { windowDays: number }) => f.windowDays),
    ).toEqual([7, 30, 90]);
  });

  it('shows a component that never ran as unknown, not as missing', async () => {
    await database('services').insert({
      ...(await database('services').where('name', 'quiet').first()),
      ref: 'component:default/library',
      name: 'library',
    });
    const { body } = await get('/services/component/default/library').expect(
      200,
    );
    expect(body).toMatchObject({
      readiness: 'unknown',
      targets: [],
      lastDeployment: null,
      frequency: { perWeek: null, deployments: 0 },
      attention: [],
      freshness: 'none',
    });
  });

  it('says that there is no such service', async () => {
    const { body } = await get('/services/component/default/nowhere').expect(
      404,
    );
    expect(body.error.message).toBe(
      'There is no service component:default/nowhere in the catalog that you may see.',
    );
    await get('/services/component/default/nowhere/deployments').expect(404);
  });

  it('pages through the deployments of a service, newest first', async () => {
    const path = '/services/component/default/cart/deployments';
    const { body } = await get(`${path}?limit=1`).expect(200);
    expect(body.items.map((d: { id: string }) => d.id)).toEqual(['cart-0']);
    expect(body.total).toBe(2);
    const next = await get(`${path}?limit=1&cursor=${body.nextCursor}`).expect(
      200,
    );
    expect(next.body.items.map((d: { id: string }) => d.id)).toEqual([
      'cart-1',
    ]);
    expect(next.body.nextCursor).toBeUndefined();
    const failed = await get(`${path}?outcome=failed`).expect(200);
    expect(failed.body).toMatchObject({ total: 1, items: [{ id: 'cart-0' }] });
    await get(
      `/services/component/default/ledger/deployments?limit=1&cursor=${body.nextCursor}`,
    ).expect(400);
  });
});
