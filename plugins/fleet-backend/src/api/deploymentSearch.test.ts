import {
  AuthorizeResult,
  type PolicyDecision,
} from '@backstage/plugin-permission-common';
import {
  RESOURCE_TYPE_FLEET_SERVICE,
  type FoundDeployments,
} from '@landfall/backstage-plugin-fleet-common';
import type { Knex } from 'knex';
import request from 'supertest';
import { eachDatabase } from '../database/testing';
import { fleetServiceConditions as is } from '../permissions/rules';
import { createTestApp } from './testing/app';
import { addScope, addService, addTeam, NOW } from './testing/company';

const HOUR = 3_600_000;
const iso = (hoursAgo: number) => new Date(NOW - hoursAgo * HOUR).toISOString();

const part = (source: string) => ({
  target: `kubernetes/prod-eu/shop/Deployment/cart`,
  platform: 'kubernetes',
  cluster: 'prod-eu',
  namespace: 'shop',
  workload: 'cart',
  class: 'release',
  outcome: 'succeeded',
  startedAt: iso(1),
  finishedAt: null,
  source,
  scope: 'prod-eu',
  key: 'rollout/1',
});

/** What is derived of a deployment, as far as lists read it. */
async function addDelivery(
  database: Knex,
  id: string,
  detail: object,
): Promise<void> {
  await database('deployment_delivery').insert({
    id,
    service: 'component:default/cart',
    started_at: NOW,
    hash: id,
    detail: JSON.stringify({
      baseline: false,
      versionCommit: { commit: 'abc', how: 'ci', sure: 'stated' },
      leadTime: { min: null, median: null, max: null, batchSize: 0 },
      failedBy: [],
      ci: [],
      ...detail,
    }),
  });
}

