/** A service that no watched cluster runs, and of which CI and incident tools tell: every page says the same of it. */
import type { ObservationInput } from '@landfall/backstage-plugin-fleet-node';
import type { Knex } from 'knex';
import request from 'supertest';
import { eachDatabase } from '../database/testing';
import { ciInProduction } from '../projections/delivery/testing';
import { DAY, MINUTE, NOW, TestCompany } from '../projections/testing';
import { createTestApp } from './testing/app';

const CART = 'component:default/cart';
const PATH = '/services/component/default/cart';
const once = { version: 1, ended: true } as const;

const deployed = (
  version: string,
  at: number,
  environment = 'production',
): ObservationInput => ({
  ...{ kind: 'ci_deployment', key: `${environment}/${version}`, ...once },
  ...{ at, endedAt: at + 5 * MINUTE, service: CART },
  body: {
    ...{ environment, tier: null, ref: null, images: [], commit: null },
    ...{ version, outcome: 'succeeded', pipelineRun: null },
  },
});

eachDatabase(under => {
  let database: Knex;
  let app: ReturnType<typeof createTestApp>;
  const get = async (path: string) => (await request(app).get(path)).body;

  beforeAll(async () => {
    database = await under.open();
    const company = new TestCompany(database, { delivery: ciInProduction() });
    await company.know({ components: { cart: {}, pay: {} } });
    await database('sources').insert({
      ...{ id: 'ci', title: 'CI', observes: '["ci_deployment"]', demo: false },
      problems: '[]',
    });
    await database('source_scopes').insert(
      ['on', 'off'].map(scope => ({
        ...{ source: 'ci', scope, mode: 'poll', interval_seconds: 60 },
        ...{ configured: scope === 'on', consecutive_failures: 3 },
        ...{ last_success: NOW - DAY, last_attempt: NOW, complete: true },
        problems: '[]',
      })),
    );
    for (const [scope, observations] of [
      ['off', [deployed('v1', NOW - 20 * DAY)]],
      ['on', [deployed('v2', NOW - 6 * DAY), deployed('v3', NOW - 2 * DAY)]],
    ] as const) {
      const { refused } = await company.ledger.record({
        ...{ source: 'ci', scope, observations: [...observations] },
      });
      if (refused.length > 0) throw new Error(JSON.stringify(refused));
    }
    await company.projector.settle();
    app = createTestApp({ database });
  });

  it('has one deployment frequency, wherever it is asked for', async () => {
    const { frequency } = await get(`${PATH}?window=7`);
    const { metrics } = await get(`${PATH}/metrics?window=7`);
    expect(frequency).toMatchObject({ deployments: 2, perWeek: 2 });
    expect(
      metrics.find(
        (one: { metric: string }) => one.metric === 'deployment_frequency',
      ),
    ).toMatchObject({ n: 2, value: 2 });
  });

  it('runs what CI brought last, and is no service that nobody sees', async () => {
    expect(await get(PATH)).toMatchObject({
      attention: [],
      live: [{ environment: 'production', version: 'v3' }],
    });
    const { unseenServices } = await get('/unmatched');
    expect(unseenServices.items).toEqual([
      { ref: 'component:default/pay', title: 'pay' },
    ]);
  });

  it('is as fresh as what tells of it, without what is asked no more', async () => {
    const trouble = {
      state: 'error',
      troubled: [expect.objectContaining({ source: 'ci', scope: 'on' })],
    };
    expect((await get(PATH)).sources).toMatchObject(trouble);
    expect((await get(`${PATH}/metrics?window=30`)).freshness).toMatchObject(
      trouble,
    );
    const { freshness, items } = await get('/services?text=cart');
    expect(freshness).toMatchObject(trouble);
    expect(items).toMatchObject([{ freshness: 'error' }]);
  });
});
