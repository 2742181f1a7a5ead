/** What a timeline tells of a service that moves, as it is recorded and derived in a portal. */
import {
  AuthorizeResult,
  type PolicyDecision,
} from '@backstage/plugin-permission-common';
import {
  KUBERNETES_ID,
  RESOURCE_TYPE_FLEET_SERVICE,
  type Timeline,
} from '@landfall/backstage-plugin-fleet-common';
import type { ObservationInput } from '@landfall/backstage-plugin-fleet-node';
import type { Knex } from 'knex';
import request from 'supertest';
import { eachDatabase } from '../database/testing';
import { fleetServiceConditions as is } from '../permissions/rules';
import { DAY, MINUTE, NOW } from '../projections/testing';
import { createTestApp } from './testing/app';
import { LookedAtCompany } from './testing/moving';

const CART = 'component:default/cart';
const PATH = '/services/component/default/cart/timeline';
const HELIOS = { platform: 'helios', cluster: 'eu' };
const KUBERNETES = { platform: 'kubernetes', cluster: 'eu' };
const iso = (at: number) => new Date(at).toISOString();

const on = (place: typeof HELIOS) => ({
  ...place,
  namespace: 'shop',
  workloadKind: 'Deployment',
  workload: 'cart',
});

const rollout = (revision: number, at: number): ObservationInput => ({
  kind: 'rollout',
  key: `rollout/${revision}`,
  version: 1,
  at,
  ended: true,
  endedAt: at + 3 * MINUTE,
  target: on(KUBERNETES),
  body: {
    images: [{ container: 'app', reference: `shop:v${revision}` }],
    configuration: 'c1',
    outcome: 'succeeded',
    overdueSince: null,
    crashLoopingSince: null,
    reason: '',
    revision,
    incarnation: 'a',
    facts: {},
  },
});

const outage = (at: number): ObservationInput => ({
  kind: 'outage',
  key: `outage/${at}`,
  version: 1,
  at,
  ended: true,
  endedAt: at + 10 * MINUTE,
  target: on(KUBERNETES),
  body: { cause: 'No instance is available' },
});

const incident: ObservationInput = {
  kind: 'incident',
  key: 'P1',
  version: 1,
  at: NOW + 4 * DAY + 20 * MINUTE,
  ended: false,
  endedAt: null,
  service: CART,
  body: {
    title: 'Carts are empty',
    severity: 'high',
    acknowledgedAt: null,
    link: 'https://acme.example/P1',
  },
};

