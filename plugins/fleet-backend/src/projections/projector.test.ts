import { KUBERNETES_ID } from '@landfall/backstage-plugin-fleet-common';
import type { Knex } from 'knex';
import { eachDatabase } from '../database/testing';
import { defaultDeploymentRules } from '../delivery/deployments';
import { presence, rollout } from '../ledger/testing';
import { projectionProgress, rebuildIfOutdated } from './rebuild';
import { DAY, eventually, MINUTE, NOW, TestCompany } from './testing';

jest.setTimeout(60_000);

const CART = 'component:default/cart';
const PAY = 'component:default/pay';
const DIRECTORY = {
  components: {
    cart: { [KUBERNETES_ID]: 'cart' },
    pay: { [KUBERNETES_ID]: 'pay' },
  },
  config: {
    environments: [
      { name: 'production', production: true, match: { cluster: 'blue' } },
    ],
  },
};
const cartPresence = (body: object = {}, rest: object = {}) =>
  presence({
    at: NOW - 9 * DAY,
    ...rest,
    body: {
      since: NOW - 9 * DAY,
      labels: { [KUBERNETES_ID]: 'cart' },
      ...body,
    },
  });
/** A finished rollout of a revision, so many minutes ago. */
const cartRollout = (
  revision: number,
  minutesAgo: number,
  body: object = {},
  rest: object = {},
) =>
  rollout({
    key: `rollout/cart/${revision}`,
    at: NOW - minutesAgo * MINUTE,
    ended: true,
    endedAt: NOW - minutesAgo * MINUTE + 30_000,
    version: 9,
    ...rest,
    body: {
      images: [{ container: 'app', reference: `cart:v${revision}` }],
      outcome: 'succeeded',
      revision,
      ...body,
    },
  });

