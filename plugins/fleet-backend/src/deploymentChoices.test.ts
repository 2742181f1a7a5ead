/** What administrators choose under `fleet.deployments`, from the line of configuration to the number that the API tells. */
import { ConfigReader } from '@backstage/config';
import type { JsonObject } from '@backstage/types';
import {
  KUBERNETES_ID,
  serviceMetricsSchema,
  type MetricName,
} from '@landfall/backstage-plugin-fleet-common';
import type { ObservationInput } from '@landfall/backstage-plugin-fleet-node';
import type { Knex } from 'knex';
import request from 'supertest';
import { createTestApp } from './api/testing/app';
import { deploymentRules, readFleetConfig } from './config';
import { eachDatabase } from './database/testing';
import { DAY, MINUTE, NOW, TestCompany } from './projections/testing';

const CLUSTERS = ['eu', 'us', 'ap'] as const;
type Cluster = (typeof CLUSTERS)[number];
const commit = (version: number) => `${version}`.repeat(40);
const once = { version: 1, ended: true } as const;

const targetIn = (cluster: Cluster) => ({
  ...{ platform: 'kubernetes', cluster, namespace: 'shop' },
  ...{ workloadKind: 'Deployment', workload: 'cart' },
});

const present = (cluster: Cluster): ObservationInput => ({
  ...{ kind: 'presence', key: cluster, version: 1, ended: false },
  ...{ at: NOW - 40 * DAY, endedAt: null, target: targetIn(cluster) },
  body: {
    images: [{ container: 'app', reference: `shop/app:${commit(2)}` }],
    ...{ desired: 2, ready: 2, paused: false, incarnation: 'a' },
    ...{ since: NOW - 40 * DAY, annotations: {} },
    labels: { [KUBERNETES_ID]: 'cart' },
  },
});

/** Takes ten minutes. */
function rolledOut(
  cluster: Cluster,
  version: number,
  at: number,
): ObservationInput {
  return {
    ...{ kind: 'rollout', key: `${cluster}/${version}`, ...once },
    ...{ at, endedAt: at + 10 * MINUTE, target: targetIn(cluster) },
    body: {
      images: [{ container: 'app', reference: `shop/app:${commit(version)}` }],
      ...{ configuration: 'c', outcome: 'succeeded', reason: '', facts: {} },
      ...{ overdueSince: null, crashLoopingSince: null },
      ...{ revision: version, incarnation: 'a' },
    },
  };
}

function committed(version: number, at: number): ObservationInput {
  return {
    ...{ kind: 'change', key: commit(version), ...once, at, endedAt: at },
    origin: 'github.com/acme/cart',
    body: {
      ...{ commit: commit(version), authoredAt: at, reverts: [] },
      parents: version === 1 ? [] : [commit(version - 1)],
      directories: null,
    },
  };
}

const SECOND = NOW - 10 * DAY;
/** The second version begins on the clusters at once, after 10 and after 50 minutes; its commit is an hour older. */
const life: ObservationInput[] = [
  committed(1, NOW - 21 * DAY),
  committed(2, SECOND - 60 * MINUTE),
  ...CLUSTERS.flatMap(cluster => [
    present(cluster),
    rolledOut(cluster, 1, NOW - 20 * DAY),
  ]),
  rolledOut('eu', 2, SECOND),
  rolledOut('us', 2, SECOND + 10 * MINUTE),
  rolledOut('ap', 2, SECOND + 50 * MINUTE),
];

eachDatabase(under => {
  let database: Knex;

  beforeAll(async () => {
    database = await under.open();
    const company = new TestCompany(database);
    await company.know({
      components: {
        cart: {
          [KUBERNETES_ID]: 'cart',
          'github.com/project-slug': 'acme/cart',
        },
      },
      config: { environments: [{ name: 'production', production: true }] },
    });
    const { refused } = await company.ledger.record({
      ...{ source: 'all', scope: 'all', observations: life },
    });
    if (refused.length > 0) throw new Error(JSON.stringify(refused));
  });

  /** What the API tells by a configuration: the portal starts with it on what was there. */
  async function metricsBy(deployments: JsonObject) {
    const { value, problems } = readFleetConfig({
      config: new ConfigReader({ fleet: { deployments } }),
      sources: [],
    });
    expect(problems).toEqual([]);
    const company = new TestCompany(database, {
      rules: deploymentRules(value),
    });
    await company.projector.settle();
    const { body } = await request(createTestApp({ database })).get(
      '/services/component/default/cart/metrics?window=30',
    );
    const { metrics } = serviceMetricsSchema.parse(body);
    return (name: MetricName) => metrics.find(({ metric }) => metric === name);
  }

  it.each([
    [{}, 2],
    [{ joinMinutes: 50 }, 2],
    [{ joinMinutes: 49 }, 3],
    [{ joinMinutes: 5 }, 4],
  ])('counts deployments by %j', async (choice, n) => {
    const metrics = await metricsBy(choice);
    expect(metrics('deployment_frequency')).toMatchObject({ n });
  });

  it.each([
    [{}, 120],
    [{ finish: 'last' }, 120],
    [{ finish: 'first' }, 70],
    // Two of three.
    [{ finish: 'majority' }, 80],
  ])('tells the lead time by %j', async (choice, minutes) => {
    const metrics = await metricsBy(choice);
    expect(metrics('lead_time')).toMatchObject({ n: 1, value: minutes * 60 });
  });

  it('tells as a deployment’s finish what `finish` says', async () => {
    const finishBy = async (finish: string) => {
      await metricsBy({ finish });
      const { body } = await request(createTestApp({ database })).get(
        '/services/component/default/cart/deployments?limit=1',
      );
      return (Date.parse(body.items[0].finishedAt) - SECOND) / MINUTE;
    };
    expect(await finishBy('first')).toBe(10);
    expect(await finishBy('majority')).toBe(20);
    expect(await finishBy('last')).toBe(60);
  });
});