eachDatabase(under => {
  let database: Knex;
  let company: LookedAtCompany;

  beforeAll(async () => {
    database = await under.open();
    company = new LookedAtCompany(database);
    await company.know({
      components: { cart: { [KUBERNETES_ID]: 'cart' }, quiet: {} },
      config: {
        environments: [
          { name: 'production', production: true, match: { cluster: 'eu' } },
        ],
      },
    });
    await company.begin();
    await company.see('cart', HELIOS);
    await company.hear('cart', 'helios', 90);
    await company.pass(4 * DAY);
    await company.see('cart', KUBERNETES);
    await company.hear('cart', 'kubernetes', 30);
    await company.ledger.record({
      source: 'kubernetes',
      scope: 'eu',
      observations: [
        rollout(1, company.clock.time),
        outage(company.clock.time + 15 * MINUTE),
        incident,
      ],
    });
    await company.pass(2 * DAY);
    await company.see('cart', HELIOS, { gone: true });
    await company.hear('cart', 'helios', 0);
    await company.pass(2 * DAY);
  });

  const get = (query = '', services?: PolicyDecision) =>
    request(
      createTestApp({
        database,
        caller: services ? { services } : {},
        clock: company.clock,
      }),
    ).get(`${PATH}${query}`);
  const timeline = async (query = ''): Promise<Timeline> =>
    (await get(query).expect(200)).body;

  it('has a lane for each target with when it was there, what is gone last', async () => {
    const { lanes, ...answer } = await timeline();
    expect(answer).toMatchObject({
      service: CART,
      from: iso(NOW - 82 * DAY),
      to: iso(NOW + 8 * DAY),
      timeZone: 'Europe/Stockholm',
      resolutionSeconds: (90 * 86_400) / 360,
      more: { lanes: 0, deployments: 0, outages: 0, presenceBefore: null },
    });
    expect(lanes).toMatchObject([
      {
        ...KUBERNETES,
        production: true,
        goneAt: null,
        freshness: 'fresh',
        presence: [
          { from: iso(NOW + 4 * DAY), to: iso(NOW + 8 * DAY), ready: 2 },
        ],
      },
      {
        ...HELIOS,
        goneAt: iso(NOW + 6 * DAY),
        presence: [{ from: iso(NOW), to: iso(NOW + 6 * DAY), ready: 2 }],
      },
    ]);
  });

  it('lets one band thin out while the other grows', async () => {
    const { shares } = await timeline(
      `?from=${iso(NOW)}&to=${iso(NOW + 8 * DAY)}`,
    );
    const of = (name: string) =>
      shares.find(({ platform }) => platform === name)?.spans;
    const day = (number: number) => iso(NOW + number * DAY);
    expect(of('helios')).toEqual([
      { from: day(0), to: day(4), share: 1, by: 'traffic' },
      { from: day(4), to: day(6), share: 0.75, by: 'traffic' },
      { from: day(6), to: day(8), share: 0, by: 'traffic' },
    ]);
    expect(of('kubernetes')?.map(({ share }) => share)).toEqual([0, 0.25, 1]);
  });

  it('marks rollouts and outages on the lane that they hit, and incidents beside them', async () => {
    const at = NOW + 4 * DAY;
    const { lanes, incidents, elsewhere } = await timeline();
    expect(lanes[0].marks).toEqual([
      {
        deployment: expect.any(String),
        class: 'release',
        outcome: 'succeeded',
        startedAt: iso(at),
        finishedAt: iso(at + 3 * MINUTE),
        version: 'v1',
      },
    ]);
    expect(lanes[0].outages).toEqual([
      {
        from: iso(at + 15 * MINUTE),
        to: iso(at + 25 * MINUTE),
        cause: 'No instance is available',
        link: null,
      },
    ]);
    expect(incidents).toEqual([
      {
        id: expect.any(String),
        title: 'Carts are empty',
        severity: 'high',
        openedAt: iso(at + 20 * MINUTE),
        resolvedAt: null,
        link: 'https://acme.example/P1',
        targets: [lanes[0].target],
      },
    ]);
    expect(lanes[1]).toMatchObject({ marks: [], outages: [] });
    expect(elsewhere).toEqual([]);
  });

  it('flags when the service came to another stage', async () => {
    const { stages } = await timeline();
    expect(stages.map(({ stage }) => stage)).toEqual([
      'not_started',
      'shifting',
      expect.stringMatching(/validating|migrated/),
      'retired',
    ]);
    expect(stages.every(({ back }) => !back)).toBe(true);
  });

  it('leaves out what lies outside of the span', async () => {
    const answer = await timeline(
      `?from=${iso(NOW + 7 * DAY)}&to=${iso(NOW + 30 * DAY)}`,
    );
    // Nobody knows the future.
    expect(answer.to).toBe(iso(NOW + 8 * DAY));
    expect(answer.lanes).toMatchObject([{ ...KUBERNETES, marks: [] }]);
    // It is not over.
    expect(answer.incidents).toHaveLength(1);
    const before = await timeline(
      `?from=${iso(NOW + DAY)}&to=${iso(NOW + 2 * DAY)}`,
    );
    expect(before.lanes.map(({ presence }) => presence.length)).toEqual([0, 1]);
    expect(before).toMatchObject({ incidents: [], stages: [] });
  });

  it.each([
    ['?from=yesterday', '"from"'],
    [`?from=${iso(NOW + 9 * DAY)}`, '"from" must not be in the future'],
    [
      `?from=${iso(NOW)}&to=${iso(NOW)}`,
      'The parameter "to" must be at least a minute after "from".',
    ],
    [
      `?from=${iso(NOW - 2_000 * DAY)}`,
      'must not be longer than 1100 days; ask for parts of it.',
    ],
  ])('refuses %s with a sentence', async (query, sentence) => {
    const { body } = await get(query).expect(400);
    expect(body.error.message).toContain(sentence);
  });

  it('answers what may not be seen like what is not there', async () => {
    const { body } = await get('', {
      result: AuthorizeResult.CONDITIONAL,
      pluginId: 'fleet',
      resourceType: RESOURCE_TYPE_FLEET_SERVICE,
      conditions: is.hasService({ services: ['component:default/quiet'] }),
    }).expect(404);
    expect(body.error.message).toBe(
      `There is no service ${CART} in the catalog that you may see.`,
    );
  });

  it('asks as many statements for a service with much as for one with nothing', async () => {
    const counts: number[] = [];
    for (const name of ['cart', 'quiet']) {
      let statements = 0;
      const onQuery = () => statements++;
      database.on('query', onQuery);
      await request(createTestApp({ database, clock: company.clock }))
        .get(`/services/component/default/${name}/timeline`)
        .expect(200);
      database.off('query', onQuery);
      counts.push(statements);
    }
    expect(counts[0]).toBe(counts[1]);
    expect(counts[0]).toBeLessThanOrEqual(14);
  });
});
