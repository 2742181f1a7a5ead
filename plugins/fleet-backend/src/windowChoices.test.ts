/** Over which windows administrators have numbers told, from the line of configuration to what the API tells. */
import { ConfigReader } from '@backstage/config';
import type { JsonObject } from '@backstage/types';
import {
  choicesSchema,
  serviceDetailSchema,
  serviceMetricsSchema,
  teamMetricsSchema,
  type MetricName,
} from '@landfall/backstage-plugin-fleet-common';
import type { ObservationInput } from '@landfall/backstage-plugin-fleet-node';
import type { Knex } from 'knex';
import request from 'supertest';
import { createTestApp } from './api/testing/app';
import { choicesOf } from './choices';
import { readFleetConfig } from './config';
import { eachDatabase } from './database/testing';
import { deliveryOptions } from './deliveryConfig';
import { DAY, MINUTE, NOW, TestCompany } from './projections/testing';

/** Days before today on which a new version was deployed. */
const DEPLOYED = [365, 300, 200, 170, 100, 20, 10, 3];

const life = DEPLOYED.map((daysAgo): ObservationInput => {
  const at = NOW - daysAgo * DAY;
  return {
    ...{ kind: 'ci_deployment', key: `${daysAgo}`, version: 1, ended: true },
    ...{ at, endedAt: at + MINUTE, origin: 'github.com/acme/cart' },
    body: {
      ...{ environment: 'live', tier: null, ref: null, images: [] },
      ...{ commit: null, version: `v${daysAgo}`, outcome: 'succeeded' },
      pipelineRun: null,
    },
  };
});

eachDatabase(under => {
  let database: Knex;

  beforeAll(async () => {
    database = await under.open();
    const company = new TestCompany(database);
    await company.know({
      components: { cart: { 'github.com/project-slug': 'acme/cart' } },
      owners: { cart: 'group:default/search' },
      teams: { search: {} },
    });
    const { refused } = await company.ledger.record({
      ...{ source: 'all', scope: 'all', observations: life },
    });
    if (refused.length > 0) throw new Error(JSON.stringify(refused));
  });

  /** The API after the portal has started with a configuration on what was there. */
  async function startWith(chosen: JsonObject) {
    const { value, problems } = readFleetConfig({
      config: new ConfigReader({
        fleet: {
          delivery: {
            ...chosen,
            environments: [{ name: 'production', production: true }],
          },
        },
      }),
      sources: [],
    });
    const company = new TestCompany(database, {
      delivery: deliveryOptions(value.delivery, value),
    });
    await company.projector.settle();
    const app = createTestApp({ database, choices: choicesOf(value) });
    return {
      problems: problems.map(({ text }) => text),
      get: (path: string) => request(app).get(path),
    };
  }
  type Portal = Awaited<ReturnType<typeof startWith>>;

  const SERVICE = '/services/component/default/cart';

  async function metric(
    { get }: Portal,
    name: MetricName,
    window?: number,
  ): Promise<{ windowDays: number; n?: number; previousN?: number }> {
    const { body } = await get(
      `${SERVICE}/metrics${window ? `?window=${window}` : ''}`,
    ).expect(200);
    const { windowDays, metrics } = serviceMetricsSchema.parse(body);
    const { n, previousN } = metrics.find(one => one.metric === name) ?? {};
    return { windowDays, n, previousN };
  }

  const kept = async () => ({
    metrics: await database('service_metrics')
      .orderBy('window_days')
      .pluck('window_days'),
    frequency: await database('service_frequency')
      .orderBy('window_days')
      .pluck('window_days'),
  });

  it('tells numbers over the windows that are chosen, up to half a year with that before', async () => {
    const portal = await startWith({ windows: [180, 14] });
    expect(portal.problems).toEqual([]);
    expect(await metric(portal, 'deployment_frequency', 14)).toEqual({
      ...{ windowDays: 14, n: 2, previousN: 1 },
    });
    expect(await metric(portal, 'deployment_frequency', 180)).toEqual({
      ...{ windowDays: 180, n: 5, previousN: 2 },
    });
    const { body } = await portal.get(`${SERVICE}?window=180`).expect(200);
    const service = serviceDetailSchema.parse(body);
    expect(service.frequency).toMatchObject({
      ...{ windowDays: 180, deployments: 5 },
    });
    expect(service.frequencies.map(one => one.windowDays)).toEqual([14, 180]);
  });

  it('refuses others with the names of those that there are', async () => {
    const { get } = await startWith({ windows: [14, 180] });
    for (const path of [
      '/services?window=30',
      `${SERVICE}?window=30`,
      `${SERVICE}/metrics?window=30`,
      '/teams/group/default/search?window=30',
      '/teams/group/default/search/metrics?window=30',
      '/metrics?window=30',
    ]) {
      const { body } = await get(path).expect(400);
      expect(body.error.message).toBe(
        'The parameter "window" must be one of 14, 180.',
      );
    }
    const one = await startWith({ windows: [14] });
    const { body } = await one.get('/metrics?window=30').expect(400);
    expect(body.error.message).toBe('The parameter "window" must be 14.');
  });

  it('takes the window that is shown first where none is asked for', async () => {
    const middle = await startWith({ windows: [14, 60, 180] });
    expect(await metric(middle, 'deployment_frequency')).toMatchObject({
      windowDays: 60,
    });
    const said = await startWith({ windows: [14, 60], firstWindow: 14 });
    const { body } = await said.get('/teams/group/default/search/metrics');
    expect(teamMetricsSchema.parse(body).windowDays).toBe(14);
  });

  it('lists services with how often they deploy in the window that is asked for', async () => {
    const { get } = await startWith({ windows: [14, 180] });
    const { body } = await get('/services?sort=frequency&window=180');
    expect(body.items).toMatchObject([
      { frequency: { windowDays: 180, deployments: 5 } },
    ]);
    const team = await get('/teams/group/default/search?window=14');
    expect(team.body.services.items).toMatchObject([
      { frequency: { windowDays: 14, deployments: 2 } },
    ]);
  });

  it('says which windows there are, and which line of configuration is wrong', async () => {
    const { get, problems } = await startWith({ windows: [14, 181, 60] });
    expect(problems).toEqual([
      'fleet.delivery.windows[1]: must be a whole number of days, 1 to 180',
    ]);
    const { body } = await get('/choices').expect(200);
    const { chosen, defaults } = choicesSchema.parse(body);
    expect(chosen.windows).toEqual({ days: [14, 60], first: 14 });
    expect(defaults.windows).toEqual({ days: [7, 30, 90], first: 30 });
  });

  it('derives anew with another choice, and keeps nothing of windows that are no longer chosen', async () => {
    await startWith({ windows: [14, 180] });
    expect(await kept()).toEqual({ metrics: [14, 180], frequency: [14, 180] });
    await startWith({});
    const days = [7, 30, 90];
    expect(await kept()).toEqual({ metrics: days, frequency: days });
  });

  it('starts with the default where the choice is none, and names the line', async () => {
    const portal = await startWith({ windows: ['month'] });
    expect(portal.problems).toEqual([
      'fleet.delivery.windows[0]: must be a number',
      'fleet.delivery.windows: must be 1 to 6 windows',
    ]);
    expect(await metric(portal, 'deployment_frequency', 30)).toEqual({
      ...{ windowDays: 30, n: 3, previousN: 0 },
    });
  });
});
