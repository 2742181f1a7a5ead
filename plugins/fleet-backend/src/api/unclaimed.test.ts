/** Records that name what nobody knows are kept, counted for nobody, and listed with what would mend them. */
import type { ObservationInput } from '@landfall/backstage-plugin-fleet-node';
import type { Knex } from 'knex';
import request from 'supertest';
import { eachDatabase } from '../database/testing';
import { DAY, NOW, TestCompany } from '../projections/testing';
import { createTestApp } from './testing/app';

const incident = (
  key: string,
  name: { service: string } | { origin: string },
): ObservationInput => ({
  ...{ kind: 'incident', key, version: 1, ended: true, ...name },
  ...{ at: NOW - DAY, endedAt: NOW },
  body: { severity: null, acknowledgedAt: null },
});

const unclaimedOf = async (database: Knex) =>
  (await request(createTestApp({ database })).get('/unmatched')).body.unclaimed;

eachDatabase(under => {
  let company: TestCompany;
  let database: Knex;

  beforeAll(async () => {
    database = await under.open();
    company = new TestCompany(database);
    await company.know({
      components: { cart: { 'github.com/project-slug': 'acme/cart' } },
    });
    const { refused } = await company.ledger.record({
      ...{ source: 'webhook', scope: 'desk' },
      observations: [
        incident('1', { service: 'component:default/cart' }),
        incident('2', { service: 'component:default/carrt' }),
        incident('3', { service: 'component:default/carrt' }),
        incident('4', { origin: 'github.com/acme/cart' }),
        incident('5', { origin: 'github.com/acme/tools' }),
        // No component has an image: its workloads have.
        incident('6', { origin: `image:sha256:${'a'.repeat(64)}` }),
        incident('7', { origin: 'pagerduty:PX1' }),
      ],
    });
    if (refused.length > 0) throw new Error(JSON.stringify(refused));
    await company.projector.settle();
  });

  it('lists them by name, with who tells of them and what would mend it', async () => {
    const common = {
      ...{ kinds: ['incident'], last: '2026-11-17T12:00:00.000Z' },
      toldBy: [{ source: 'webhook', scope: 'desk' }],
    };
    expect(await unclaimedOf(database)).toEqual({
      total: 3,
      items: [
        {
          ...{ ...common, by: 'service', name: 'component:default/carrt' },
          ...{ records: 2, remedy: null },
        },
        {
          ...{ ...common, by: 'origin', name: 'github.com/acme/tools' },
          records: 1,
          remedy:
            'metadata:\n  annotations:\n    github.com/project-slug: acme/tools',
        },
        {
          ...{ ...common, by: 'origin', name: 'pagerduty:PX1', records: 1 },
          remedy:
            'metadata:\n  annotations:\n    pagerduty.com/service-id: PX1',
        },
      ],
    });
  });

  it('lists them no more once the catalog knows them', async () => {
    await company.know({
      components: {
        cart: { 'github.com/project-slug': 'acme/cart' },
        carrt: {},
        tools: {
          'github.com/project-slug': 'acme/tools',
          'pagerduty.com/service-id': 'PX1',
        },
      },
    });
    expect(await unclaimedOf(database)).toEqual({ total: 0, items: [] });
  });
});
