/** What the API tells of delivery, of facts that were recorded and derived as they are in a portal. */
import {
  AuthorizeResult,
  type PolicyDecision,
} from '@backstage/plugin-permission-common';
import {
  KUBERNETES_ID,
  instant,
  RESOURCE_TYPE_FLEET_SERVICE,
} from '@landfall/backstage-plugin-fleet-common';
import type { ObservationInput } from '@landfall/backstage-plugin-fleet-node';
import type { Knex } from 'knex';
import request from 'supertest';
import { eachDatabase } from '../database/testing';
import type { BandEdition } from '../delivery/bands';
import { fleetServiceConditions as is } from '../permissions/rules';
import { ciInProduction } from '../projections/delivery/testing';
import { DAY, MINUTE, NOW, TestCompany } from '../projections/testing';
import { createTestApp } from './testing/app';
import { addTeam } from './testing/company';

const HOUR = 60 * MINUTE;
const ORIGIN = 'github.com/acme/cart';
const CART = 'component:default/cart';
const sha = (number: number) => `${number}`.padStart(40, 'a');

const TARGET = {
  platform: 'kubernetes',
  cluster: 'eu',
  namespace: 'shop',
  workloadKind: 'Deployment',
  workload: 'cart',
};

const commit = (number: number, at: number): ObservationInput => ({
  kind: 'change',
  key: `${ORIGIN}@${sha(number)}`,
  version: at,
  at,
  ended: true,
  endedAt: at,
  origin: ORIGIN,
  body: {
    commit: sha(number),
    parents: number === 1 ? [] : [sha(number - 1)],
    authoredAt: at,
    reverts: number === 3 ? [sha(2)] : [],
    directories: null,
    link: `https://github.com/acme/cart/commit/${sha(number)}`,
  },
});

const rollout = (number: number, at: number): ObservationInput => ({
  kind: 'rollout',
  key: `rollout/${number}`,
  version: 1,
  at,
  ended: true,
  endedAt: at + 3 * MINUTE,
  target: TARGET,
  body: {
    images: [{ container: 'app', reference: `acme/cart:${sha(number)}` }],
    configuration: 'c1',
    outcome: 'succeeded',
    overdueSince: null,
    crashLoopingSince: null,
    reason: '',
    revision: number,
    incarnation: 'a',
    facts: {},
  },
});

const ci = (
  key: string,
  at: number,
  given: { environment: string; commit: string | null },
): ObservationInput => ({
  kind: 'ci_deployment',
  key: `${ORIGIN}#deployment/${key}`,
  version: 1,
  at,
  ended: true,
  endedAt: at + 5 * MINUTE,
  origin: ORIGIN,
  body: {
    ...given,
    tier: null,
    ref: null,
    version: null,
    images: [],
    outcome: 'succeeded',
    pipelineRun: null,
    link: `https://github.com/acme/cart/deployments/${key}`,
  },
});

/** V1, then V2 which is followed by an incident, then V3 which reverts a commit of V2. */
const FACTS: ObservationInput[] = [
  {
    kind: 'presence',
    key: 'presence',
    version: 1,
    at: NOW - 15 * DAY,
    ended: false,
    endedAt: null,
    target: TARGET,
    body: {
      images: [{ container: 'app', reference: `acme/cart:${sha(3)}` }],
      desired: 2,
      ready: 2,
      since: NOW - 15 * DAY,
      paused: false,
      incarnation: 'a',
      labels: { [KUBERNETES_ID]: 'cart' },
      annotations: {},
    },
  },
  commit(1, NOW - 20 * DAY),
  commit(2, NOW - 4 * DAY),
  commit(3, NOW - 2 * DAY),
  rollout(1, NOW - 10 * DAY),
  rollout(2, NOW - 3 * DAY),
  rollout(3, NOW - 1 * DAY),
  ci('2', NOW - 3 * DAY - MINUTE, {
    environment: 'production',
    commit: sha(2),
  }),
  ci('9', NOW - 2 * DAY, { environment: 'qa', commit: sha(2) }),
  {
    kind: 'incident',
    key: 'P1',
    version: 1,
    at: NOW - 3 * DAY + HOUR,
    ended: true,
    endedAt: NOW - 3 * DAY + 5 * HOUR,
    service: CART,
    body: {
      title: 'Carts are empty',
      severity: 'high',
      acknowledgedAt: NOW - 3 * DAY + 2 * HOUR,
      link: 'https://acme.pagerduty.com/incidents/P1',
    },
  },
  {
    kind: 'page',
    key: 'page/1',
    version: 1,
    at: NOW - 3 * DAY + HOUR,
    ended: true,
    endedAt: NOW - 3 * DAY + HOUR,
    service: CART,
    body: { urgency: 'high', incident: 'P1' },
  },
];

