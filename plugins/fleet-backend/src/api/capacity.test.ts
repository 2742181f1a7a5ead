/** What the API tells of capacity, of hours that were recorded as a source reports them. */
import {
  AuthorizeResult,
  type PolicyDecision,
} from '@backstage/plugin-permission-common';
import {
  companyMetricsSchema,
  instant,
  KUBERNETES_ID,
  RESOURCE_TYPE_FLEET_SERVICE,
  serviceMetricsSchema,
} from '@landfall/backstage-plugin-fleet-common';
import type {
  CapacityBody,
  ObservationInput,
  UsageBody,
} from '@landfall/backstage-plugin-fleet-node';
import type { Knex } from 'knex';
import request from 'supertest';
import { isPostgres, rawRows } from '../database/dialect';
import { eachDatabase } from '../database/testing';
import { fleetServiceConditions as is } from '../permissions/rules';
import { DAY, MINUTE, NOW, TestCompany } from '../projections/testing';
import { getCompanyCapacity } from './queries/delivery/capacity';
import { createTestApp } from './testing/app';

const HOUR = 60 * MINUTE;
const CART = 'component:default/cart';
const TODAY = Math.floor(NOW / HOUR) * HOUR;

const target = (workload: string) => ({
  platform: 'kubernetes',
  cluster: 'eu',
  namespace: 'shop',
  workloadKind: 'Deployment',
  workload,
});

const presence = (workload: string): ObservationInput => ({
  kind: 'presence',
  key: `presence/${workload}`,
  version: 1,
  at: NOW - 15 * DAY,
  ended: false,
  endedAt: null,
  target: target(workload),
  body: {
    images: [],
    desired: 2,
    ready: 2,
    since: NOW - 15 * DAY,
    paused: false,
    incarnation: 'a',
    labels: { [KUBERNETES_ID]: 'cart' },
    annotations: {},
  },
});

const hourOf = (key: string, ago: number) => ({
  key: `${key}/${ago}`,
  version: 1,
  at: TODAY - ago * HOUR,
  ended: true,
  endedAt: TODAY - (ago - 1) * HOUR,
});

const usage = (
  ago: number,
  given: Partial<UsageBody> & { workload?: string },
): ObservationInput => {
  const { workload, ...body } = given;
  return {
    kind: 'usage',
    ...hourOf(`usage/${workload ?? CART}/${body.platform}`, ago),
    ...(workload ? { target: target(workload) } : { service: CART }),
    body: {
      cpuUsedCores: null,
      cpuRequestedCores: null,
      requestsPerSecond: null,
      ...body,
    },
  };
};

const capacity = (
  ago: number,
  body: Partial<CapacityBody> & Pick<CapacityBody, 'platform'>,
): ObservationInput => ({
  kind: 'capacity',
  ...hourOf(`capacity/${body.platform}`, ago),
  body: {
    cluster: null,
    cpuUsedCores: null,
    cpuRequestedCores: null,
    cpuAllocatableCores: null,
    nodes: null,
    workloads: null,
    ...body,
  },
});

const host = (name: string, at: number): ObservationInput => ({
  kind: 'host',
  key: `host/${name}`,
  version: 1,
  at,
  ended: false,
  endedAt: null,
  body: {
    platform: 'helios',
    host: name,
    up: true,
    cpus: 8,
    memoryBytes: null,
    since: at,
  },
});

const traffic = (workload: string, requestsPerSecond: number) =>
  ({
    kind: 'traffic',
    key: `traffic/${workload}`,
    version: 1,
    at: NOW - DAY,
    ended: false,
    endedAt: null,
    target: target(workload),
    body: { platform: 'kubernetes', requestsPerSecond, since: NOW - DAY },
  } as const);

const FACTS: ObservationInput[] = [
  presence('cart'),
  presence('cart-canary'),
  host('a', NOW - 3 * DAY),
  host('b', NOW - 3 * DAY),
  traffic('cart', 40),
  traffic('cart-canary', 2),
  usage(26, { workload: 'cart', cpuUsedCores: 1, cpuRequestedCores: 4 }),
  usage(1, { workload: 'cart', cpuUsedCores: 2, cpuRequestedCores: 4 }),
  usage(1, {
    ...{ workload: 'cart-canary', cpuUsedCores: 1, cpuRequestedCores: 1 },
    ...{ minReplicas: 1, maxReplicas: 3, autoscaled: true },
  }),
  usage(1, { platform: 'helios', cpuUsedCores: 0.5, cpuRequestedCores: 4 }),
  // Before the window.
  usage(40 * 24, { platform: 'helios', cpuUsedCores: 9, cpuRequestedCores: 9 }),
  capacity(1, {
    ...{ platform: 'kubernetes', cpuUsedCores: 20, cpuAllocatableCores: 50 },
    ...{ nodes: 5, workloads: 60 },
  }),
  capacity(1, { platform: 'helios', cpuUsedCores: 2, workloads: 6 }),
];

