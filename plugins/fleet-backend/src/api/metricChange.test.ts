/** Why numbers are others than before, of facts that were recorded and derived as they are in a portal. */
import {
  AuthorizeResult,
  type PolicyDecision,
} from '@backstage/plugin-permission-common';
import {
  instant,
  KUBERNETES_ID,
  metricNameSchema,
  RESOURCE_TYPE_FLEET_SERVICE,
} from '@landfall/backstage-plugin-fleet-common';
import type { ObservationInput } from '@landfall/backstage-plugin-fleet-node';
import type { Knex } from 'knex';
import request from 'supertest';
import { eachDatabase } from '../database/testing';
import { fleetServiceConditions as is } from '../permissions/rules';
import { ciInProduction } from '../projections/delivery/testing';
import { DAY, MINUTE, NOW, TestCompany } from '../projections/testing';
import { defaultDeliveryOptions } from '../projections/delivery/options';
import { getServiceMetricChange } from './queries/delivery/metricChange';
import { createTestApp } from './testing/app';
import { addTeam } from './testing/company';

const HOUR = 60 * MINUTE;
const sha = (number: number) => `${number}`.padStart(40, 'a');

/** The lead times, in hours, of what was deployed so many days ago; each deployment brings one commit. */
const DEPLOYED = [
  { number: 1, daysAgo: 40, hours: 1 },
  { number: 2, daysAgo: 13, hours: 1 },
  { number: 3, daysAgo: 12, hours: 2 },
  { number: 4, daysAgo: 11, hours: 3 },
  { number: 5, daysAgo: 4, hours: 2 },
  { number: 6, daysAgo: 3, hours: 60 },
  { number: 7, daysAgo: 2, hours: 50 },
  { number: 8, daysAgo: 1, hours: 2 },
];

const ofOrigin = (at: number) => ({
  ...{ version: at, at, ended: true, endedAt: at },
  origin: 'github.com/acme/cart',
});

const FACTS: ObservationInput[] = [
  ...DEPLOYED.flatMap(({ number, daysAgo, hours }): ObservationInput[] => {
    const at = NOW - daysAgo * DAY;
    const written = at - hours * HOUR;
    return [
      {
        ...{ kind: 'change', key: `change/${number}` },
        ...ofOrigin(written),
        body: {
          ...{ commit: sha(number), authoredAt: written, reverts: [] },
          parents: number === 1 ? [] : [sha(number - 1)],
          directories: null,
        },
      },
      {
        ...{ kind: 'ci_deployment', key: `deployment/${number}` },
        ...ofOrigin(at),
        body: {
          ...{ environment: 'production', tier: null, commit: sha(number) },
          ...{ ref: null, version: `v${number}`, images: [] },
          ...{ outcome: 'succeeded', pipelineRun: null },
        },
      },
    ];
  }),
  ...[13, 12, 11, 4, 3, 2].map(
    (daysAgo): ObservationInput => ({
      ...{ kind: 'incident', key: `P${daysAgo}`, version: 1 },
      ...{ at: NOW - daysAgo * DAY + HOUR, ended: true },
      endedAt: NOW - daysAgo * DAY + (daysAgo < 7 ? 3 : 2) * HOUR,
      service: 'component:default/cart',
      body: {
        title: `Incident ${daysAgo}`,
        ...{ severity: null, acknowledgedAt: null },
        link: `https://incidents.example/${daysAgo}`,
      },
    }),
  ),
  ...[30, 12, 4, 4, 3].map(
    (daysAgo, i): ObservationInput => ({
      ...{ kind: 'page', key: `page/${i}`, version: 1 },
      ...{ at: NOW - daysAgo * DAY, ended: true, endedAt: NOW - daysAgo * DAY },
      service: 'component:default/cart',
      body: { urgency: 'high', incident: null },
    }),
  ),
  {
    ...{ kind: 'incident', key: 'elsewhere', version: 1 },
    ...{ at: NOW - DAY + HOUR, ended: true, endedAt: NOW - DAY + 2 * HOUR },
    service: 'component:default/checkout',
    body: {
      ...{ title: 'Nobody can pay', severity: 'high', acknowledgedAt: null },
      causedBy: { commits: [sha(8)], versions: [] },
      link: 'https://incidents.example/elsewhere',
    },
  },
];

