/** What the API tells of environments, of facts that were recorded and derived as they are in a portal. */
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import {
  environmentUseSchema,
  KUBERNETES_ID,
  RESOURCE_TYPE_FLEET_SERVICE,
} from '@landfall/backstage-plugin-fleet-common';
import type { ObservationInput } from '@landfall/backstage-plugin-fleet-node';
import type { Knex } from 'knex';
import request from 'supertest';
import { eachDatabase } from '../database/testing';
import { fleetServiceConditions as is } from '../permissions/rules';
import { ciInProduction } from '../projections/delivery/testing';
import { DAY, MINUTE, NOW, TestCompany } from '../projections/testing';
import { createTestApp } from './testing/app';

const present = (name: string, cluster: string): ObservationInput => ({
  ...{ kind: 'presence', key: `${cluster}/${name}`, version: 1, ended: false },
  ...{ at: NOW - DAY, endedAt: null },
  target: {
    ...{ platform: 'kubernetes', cluster, namespace: 'shop' },
    ...{ workloadKind: 'Deployment', workload: name },
  },
  body: {
    images: [{ container: 'app', reference: 'shop/app:v1' }],
    ...{ desired: 2, ready: 2, paused: false, incarnation: 'a' },
    ...{ since: NOW - DAY, annotations: {} },
    labels: { [KUBERNETES_ID]: name },
  },
});

const deployed = (
  name: string,
  environment: string,
  at: number,
): ObservationInput => ({
  ...{ kind: 'ci_deployment', key: `${name}/${environment}/${at}` },
  ...{ version: 1, at, ended: true, endedAt: at + MINUTE },
  origin: `github.com/acme/${name}`,
  body: {
    ...{ environment, tier: null, ref: null, images: [], commit: null },
    ...{ version: `v${at}`, outcome: 'succeeded', pipelineRun: null },
  },
});

eachDatabase(under => {
  let database: Knex;

  beforeAll(async () => {
    database = await under.open();
    const company = new TestCompany(database, { delivery: ciInProduction() });
    const names = ['cart', 'ledger'];
    await company.know({
      components: Object.fromEntries(
        names.map(name => [
          name,
          {
            [KUBERNETES_ID]: name,
            'github.com/project-slug': `acme/${name}`,
          },
        ]),
      ),
      config: {
        environments: [
          { name: 'production', production: true, match: { cluster: 'eu' } },
        ],
      },
    });
    const { refused } = await company.ledger.record({
      ...{ source: 'all', scope: 'all' },
      observations: [
        present('cart', 'eu'),
        present('cart', 'lab'),
        present('ledger', 'eu'),
        present('stray', 'lab'),
        deployed('cart', 'production', NOW - DAY),
        deployed('cart', 'production', NOW - 2 * DAY),
        deployed('cart', 'canary', NOW - DAY),
        deployed('ledger', 'production', NOW - DAY),
        deployed('ledger', 'qa', NOW - DAY),
        // Before anything that numbers look back at.
        deployed('ledger', 'old', NOW - 300 * DAY),
      ],
    });
    if (refused.length > 0) throw new Error(JSON.stringify(refused));
    await company.projector.settle();
  });

  const read = async (
    caller?: Parameters<typeof createTestApp>[0]['caller'],
  ) => {
    const { body } = await request(createTestApp({ database, caller }))
      .get('/environments')
      .expect(200);
    return environmentUseSchema.parse(body);
  };

  it('tells how many targets and environments of CI each mapping made one of, and what is in none', async () => {
    expect(await read()).toEqual({
      environments: [{ name: 'production', targets: 2, ciEnvironments: 2 }],
      unmapped: {
        ...{ targets: 2, ciEnvironments: 2 },
        named: [
          { origin: 'github.com/acme/cart', environment: 'canary' },
          { origin: 'github.com/acme/ledger', environment: 'qa' },
        ],
      },
      restricted: false,
    });
  });

  it('tells only of what the caller may see', async () => {
    const conditions = is.hasService({
      services: ['component:default/cart'],
    });
    const own = await read({
      services: {
        result: AuthorizeResult.CONDITIONAL,
        pluginId: 'fleet',
        resourceType: RESOURCE_TYPE_FLEET_SERVICE,
        conditions,
      },
    });
    expect(own).toEqual({
      environments: [{ name: 'production', targets: 1, ciEnvironments: 1 }],
      unmapped: {
        ...{ targets: 1, ciEnvironments: 1 },
        named: [{ origin: 'github.com/acme/cart', environment: 'canary' }],
      },
      restricted: true,
    });
  });
});