eachDatabase(under => {
  let database: Knex;

  beforeAll(async () => {
    database = await under.open();
    const company = new TestCompany(database, {});
    await company.know({
      components: { cart: { [KUBERNETES_ID]: 'cart' }, quiet: {} },
      owners: {},
      config: {},
    });
    await company.ledger.record({
      source: 'prometheus',
      scope: 'main',
      observations: FACTS,
    });
    await company.projector.settle();
  });

  const get = (path: string, services?: PolicyDecision) =>
    request(
      createTestApp({
        database,
        caller: services ? { services } : {},
        clock: { now: () => instant(NOW) },
      }),
    ).get(path);
  const known = (value: number) => ({ value, missing: null });
  const notTold = { value: null, missing: 'not_told' };

  it('tells what a service had and used on each platform, over its window and by day', async () => {
    const { body } = await get(
      '/services/Component/default/Cart/metrics?window=30',
    ).expect(200);
    const { capacity: told } = serviceMetricsSchema.parse(body);
    expect(told).toMatchObject([
      {
        platform: 'helios',
        hours: 1,
        usedOfRequested: known(0.125),
        // Of the two hosts that Helios has.
        requestedOfAllocatable: known(0.25),
        allocatableOf: 'platform',
        minReplicas: notTold,
        autoscaled: null,
        requestsPerSecond: notTold,
      },
      {
        platform: 'kubernetes',
        hours: 2,
        usedCores: known(2),
        requestedCores: known(4.5),
        usedOfRequested: known(4 / 9),
        requestedOfAllocatable: known(0.1),
        minReplicas: known(1),
        maxReplicas: known(3),
        autoscaled: true,
        requestsPerSecond: known(42),
        days: [
          { hours: 1, usedOfRequested: known(0.25) },
          { hours: 1, usedOfRequested: known(0.6) },
        ],
      },
    ]);
  });

  it('tells nothing of a service that nobody sees, rather than zero', async () => {
    const { body } = await get(
      '/services/component/default/quiet/metrics?window=7',
    ).expect(200);
    expect(body.capacity).toEqual([]);
  });

  it('tells what platforms had, and the ratio between them', async () => {
    const { body } = await get('/metrics?window=7').expect(200);
    const { capacity: told } = companyMetricsSchema.parse(body);
    expect(told).toMatchObject({
      platforms: [
        {
          platform: 'helios',
          allocatableCores: known(16),
          nodes: known(2),
          usedOfAllocatable: known(0.125),
          workloadsPerNode: known(3),
          requestedOfAllocatable: notTold,
        },
        {
          platform: 'kubernetes',
          usedOfAllocatable: known(0.4),
          workloadsPerNode: known(12),
        },
      ],
      ratios: [
        {
          ...{ platform: 'helios', to: 'kubernetes' },
          usedOfAllocatable: known(0.125 / 0.4),
          workloadsPerNode: known(0.25),
        },
      ],
    });
  });

  it('tells nothing of platforms to who may not see all that runs there', async () => {
    const { body } = await get('/metrics?window=7', {
      result: AuthorizeResult.CONDITIONAL,
      pluginId: 'fleet',
      resourceType: RESOURCE_TYPE_FLEET_SERVICE,
      conditions: is.hasService({ services: [CART] }),
    }).expect(200);
    expect(body.restricted).toBe(true);
    expect(body).not.toHaveProperty('capacity');
  });

  it('looks back as far as the longest window and the one before it', async () => {
    const { platforms } = await getCompanyCapacity(database, {
      windowDays: 180,
      timeZone: 'Europe/Stockholm',
      now: instant(NOW),
    });
    expect(platforms).toMatchObject([
      { platform: 'helios', previous: null },
      { platform: 'kubernetes', usedOfAllocatable: known(0.4), previous: null },
    ]);
  });

  it('asks few questions, none of which reads the whole ledger', async () => {
    const asked: { sql: string; bindings: Knex.RawBinding[] }[] = [];
    const listen = ({ sql, bindings }: (typeof asked)[number]) => {
      if (/observations/.test(sql)) asked.push({ sql, bindings });
    };
    database.on('query', listen);
    await get('/services/component/default/cart/metrics?window=90').expect(200);
    await get('/metrics?window=90').expect(200);
    database.removeListener('query', listen);
    expect(asked).toHaveLength(6);
    await database.transaction(async transaction => {
      const postgres = isPostgres(transaction);
      // Of a small table PostgreSQL reads the whole by choice.
      if (postgres) await transaction.raw('set local enable_seqscan = off');
      for (const { sql, bindings } of asked) {
        const plan = await rawRows<object>(
          transaction,
          `${postgres ? 'explain' : 'explain query plan'} ${sql.replace(
            /\$\d+/g,
            '?',
          )}`,
          bindings,
        );
        expect(JSON.stringify(plan)).not.toMatch(
          /Seq Scan on observations|SCAN observations(?! USING INDEX)/,
        );
      }
    });
  });
});
