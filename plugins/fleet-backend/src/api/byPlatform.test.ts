/** What the API tells of platforms side by side, of services that run on one, on both, and on none. */
import {
  AuthorizeResult,
  type PolicyDecision,
} from '@backstage/plugin-permission-common';
import {
  companyMetricsSchema,
  instant,
  KUBERNETES_ID,
  RESOURCE_TYPE_FLEET_SERVICE,
  teamMetricsSchema,
  type PlatformMetrics,
} from '@landfall/backstage-plugin-fleet-common';
import type { ObservationInput } from '@landfall/backstage-plugin-fleet-node';
import type { Knex } from 'knex';
import request from 'supertest';
import { eachDatabase } from '../database/testing';
import { fleetServiceConditions as is } from '../permissions/rules';
import { DAY, MINUTE, NOW, TestCompany } from '../projections/testing';
import { createTestApp } from './testing/app';
import { addTeam } from './testing/company';

type Place = 'helios' | 'kubernetes' | 'staging';

interface Stay {
  service: string;
  on: Place;
  /** Days ago; null while it is there. */
  gone?: number;
  rollouts?: readonly number[];
}

/** Moved ten days ago, so that it was on one platform for a week and on both within a month. */
const STAYS: Stay[] = [
  { service: 'old', on: 'helios', rollouts: [20, 6, 4, 2] },
  { service: 'older', on: 'helios', rollouts: [20, 3] },
  { service: 'new', on: 'kubernetes', rollouts: [20, 5, 1] },
  { service: 'moved', on: 'helios', gone: 10, rollouts: [20, 12] },
  { service: 'moved', on: 'kubernetes', rollouts: [11, 2] },
  { service: 'tried', on: 'staging', rollouts: [3] },
];

const targetOf = ({ service, on }: Stay) => ({
  platform: on === 'helios' ? 'helios' : 'kubernetes',
  cluster: on,
  namespace: 'shop',
  workloadKind: 'Deployment',
  workload: service,
});

function told(stay: Stay): ObservationInput[] {
  const { service, on, gone, rollouts = [] } = stay;
  const endedAt = gone === undefined ? null : NOW - gone * DAY;
  const since = NOW - 40 * DAY;
  const images = (number: number) => [
    { container: 'app', reference: `shop/${service}:v${number}` },
  ];
  return [
    {
      ...{ kind: 'presence', key: `${on}/${service}`, at: since },
      ...{ version: endedAt ?? since, ended: endedAt !== null, endedAt },
      target: targetOf(stay),
      body: {
        ...{ images: images(1), desired: 1, ready: 1, since, paused: false },
        ...{ incarnation: on, annotations: {} },
        labels: { [KUBERNETES_ID]: service },
      },
    },
    ...rollouts.map((ago, index): ObservationInput => {
      const at = NOW - ago * DAY;
      return {
        ...{ kind: 'rollout', key: `${on}/${service}/${ago}`, version: 1, at },
        ...{ ended: true, endedAt: at + MINUTE, target: targetOf(stay) },
        body: {
          ...{ images: images(ago), configuration: 'c', outcome: 'succeeded' },
          ...{ overdueSince: null, crashLoopingSince: null, reason: '' },
          ...{ revision: index + 1, incarnation: on, facts: {} },
        },
      };
    }),
  ];
}

eachDatabase(under => {
  let database: Knex;

  beforeAll(async () => {
    database = await under.open();
    const company = new TestCompany(database);
    await addTeam(database, 'shop');
    const names = [...new Set(STAYS.map(({ service }) => service)), 'planned'];
    await company.know({
      components: Object.fromEntries(
        names.map(name => [name, { [KUBERNETES_ID]: name }]),
      ),
      owners: { old: 'group:default/shop', new: 'group:default/shop' },
      config: {
        environments: [
          {
            ...{ name: 'production', production: true },
            match: { cluster: ['helios', 'kubernetes'] },
          },
          {
            ...{ name: 'staging', production: false },
            match: { cluster: 'staging' },
          },
        ],
      },
    });
    await database('teams').update({ in_catalog: true, missing_since: null });
    await company.ledger.record({
      ...{ source: 'all', scope: 'all' },
      observations: STAYS.flatMap(told),
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
    )
      .get(path)
      .expect(200);
  const sizes = (groups: readonly PlatformMetrics[] | undefined) =>
    groups?.map(({ platform, runsOn, services }) => [
      platform ?? runsOn,
      services,
    ]);
  const frequencyOf = (group: PlatformMetrics) =>
    group.distributions.find(one => one.metric === 'deployment_frequency');
  const company = async (window: number, services?: PolicyDecision) => {
    const { body } = await get(`/metrics?window=${window}`, services);
    return companyMetricsSchema.parse(body);
  };

  it('puts platforms side by side, each with the services that ran there and nowhere else', async () => {
    const { byPlatform = [], services } = await company(30);
    expect(sizes(byPlatform)).toEqual([
      ['helios', 2],
      ['kubernetes', 1],
      ['several', 1],
      ['none', 2],
    ]);
    expect(services).toBe(6);
    const [helios, kubernetes, several, none] = byPlatform.map(frequencyOf);
    expect(helios?.values.map(({ service }) => service)).toEqual([
      'component:default/older',
      'component:default/old',
    ]);
    const values = helios?.values.map(({ value }) => value) ?? [];
    expect(helios).toMatchObject({
      n: 2,
      median: (values[0] + values[1]) / 2,
      p10: values[0] + 0.1 * (values[1] - values[0]),
    });
    expect(kubernetes).toMatchObject({
      n: 1,
      values: [{ service: 'component:default/new' }],
    });
    expect(several?.n).toBe(1);
    expect(none?.values.map(({ value }) => value)).toEqual([0]);
  });

  it('counts a service for one platform as soon as the other lies before the window', async () => {
    const { byPlatform } = await company(7);
    expect(sizes(byPlatform)).toEqual([
      ['helios', 2],
      ['kubernetes', 2],
      ['none', 2],
    ]);
  });

  it('divides a team as it does the company', async () => {
    const { body } = await get('/teams/group/default/shop/metrics?window=30');
    expect(sizes(teamMetricsSchema.parse(body).byPlatform)).toEqual([
      ['helios', 1],
      ['kubernetes', 1],
    ]);
  });

  it('tells nothing of platforms on which the caller sees no service', async () => {
    const { byPlatform } = await company(30, {
      result: AuthorizeResult.CONDITIONAL,
      pluginId: 'fleet',
      resourceType: RESOURCE_TYPE_FLEET_SERVICE,
      conditions: is.hasService({ services: ['component:default/old'] }),
    });
    expect(sizes(byPlatform)).toEqual([['helios', 1]]);
  });

  it('asks no more where there are more platforms', async () => {
    const asked: string[] = [];
    const listen = ({ sql }: { sql: string }) => {
      if (/targets/.test(sql)) asked.push(sql);
    };
    database.on('query', listen);
    await company(30);
    database.removeListener('query', listen);
    expect(asked.filter(sql => /"?platform"?/.test(sql))).toHaveLength(1);
  });
});