eachDatabase(under => {
  let database: Knex;

  beforeAll(async () => {
    database = await under.open();
    const company = new TestCompany(database, { delivery: ciInProduction() });
    await addTeam(database, 'shop');
    await addTeam(database, 'empty');
    await company.know({
      components: {
        cart: {
          [KUBERNETES_ID]: 'cart',
          'github.com/project-slug': 'acme/cart',
        },
        checkout: {},
      },
      owners: { cart: 'group:default/shop', checkout: 'group:default/shop' },
    });
    // The directory of tests knows no teams, and takes those that it does not know for gone.
    await database('teams').update({ in_catalog: true, missing_since: null });
    await company.ledger.record({
      ...{ source: 'all', scope: 'all' },
      observations: FACTS,
    });
    await company.projector.settle();
  });

  const get = async (
    path: string,
    options: { services?: PolicyDecision; status?: number } = {},
  ) => {
    const app = createTestApp({
      database,
      caller: options.services ? { services: options.services } : {},
      clock: { now: () => instant(NOW) },
    });
    return (
      await request(app)
        .get(path)
        .expect(options.status ?? 200)
    ).body;
  };
  const only = (...names: string[]): PolicyDecision => ({
    result: AuthorizeResult.CONDITIONAL,
    pluginId: 'fleet',
    resourceType: RESOURCE_TYPE_FLEET_SERVICE,
    conditions: is.hasService({
      services: names.map(name => `component:default/${name}`),
    }),
  });
  const CART = '/services/component/default/cart';
  const SHOP = '/teams/group/default/shop';
  const change = (metric: string, of = CART) =>
    get(`${of}/metrics/${metric}/change?window=7`);

  it('names the deployments that made the lead time longer, each with its own', async () => {
    const body = await change('lead_time');
    expect(body).toMatchObject({
      metric: 'lead_time',
      windowDays: 7,
      value: 26 * 3600,
      n: 4,
      previous: 2 * 3600,
      previousN: 3,
      unexplained: null,
      how: 'left_out',
      without: 2 * 3600,
    });
    expect(
      body.parts
        .slice(0, 2)
        .map((part: { of: object; value: number }) => [
          part.of,
          part.value / 3600,
        ]),
    ).toEqual([
      [
        {
          kind: 'deployment',
          id: expect.any(String),
          version: 'v6',
          environment: 'production',
          startedAt: new Date(NOW - 3 * DAY).toISOString(),
        },
        60,
      ],
      [expect.objectContaining({ version: 'v7' }), 50],
    ]);
    await get(`/deployments/${body.parts[0].of.id}`);
  });

  it('names incidents with where they came from, and load by day', async () => {
    const resolution = await change('time_to_resolution');
    expect(resolution).toMatchObject({
      value: 2 * 3600,
      previous: 3600,
      unexplained: null,
    });
    const pages = await change('pages');
    expect(pages).toMatchObject({ value: 3, previous: 1, how: 'adds_up' });
    expect(
      pages.parts.map((part: { of: object; influence: number }) => [
        part.of,
        part.influence,
      ]),
    ).toEqual([
      [{ kind: 'day', day: day(4) }, 2],
      [{ kind: 'day', day: day(3) }, 1],
      [{ kind: 'day', day: day(12) }, -1],
    ]);
  });

  it.each(metricNameSchema.options)(
    'explains %s from the number that is shown',
    async name => {
      const { metrics } = await get(`${CART}/metrics?window=7`);
      const shown = metrics.find(
        ({ metric }: { metric: string }) => metric === name,
      );
      const { value, n, previous, previousN } = await change(name);
      expect({ value, n, previous, previousN }).toEqual({
        value: shown.value,
        n: shown.n,
        previous: shown.previous,
        previousN: shown.previousN,
      });
    },
  );

  it('says why nothing is told, of a service of which nobody knows anything as well', async () => {
    const checkout = '/services/component/default/checkout';
    expect(await change('lead_time', checkout)).toMatchObject({
      unexplained: 'missing',
      parts: [],
    });
    expect(await change('tickets')).toMatchObject({ unexplained: 'missing' });
  });

  it('tells the whole number where there is more than is compared', async () => {
    const answer = await getServiceMetricChange(database, {
      service: 'component:default/cart',
      metric: 'lead_time',
      windowDays: 7,
      visibility: { services: 'all' },
      delivery: defaultDeliveryOptions('UTC'),
      timeZone: 'UTC',
      now: instant(NOW),
      most: 2,
    });
    expect(answer).toMatchObject({
      unexplained: 'too_many',
      value: 26 * 3600,
      n: 4,
      previous: 2 * 3600,
      parts: [],
    });
  });

  it('says which services moved a number of a team', async () => {
    expect(await change('pages', SHOP)).toMatchObject({
      value: 3,
      previous: 1,
      how: 'adds_up',
      parts: [
        {
          of: {
            kind: 'service',
            service: 'component:default/cart',
            title: 'cart',
          },
          influence: 2,
        },
      ],
    });
    expect(await change('lead_time', SHOP)).toMatchObject({
      value: 26 * 3600,
      unexplained: 'too_few',
    });
    expect(
      await change('lead_time', '/teams/group/default/empty'),
    ).toMatchObject({ unexplained: 'missing', n: 0 });
  });

  it('shows a team week by week as the median over its services', async () => {
    const { metrics } = await get(`${CART}/metrics?window=7`);
    const { distributions } = await get(`${SHOP}/metrics?window=7`);
    const [own, team] = [metrics, distributions].map(
      list =>
        list.find(({ metric }: { metric: string }) => metric === 'lead_time')
          .weeks as { value: number | null; n: number }[],
    );
    expect(own.filter(({ value }) => value !== null).length).toBeGreaterThan(1);
    // Only one of its services has commits.
    expect(team).toEqual(
      own.map(week => ({ ...week, n: week.value === null ? 0 : 1 })),
    );
  });

  it('tells of no service that the caller may not see', async () => {
    const services = only('checkout');
    await get(`${CART}/metrics/lead_time/change`, { services, status: 404 });
    const body = await get(`${SHOP}/metrics/pages/change?window=7`, {
      services,
    });
    expect(body).toMatchObject({ value: null, parts: [] });
  });

  it.each([
    [`${CART}/metrics/speed/change`, 400],
    [`${CART}/metrics/lead_time/change?window=8`, 400],
    ['/services/component/default/nobody/metrics/pages/change', 404],
    ['/teams/group/default/nobody/metrics/pages/change', 404],
  ])('answers %s with %s and a sentence', async (path, status) => {
    const { error } = await get(path, { status });
    expect(error.message).toMatch(/\.$/);
  });

  describe('an incident of another service that names a deployment', () => {
    const incidents = (query = '', services?: PolicyDecision) =>
      get(`${CART}/incidents${query}`, { services });

    it('is listed apart, with whose it is and where it came from', async () => {
      expect((await incidents()).total).toBe(6);
      const body = await incidents('?series=elsewhere');
      expect(body).toMatchObject({
        total: 1,
        items: [
          {
            series: 'elsewhere',
            service: 'component:default/checkout',
            title: 'Nobody can pay',
            link: 'https://incidents.example/elsewhere',
            deployments: [expect.any(String)],
          },
        ],
      });
      const { delivery } = await get(
        `/deployments/${body.items[0].deployments[0]}`,
      );
      expect(delivery.failedBy).toContainEqual({
        rule: 'incident',
        by: body.items[0].id,
        link: 'https://incidents.example/elsewhere',
        service: 'component:default/checkout',
      });
    });

    it('does not tell whose it is, nor what about, where the caller may not see that', async () => {
      const services = only('cart');
      const body = await incidents('?series=elsewhere', services);
      const [one] = body.items;
      expect(one).toMatchObject({
        service: 'component:default/cart',
        hidden: true,
        title: '',
        severity: null,
        link: null,
      });
      // The tool's own name of it may be telling.
      expect(one.id).toMatch(/^[0-9a-f]{32}$/);
      const { delivery } = await get(`/deployments/${one.deployments[0]}`, {
        services,
      });
      expect(delivery.failedBy).toContainEqual(
        expect.objectContaining({ rule: 'incident', by: one.id }),
      );
      expect(JSON.stringify(delivery.failedBy)).not.toContain('checkout');
      expect(JSON.stringify(delivery.failedBy)).not.toContain('example');
    });

    it('is no incident of the service whose deployment it names', async () => {
      const { metrics } = await get(`${CART}/metrics?window=7`);
      expect(metrics).toContainEqual(
        expect.objectContaining({ metric: 'time_to_resolution', n: 3 }),
      );
    });
  });
});

function day(daysAgo: number): string {
  return new Date(NOW - daysAgo * DAY).toISOString().slice(0, 10);
}