eachDatabase(under => {
  let database: Knex;

  beforeAll(async () => {
    database = await under.open();
    const company = new TestCompany(database, { delivery: ciInProduction() });
    await addTeam(database, 'company');
    await addTeam(database, 'shop', { parents: ['company'] });
    await addTeam(database, 'other');
    await company.know({
      components: {
        cart: {
          [KUBERNETES_ID]: 'cart',
          'github.com/project-slug': 'acme/cart',
        },
        quiet: {},
      },
      owners: { cart: 'group:default/shop', quiet: 'group:default/other' },
      config: {
        environments: [
          { name: 'production', production: true, match: { cluster: 'eu' } },
        ],
      },
    });
    // The directory of tests knows no teams, and takes those that it does not know for gone.
    await database('teams').update({ in_catalog: true, missing_since: null });
    await company.ledger.record({
      source: 'all',
      scope: 'all',
      observations: FACTS,
    });
    await company.projector.settle();
  });

  const get = (
    path: string,
    options: { services?: PolicyDecision; bands?: BandEdition } = {},
  ) =>
    request(
      createTestApp({
        database,
        caller: options.services ? { services: options.services } : {},
        clock: { now: () => instant(NOW) },
        bands: options.bands,
      }),
    ).get(path);
  const only = (name: string): PolicyDecision => ({
    result: AuthorizeResult.CONDITIONAL,
    pluginId: 'fleet',
    resourceType: RESOURCE_TYPE_FLEET_SERVICE,
    conditions: is.hasService({ services: [`component:default/${name}`] }),
  });
  const metric = (body: { metrics: { metric: string }[] }, name: string) =>
    body.metrics.find(one => one.metric === name);

  it('tells the numbers of a service with what they rest on', async () => {
    const { body } = await get(
      '/services/Component/default/Cart/metrics?window=30',
    ).expect(200);
    expect(body).toMatchObject({
      service: CART,
      windowDays: 30,
      timeZone: 'Europe/Stockholm',
      // The environment "qa" that no mapping names.
      quality: 1,
    });
    expect(metric(body, 'lead_time')).toMatchObject({
      unit: 'seconds',
      // Both commits waited a day and the three minutes of their rollout.
      value: 24 * 3600 + 180,
      n: 2,
      missing: null,
    });
    expect(metric(body, 'change_fail_rate')).toMatchObject({
      value: 1 / 3,
      n: 3,
    });
    expect(metric(body, 'rework_rate')).toMatchObject({ value: 1 / 3, n: 3 });
    expect(metric(body, 'time_to_resolution')).toMatchObject({
      value: 4 * 3600,
      n: 1,
      open: 0,
    });
    expect(metric(body, 'pages')).toMatchObject({ value: 1 });
    expect(metric(body, 'tickets')).toMatchObject({
      value: null,
      missing: 'no_ticket_source',
    });
    expect(
      (metric(body, 'deployment_frequency') as { weeks?: unknown[] }).weeks,
    ).toContainEqual({
      weekStart: '2026-11-09',
      running: false,
      value: 1,
      n: 1,
    });
  });

  it('names the edition of the bands that are chosen, and none otherwise', async () => {
    const path = '/services/component/default/cart/metrics';
    const { body } = await get(path, { bands: '2023' }).expect(200);
    expect(body.bands).toMatchObject({ edition: '2023' });
    expect(metric(body, 'change_fail_rate')).toMatchObject({ band: 'low' });
    // Two commits are too few.
    expect(metric(body, 'lead_time')).not.toHaveProperty('band');
    const without = await get(path).expect(200);
    expect(without.body).not.toHaveProperty('bands');
    expect(metric(without.body, 'change_fail_rate')).not.toHaveProperty('band');
  });

  it('says why numbers are missing of a service that nobody observes', async () => {
    const { body } = await get('/services/component/default/quiet/metrics');
    expect(body.metrics).toHaveLength(18);
    expect(metric(body, 'deployment_frequency')).toMatchObject({
      value: null,
      missing: 'nothing_observed',
    });
  });

  it('leads from a deployment to its commits, its failure, its recovery and what CI told', async () => {
    const list = await get('/services/component/default/cart/deployments');
    const [third, second, first] = list.body.items;
    const { body } = await get(`/deployments/${second.id}`).expect(200);
    expect(body.delivery).toMatchObject({
      versionCommit: { commit: sha(2), how: 'image_tag', sure: 'confirmed' },
      baseline: false,
      previous: first.id,
      leadTime: { median: 24 * 3600 + 180, batchSize: 1 },
      commits: [
        {
          commit: sha(2),
          counts: true,
          seconds: 24 * 3600 + 180,
          link: `https://github.com/acme/cart/commit/${sha(2)}`,
        },
      ],
      ci: [
        {
          source: 'all',
          environment: 'production',
          link: 'https://github.com/acme/cart/deployments/2',
        },
      ],
    });
    expect(body.delivery.failedBy).toEqual(
      expect.arrayContaining([
        {
          rule: 'incident',
          by: JSON.stringify(['all', 'all', 'P1']),
          link: 'https://acme.pagerduty.com/incidents/P1',
        },
        { rule: 'fixed', by: third.id, link: null },
      ]),
    );
    expect(body.delivery.recovery).toMatchObject({
      restoredAt: expect.any(String),
    });
    const baseline = await get(`/deployments/${first.id}`).expect(200);
    expect(baseline.body.delivery).toMatchObject({
      baseline: true,
      previous: null,
      failedBy: [],
      recovery: null,
    });
    const fix = await get(`/deployments/${third.id}`).expect(200);
    expect(fix.body.delivery.rework).toEqual(['revert']);
  });

  it('lists incidents, newest first, each with the deployments that failed by it', async () => {
    const { body } = await get(
      '/services/component/default/cart/incidents',
    ).expect(200);
    expect(body).toMatchObject({
      total: 1,
      items: [
        {
          service: CART,
          series: 'reported',
          title: 'Carts are empty',
          seconds: 4 * 3600,
          deployments: [expect.any(String)],
        },
      ],
    });
    const detected = await get(
      '/services/component/default/cart/incidents?series=detected',
    ).expect(200);
    expect(detected.body.total).toBe(0);
  });

  it('shows a team as a distribution over its services, children included', async () => {
    const { body } = await get(
      '/teams/group/default/company/metrics?window=30',
    ).expect(200);
    expect(body).toMatchObject({
      team: 'group:default/company',
      services: 1,
      quality: 1,
      restricted: false,
    });
    const distribution = (name: string) =>
      body.distributions.find((one: { metric: string }) => one.metric === name);
    expect(distribution('change_fail_rate')).toMatchObject({
      n: 1,
      missing: [],
      median: 1 / 3,
      values: [{ service: CART, value: 1 / 3 }],
    });
    expect(distribution('tickets')).toMatchObject({
      n: 0,
      median: null,
      missing: [{ reason: 'no_ticket_source', services: 1 }],
      values: [],
    });
    expect(body.rows).toMatchObject([{ service: CART, title: 'cart' }]);
  });

  it('shows a team without services as such, and the company as a whole', async () => {
    await addTeam(database, 'empty');
    const empty = await get('/teams/group/default/empty/metrics').expect(200);
    expect(empty.body).toMatchObject({ services: 0, rows: [] });
    expect(empty.body.distributions).toHaveLength(18);
    const { body } = await get('/metrics?window=7').expect(200);
    expect(body).toMatchObject({ services: 2, windowDays: 7 });
    expect(body).not.toHaveProperty('rows');
  });

  it('lists what is to be mended, with what mends it', async () => {
    const { body } = await get('/quality').expect(200);
    expect(body).toMatchObject({
      total: 1,
      kinds: [{ kind: 'unmapped_ci_environment', count: 1, improves: 1 }],
      items: [
        {
          service: CART,
          kind: 'unmapped_ci_environment',
          sentence: expect.stringMatching(
            /^CI deployed to qa, which maps to no environment\. Map /,
          ),
        },
      ],
    });
    for (const [query, total] of [
      ['kind=unmapped_ci_environment', 1],
      ['kind=unknown_commit', 0],
      ['team=group:default/company', 1],
      ['team=group:default/other', 0],
      ['service=component:default/quiet', 0],
    ] as const) {
      const found = await get(`/quality?${query}`).expect(200);
      expect([query, found.body.total]).toEqual([query, total]);
    }
  });

  it('says once what one line of configuration mends, with that line, and leads to the record', async () => {
    const { body } = await get('/quality/groups').expect(200);
    expect(body).toMatchObject({
      total: 1,
      records: 1,
      restricted: false,
      kinds: [
        { kind: 'unmapped_ci_environment', count: 1, records: 1, numbers: 4 },
      ],
      items: [
        {
          kind: 'unmapped_ci_environment',
          place: { kind: 'environment', name: 'qa' },
          problem: 'CI deploys to qa, which maps to no environment.',
          remedy: expect.stringMatching(/^Map its name or tier /),
          fix: {
            where: 'configuration',
            text: expect.stringContaining('match: { environment: qa }'),
          },
          metrics: [
            'deployment_frequency',
            'lead_time',
            'change_fail_rate',
            'rework_rate',
          ],
          numbers: 4,
          services: [{ ref: CART, title: 'cart' }],
          serviceCount: 1,
          teams: [{ ref: 'group:default/shop', title: 'Shop' }],
          teamCount: 1,
        },
      ],
    });
    const [{ id, latest }] = body.items;
    const records = await get(`/quality?group=${id}`).expect(200);
    expect(records.body).toMatchObject({
      total: 1,
      items: [
        {
          at: latest,
          problem: 'CI deployed to qa, which maps to no environment.',
          deployment: null,
          link: expect.stringMatching(/^https:/),
        },
      ],
    });
    const other = await get('/quality?group=another').expect(200);
    expect(other.body.total).toBe(0);
  });

  it('leaves out what the caller may not see, and does not tell that it is there', async () => {
    const services = only('quiet');
    for (const path of ['metrics', 'incidents']) {
      const hidden = await get(`/services/component/default/cart/${path}`, {
        services,
      }).expect(404);
      const absent = await get(`/services/component/default/nothing/${path}`, {
        services,
      }).expect(404);
      expect(hidden.body.error.message.replace('cart', 'nothing')).toBe(
        absent.body.error.message,
      );
    }
    const { body } = await get('/quality', { services }).expect(200);
    expect(body).toMatchObject({
      items: [],
      total: 0,
      kinds: [],
      restricted: true,
    });
    const groups = await get('/quality/groups', { services }).expect(200);
    expect(groups.body).toEqual({
      ...{ items: [], total: 0, kinds: [], records: 0, restricted: true },
    });
    const company = await get('/metrics', { services }).expect(200);
    expect(company.body).toMatchObject({
      services: 1,
      quality: 0,
      restricted: true,
    });
    const team = await get('/teams/group/default/shop/metrics', { services });
    expect(team.body).toMatchObject({ services: 0, rows: [], quality: 0 });
  });

  it.each([
    '/services/component/default/cart/metrics',
    '/services/component/default/cart/incidents',
    '/teams/group/default/shop/metrics',
    '/metrics',
    '/quality',
    '/quality/groups',
  ])('refuses %s without the permission', async path => {
    const { body } = await get(path, {
      services: { result: AuthorizeResult.DENY },
    }).expect(403);
    expect(body.error.message).toContain('fleet.service.read');
  });

  it.each([
    [
      '/services/component/default/cart/metrics?window=14',
      400,
      'The parameter "window" must be one of 7, 30, 90.',
    ],
    ['/metrics?team=group:default/shop', 400, 'has no parameter "team"'],
    [
      '/quality?service=cart',
      400,
      'must be a full entity reference such as component:default/cart-api',
    ],
    ['/quality?cursor=abc', 400, 'The parameter "cursor" is none that'],
    [
      '/services/component/default/cart/incidents?series=other',
      400,
      'The parameter "series" must be one of reported, detected, elsewhere.',
    ],
    [
      '/teams/group/default/nobody/metrics',
      404,
      'There is no team group:default/nobody',
    ],
    [
      '/quality?team=group:default/nobody',
      404,
      'There is no team group:default/nobody',
    ],
  ])('answers %s with %d and a sentence', async (path, status, sentence) => {
    const { body } = await get(path).expect(status);
    expect(body.error.message).toContain(sentence);
  });
});