describe('the projector', () => {
  eachDatabase(under => {
    let database: Knex;
    let company: TestCompany;
    beforeAll(async () => {
      database = await under.open();
    });
    beforeEach(async () => {
      company = new TestCompany(database);
      await company.clear();
      await company.know(DIRECTORY);
    });

    const record = async (...observations: unknown[]) => {
      const result = await company.ledger.record({
        source: 'kubernetes',
        scope: 'blue',
        observations,
      });
      expect(result.refused).toEqual([]);
      await company.projector.settle();
    };
    const deployments = () =>
      database('deployments')
        .select('service', 'version', 'class', 'outcome')
        .orderBy(['service', 'started_at']);

    it('shows a rollout on its service', async () => {
      await record(cartPresence(), cartRollout(1, 60), cartRollout(2, 30));
      expect(await deployments()).toEqual([
        {
          service: CART,
          version: 'v1',
          class: 'release',
          outcome: 'succeeded',
        },
        {
          service: CART,
          version: 'v2',
          class: 'release',
          outcome: 'succeeded',
        },
      ]);
      const { service_state, targets } = await company.readModels();
      expect(targets).toMatchObject([
        { service: CART, environment: 'production', readiness: 'ready' },
      ]);
      expect(service_state).toMatchObject([
        {
          service: CART,
          readiness: 'ready',
          last_deployment_outcome: 'succeeded',
        },
        { service: PAY, attention: '["not_seen"]', attention_rank: 6 },
      ]);
    });

    it('keeps the id of a deployment while it is amended', async () => {
      await record(
        cartPresence(),
        cartRollout(
          1,
          5,
          { outcome: 'in_progress' },
          { version: 1, ended: false, endedAt: null },
        ),
      );
      const [before] = await database('deployments').select('id', 'outcome');
      await record(cartRollout(1, 5));
      const [after] = await database('deployments').select('id', 'outcome');
      expect(before.outcome).toBe('in_progress');
      expect(after).toEqual({ id: before.id, outcome: 'succeeded' });
    });

    it('makes a failure of what a rollback replaces before it has finished', async () => {
      const bad = { outcome: 'in_progress' };
      const open = { version: 1, ended: false, endedAt: null };
      await record(
        cartPresence(),
        cartRollout(1, 3000),
        cartRollout(2, 2000, bad, open),
      );
      await record(
        cartRollout(3, 10, {
          images: [{ container: 'app', reference: 'cart:v1' }],
        }),
      );
      expect(await deployments()).toMatchObject([
        { version: 'v1', outcome: 'succeeded' },
        { version: 'v2', outcome: 'failed' },
        { version: 'v1', class: 'rollback' },
      ]);
    });

    it('lists what belongs to nobody, and gives it all its past once somebody claims it', async () => {
      await company.know({ ...DIRECTORY, components: {} });
      await record(cartPresence(), cartRollout(1, 60));
      expect(await database('targets').first()).toMatchObject({
        service: null,
        unmatched_reason: 'unknown_entity',
        candidates: '["cart"]',
      });
      await company.know(DIRECTORY);
      await company.projector.settle();
      expect(await deployments()).toMatchObject([{ service: CART }]);
      expect(await database('targets').first()).toMatchObject({
        service: CART,
        unmatched_reason: null,
      });
    });

    it('leaves the past with the service that had a target before', async () => {
      await record(cartPresence(), cartRollout(1, 60));
      // Its labels change together with its template, and both are seen a little later.
      company.clock.time = NOW + MINUTE;
      await record(
        cartPresence(
          { labels: { [KUBERNETES_ID]: 'pay' }, since: NOW },
          { version: 2 },
        ),
        cartRollout(2, 0),
      );
      expect(await deployments()).toMatchObject([
        { service: CART, version: 'v1' },
        { service: PAY, version: 'v2' },
      ]);
    });

    it('counts nothing in an environment that nobody mapped, and says so', async () => {
      await company.know({ ...DIRECTORY, config: {} });
      await record(cartPresence(), cartRollout(1, 60));
      expect(await database('deployments').first()).toMatchObject({
        environment: null,
      });
      expect(
        await database('service_frequency').where({ service: CART }).first(),
      ).toMatchObject({ deployments: 0 });
      expect(
        await database('service_state').where({ service: CART }).first(),
      ).toMatchObject({ attention: '["unmapped_environment"]' });
      await company.know(DIRECTORY);
      await company.projector.settle();
      expect(
        await database('service_frequency').where({ service: CART }).first(),
      ).toMatchObject({ deployments: 1 });
    });

    it('makes one deployment of the same version on two clusters, and a restart its own', async () => {
      const us = {
        platform: 'kubernetes',
        cluster: 'green',
        namespace: 'shop',
        workloadKind: 'Deployment',
        workload: 'cart',
      };
      await company.know({
        ...DIRECTORY,
        config: { environments: [{ name: 'production', production: true }] },
      });
      await record(
        cartPresence(),
        cartPresence({}, { key: 'presence/green', target: us }),
        cartRollout(1, 60),
        cartRollout(1, 50, {}, { key: 'rollout/green/1', target: us }),
        cartRollout(2, 5, {
          images: [{ container: 'app', reference: 'cart:v1' }],
        }),
      );
      const rows = await database('deployments').orderBy('started_at');
      expect(rows).toMatchObject([
        { class: 'release', duration_seconds: 630 },
        { class: 'restart' },
      ]);
      expect(JSON.parse(rows[0].targets)).toMatchObject([
        { cluster: 'blue', key: 'rollout/cart/1' },
        { cluster: 'green', key: 'rollout/green/1' },
      ]);
      expect(
        await database('service_state').where({ service: CART }).first(),
      ).toMatchObject({ last_deployment_id: rows[0].id, target_count: 2 });
    });

    it('takes a service for observed since somebody looked, not since it exists', async () => {
      await record(
        cartPresence({}, { at: NOW - 700 * DAY }),
        cartRollout(1, 60 * 24 * 300, {}, { backfilled: true }),
      );
      expect(
        await database('service_frequency')
          .where({ service: CART, window_days: 30 })
          .first(),
      ).toMatchObject({ observed_since: '2026-11-18' });
    });

    it('rebuilds by itself what another version of it made, and says how far it is', async () => {
      await record(cartPresence(), cartRollout(1, 60));
      await company.loseReadModels();
      await database('projection_state').where({ name: 'version' }).del();
      await rebuildIfOutdated(company);
      expect(await projectionProgress(database)).toMatchObject({
        pending: 3,
        rebuilding: 0,
      });
      await company.replica().settle();
      expect(await deployments()).toHaveLength(1);
      expect(await projectionProgress(database)).toEqual({
        pending: 0,
        oldest: null,
        rebuilding: null,
      });
      await rebuildIfOutdated(company);
      expect((await projectionProgress(database)).pending).toBe(0);
      for (const changed of [
        { finish: 'first' },
        { joinMs: 60_000 },
      ] as const) {
        await rebuildIfOutdated({
          ...company,
          rules: { ...defaultDeploymentRules, ...changed },
        });
        expect((await projectionProgress(database)).pending).toBe(3);
        await company.replica().settle();
      }
      await rebuildIfOutdated({ ...company, delivery: 'other choices' });
      expect((await projectionProgress(database)).pending).toBe(3);
    });

    it('shows what happens now although there is a backlog', async () => {
      const old = Array.from({ length: 6 }, (_, i) =>
        presence({ workload: `old${i}`, key: `presence/old${i}` }),
      );
      for (const observations of [old, [cartPresence(), cartRollout(1, 60)]]) {
        await company.ledger.record({
          source: 'kubernetes',
          scope: 'blue',
          observations,
        });
      }
      const targets: string[] = [];
      const { projector } = new TestCompany(database, {
        roundSize: 2,
        ledger: ledger => ({
          ...ledger,
          within: transaction => ({
            ...ledger.within(transaction),
            observations: query => {
              targets.push(...query.targets);
              return ledger.within(transaction).observations(query);
            },
          }),
        }),
      });
      await projector.settle();
      const order = [...new Set(targets)];
      expect(order).toHaveLength(7);
      expect(order.findIndex(target => target.endsWith('/cart'))).toBeLessThan(
        4,
      );
    });

    it('lets windows slide when a day has passed', async () => {
      await record(cartPresence(), cartRollout(1, 60));
      const week = () =>
        database('service_frequency')
          .where({ service: CART, window_days: 7 })
          .first();
      expect(await week()).toMatchObject({ deployments: 1, day: '2026-11-18' });
      company.clock.time = NOW + 7 * DAY;
      await company.projector.settle();
      expect(await week()).toMatchObject({ deployments: 0, day: '2026-11-25' });
    });

    it('lets go of what a forgotten source had reported', async () => {
      await record(cartPresence(), cartRollout(1, 60));
      await company.ledger.forget('kubernetes');
      await company.projector.settle();
      const {
        targets,
        rollouts,
        deployments: left,
      } = await company.readModels();
      expect({ targets, rollouts, left }).toEqual({
        targets: [],
        rollouts: [],
        left: [],
      });
    });

    it('works off marks by itself and says that something changed', async () => {
      const changed = jest.fn();
      const { projector } = new TestCompany(database, { onChanged: changed });
      projector.start();
      try {
        await company.ledger.record({
          source: 'kubernetes',
          scope: 'blue',
          observations: [cartPresence(), cartRollout(1, 60)],
        });
        await eventually(async () => {
          expect(await deployments()).toHaveLength(1);
          expect(changed).toHaveBeenCalled();
        });
      } finally {
        await projector.stop();
      }
    });

    it('derives the others when one subject cannot be derived', async () => {
      const broken = new TestCompany(database, {
        onChanged: () => {},
        ledger: ledger => ({
          ...ledger,
          within: transaction => ({
            ...ledger.within(transaction),
            observations: query => {
              if (query.targets.some(target => target.endsWith('/pay'))) {
                throw new Error('cannot be read');
              }
              return ledger.within(transaction).observations(query);
            },
          }),
        }),
      });
      await company.ledger.record({
        source: 'kubernetes',
        scope: 'blue',
        observations: [
          cartPresence(),
          cartRollout(1, 60),
          presence({ workload: 'pay' }),
        ],
      });
      broken.projector.start();
      try {
        await eventually(async () => {
          expect(await deployments()).toHaveLength(1);
        });
      } finally {
        await broken.projector.stop();
      }
      const left = await database('dirty').select('target');
      expect(left).toEqual([
        { target: expect.stringMatching(/\/pay$/) as string },
      ]);
    });
  });
});