eachDatabase(under => {
  let database: Knex;

  beforeAll(async () => {
    database = await under.open();
    await addTeam(database, 'company');
    await addTeam(database, 'payments', { parents: ['company'] });
    await addTeam(database, 'search', { parents: ['company'] });
    await addScope(database, 'prod-eu');
    await addService(database, 'cart', {
      deployments: [
        { hoursAgo: 1, targets: JSON.stringify([part('kubernetes')]) },
        { hoursAgo: 2, outcome: 'failed', duration_seconds: null },
        { hoursAgo: 50, class: 'rollback', duration_seconds: 600 },
      ],
    });
    await addService(database, 'index', {
      owner: 'search',
      deployments: [
        { hoursAgo: 1, environment: 'staging', production: false },
        { hoursAgo: 24 * 100 },
      ],
    });
    await addService(database, 'left', {
      deployments: [{ hoursAgo: 3 }],
      service: { in_catalog: false },
    });
    await addService(database, 'quiet');
    await addDelivery(database, 'cart-0', {
      leadTime: { min: 10, median: 3_600, max: 7_200, batchSize: 4 },
      ci: [{ source: 'github' }],
      failedBy: [
        { rule: 'rolled_back', by: 'cart-2' },
        { rule: 'incident', incident: 'P1', named: true },
      ],
    });
    await addDelivery(database, 'cart-1', { failedBy: [{ rule: 'rollout' }] });
    await addDelivery(database, 'cart-2', {
      versionCommit: { commit: null, why: 'no_evidence' },
    });
  });

  const get = (query = '', services?: PolicyDecision) =>
    request(
      createTestApp({ database, caller: services ? { services } : {} }),
    ).get(`/deployments${query}`);
  const found = async (query = ''): Promise<FoundDeployments> =>
    (await get(query).expect(200)).body;
  const ids = async (query = '') =>
    (await found(query)).items.map(({ id }) => id);

  it('lists what began in the last 90 days, newest first, of services that the catalog has', async () => {
    const answer = await found();
    expect(answer.items.map(({ id }) => id)).toEqual([
      'index-0',
      'cart-0',
      'cart-1',
      'cart-2',
    ]);
    expect(answer).toMatchObject({
      total: 4,
      restricted: false,
      timeZone: 'Europe/Stockholm',
      freshness: { state: 'fresh' },
    });
  });

  it('tells of each whose it is, who told of it, what it brought and by which rules it failed', async () => {
    const { items } = await found('?service=component:default/Cart');
    expect(items).toMatchObject([
      {
        id: 'cart-0',
        title: 'cart',
        owner: { ref: 'group:default/payments', title: 'payments' },
        toldBy: ['kubernetes', 'github'],
        commits: 4,
        leadTimeSeconds: 3_600,
        failedBy: ['rolled_back', 'incident'],
      },
      { id: 'cart-1', toldBy: [], commits: 0, leadTimeSeconds: null },
      { id: 'cart-2', commits: null, failedBy: [] },
    ]);
    // Nothing is derived of it yet.
    expect(await found('?service=component:default/index')).toMatchObject({
      items: [{ commits: null, failedBy: [] }],
    });
  });

  it.each([
    ['?team=group:default/company', ['index-0', 'cart-0', 'cart-1', 'cart-2']],
    ['?team=group:default/search', ['index-0']],
    ['?environment=staging', ['index-0']],
    ['?class=rollback', ['cart-2']],
    ['?outcome=failed&outcome=unknown', ['cart-1']],
    ['?failedBy=incident', ['cart-0']],
    ['?failedBy=rollout&failedBy=rolled_back', ['cart-0', 'cart-1']],
    ['?failedBy=fixed', []],
    [`?from=${iso(10)}&to=${iso(1)}`, ['cart-1']],
    [`?from=${iso(24 * 101)}&to=${iso(48)}`, ['cart-2', 'index-1']],
    ['?sort=took', ['cart-2', 'index-0', 'cart-0', 'cart-1']],
    ['?sort=took&order=asc', ['cart-0', 'index-0', 'cart-2', 'cart-1']],
  ])('answers %s', async (query, expected) => {
    expect(await ids(query)).toEqual(expected);
  });

  it.each(['', '&sort=took', '&sort=took&order=asc', '&order=asc'])(
    'gives every deployment once, page by page: %s',
    async sort => {
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const after: string = cursor ? `&cursor=${cursor}` : '';
        const page = await found(`?limit=1${sort}${after}`);
        expect(page.total).toBe(4);
        seen.push(...page.items.map(({ id }) => id));
        cursor = page.nextCursor;
      } while (cursor);
      expect(seen).toEqual(await ids(`?limit=50${sort}`));
    },
  );

  it('counts the last weeks of what the filters match, whatever the time', async () => {
    const { weeks } = await found(`?from=${iso(2)}&outcome=failed`);
    expect(weeks).toHaveLength(14);
    expect(weeks.at(-1)).toEqual({
      weekStart: '2026-11-16',
      deployments: 1,
      failed: 1,
      running: true,
    });
    const all = (await found('?class=release&class=rollback')).weeks;
    expect(all.at(-1)).toMatchObject({ deployments: 4, failed: 1 });
    expect(all[0]).toMatchObject({ weekStart: '2026-08-17', running: false });
  });

  it('shows only what the caller may see, and says so', async () => {
    const only: PolicyDecision = {
      result: AuthorizeResult.CONDITIONAL,
      pluginId: 'fleet',
      resourceType: RESOURCE_TYPE_FLEET_SERVICE,
      conditions: is.isOwnedBy({ claims: ['group:default/search'] }),
    };
    const { body } = await get('', only).expect(200);
    expect(body).toMatchObject({ total: 1, restricted: true });
    expect(body.items[0].id).toBe('index-0');
    expect(body.weeks.at(-1).deployments).toBe(1);
    await get('?service=component:default/cart', only).expect(404);
    await get('', { result: AuthorizeResult.DENY }).expect(403);
  });

  it.each([
    ['?failedBy=luck', 400, '"failedBy"'],
    ['?sort=colour', 400, 'must be one of started, took'],
    [`?from=${iso(1)}&to=${iso(2)}`, 400, '"to" must be after "from".'],
    ['?cursor=eyJ', 400, '"cursor"'],
    ['?team=group:default/nobody', 404, 'group:default/nobody'],
    ['?service=component:default/nothing', 404, 'component:default/nothing'],
  ])('refuses %s with %s and a sentence', async (query, status, sentence) => {
    const { body } = await get(query).expect(status);
    expect(body.error.message).toContain(sentence);
  });

  it('refuses a cursor of another query', async () => {
    const { nextCursor } = await found('?limit=1');
    await get(`?limit=1&cursor=${nextCursor}`).expect(200);
    const { body } = await get(
      `?limit=1&outcome=failed&cursor=${nextCursor}`,
    ).expect(400);
    expect(body.error.message).toContain('belongs to a query with other');
  });

  it('finds nothing of a service without deployments, which is no mistake', async () => {
    expect(await found('?service=component:default/quiet')).toMatchObject({
      items: [],
      total: 0,
    });
  });

  it('asks as many statements for many as for one', async () => {
    const counts: number[] = [];
    for (const limit of [1, 50]) {
      let statements = 0;
      const onQuery = () => statements++;
      database.on('query', onQuery);
      await found(`?limit=${limit}`);
      database.off('query', onQuery);
      counts.push(statements);
    }
    expect(counts[0]).toBe(counts[1]);
    expect(counts[0]).toBeLessThanOrEqual(6);
  });
});
