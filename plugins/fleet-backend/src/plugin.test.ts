/**
 * The plugin as it runs: a source reports through the extension point, and the API tells what it reported, by itself.
 */
import { createBackendModule } from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
  type TestBackend,
} from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { CHANGES_CHANNEL, DEMO } from '@landfall/backstage-plugin-fleet-common';
import {
  fleetSourcesExtensionPoint,
  targetKey,
  type ObservationInput,
  type SourceContext,
} from '@landfall/backstage-plugin-fleet-node';
import type { Knex } from 'knex';
import request from 'supertest';
import fleetPlugin from '.';
import { eachDatabase } from './database/testing';

const target = {
  platform: 'kubernetes',
  cluster: 'prod-eu',
  namespace: 'shop',
  workloadKind: 'Deployment',
  workload: 'cart',
};
const HOUR = 3_600_000;

const entities = [
  {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Group',
    metadata: { name: 'payments', title: 'Payments' },
    spec: { type: 'team', children: [] },
  },
  {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: {
      name: 'cart',
      annotations: { 'backstage.io/kubernetes-id': 'cart' },
    },
    spec: { type: 'service', lifecycle: 'production', owner: 'payments' },
    relations: [{ type: 'ownedBy', targetRef: 'group:default/payments' }],
  },
];

function presence(options: { image: string; version: number; since: number }) {
  const { image, version, since } = options;
  return {
    kind: 'presence',
    key: 'presence/uid-1',
    version,
    at: since,
    ended: false,
    endedAt: null,
    target,
    body: {
      images: [{ container: 'main', reference: image }],
      desired: 2,
      ready: 2,
      since,
      paused: false,
      incarnation: 'uid-1',
      labels: { 'backstage.io/kubernetes-id': 'cart' },
      annotations: {},
    },
  } satisfies ObservationInput;
}

function rollout(options: { revision: number; image: string; at: number }) {
  const { revision, image, at } = options;
  return {
    kind: 'rollout',
    key: `rollout/uid-1/${revision}`,
    version: revision,
    at,
    ended: true,
    endedAt: at + 60_000,
    target,
    body: {
      images: [{ container: 'main', reference: image }],
      configuration: 'f'.repeat(64),
      outcome: 'succeeded',
      overdueSince: null,
      crashLoopingSince: null,
      reason: '',
      revision,
      incarnation: 'uid-1',
      facts: { revision: String(revision) },
    },
  } satisfies ObservationInput;
}

/** A module with one watched cluster, and the hand of the test in it. */
function moduleOf(options: { title?: string; demo?: boolean } = {}) {
  let began: (context: SourceContext) => void;
  const context = new Promise<SourceContext>(resolve => {
    began = resolve;
  });
  const module = createBackendModule({
    pluginId: 'fleet',
    moduleId: `kubernetes-${options.title ?? 'one'}`,
    register(env) {
      env.registerInit({
        deps: { sources: fleetSourcesExtensionPoint },
        async init({ sources }) {
          sources.addSource({
            id: 'kubernetes',
            title: options.title ?? 'Kubernetes',
            observes: ['rollout', 'presence'],
            demo: options.demo,
            scopes: [
              {
                scope: 'prod-eu',
                mode: 'watch',
                intervalSeconds: 60,
                run: running =>
                  new Promise(resolve => {
                    running.signal.addEventListener('abort', () => resolve());
                    began(running);
                  }),
              },
            ],
          });
        },
      });
    },
  });
  return { module, context };
}

async function eventually<T>(look: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + 15_000;
  for (;;) {
    try {
      return await look();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise(resolve => setTimeout(resolve, 50));
    }
  }
}

jest.setTimeout(60_000);

const running: TestBackend[] = [];
afterEach(async () => {
  for (const backend of running.splice(0)) await backend.stop();
});

eachDatabase(under => {
  async function start(
    options: {
      modules?: ReturnType<typeof moduleOf>['module'][];
      fleet?: Record<string, string | object>;
      /** Default: one of its own. */
      knex?: Knex;
      /** What is in the catalog; default: a team with a service. */
      catalog?: Entity[];
    } = {},
  ) {
    const knex = options.knex ?? (await under.openBare());
    const events = mockServices.events.mock();
    const backend = await startTestBackend({
      features: [
        fleetPlugin,
        ...(options.modules ?? []),
        mockServices.database.factory({ knex }),
        mockServices.rootConfig.factory({
          data: {
            backend: {
              startup: {
                default: { onPluginModuleBootFailure: 'continue' },
              },
            },
            fleet: {
              environments: [
                {
                  name: 'production',
                  production: true,
                  match: { cluster: 'prod-*' },
                },
              ],
              ...options.fleet,
            },
          },
        }),
        mockServices.scheduler.factory(),
        catalogServiceMock.factory({ entities: options.catalog ?? entities }),
        events.factory,
      ],
    });
    running.push(backend);
    const get = (path: string) =>
      request(backend.server).get(`/api/fleet${path}`);
    return { get, events };
  }

  it('tells by itself what a source reported, from the team down to the observation', async () => {
    const { module, context } = moduleOf();
    const { get, events } = await start({ modules: [module] });
    const cluster = await context;
    const now = cluster.clock.now();
    await cluster.report([
      presence({ image: 'shop/cart:v2', version: 5, since: now - HOUR }),
      rollout({ revision: 1, image: 'shop/cart:v1', at: now - 30 * HOUR }),
      rollout({ revision: 2, image: 'shop/cart:v2', at: now - HOUR }),
    ]);
    await cluster.flush();
    await cluster.seen({ complete: true, problems: [] });

    await eventually(async () => {
      const { body } = await get('/teams/group/default/payments').expect(200);
      expect(body).toMatchObject({
        team: { title: 'Payments' },
        summary: {
          services: 1,
          platforms: [{ platform: 'kubernetes', services: 1 }],
        },
        freshness: { state: 'fresh', demo: false },
        services: {
          items: [
            {
              ref: 'component:default/cart',
              readiness: 'ready',
              targets: [
                { target: targetKey(target), environment: 'production' },
              ],
              lastDeployment: {
                version: 'v2',
                previousVersion: 'v1',
                class: 'release',
                outcome: 'succeeded',
                counted: true,
              },
              frequency: { deployments: 2 },
            },
          ],
        },
      });
    });

    expect(events.publish).toHaveBeenCalledWith(
      expect.objectContaining({
        topic: 'signals',
        eventPayload: {
          recipients: { type: 'broadcast' },
          channel: CHANGES_CHANNEL,
          message: { type: 'changed' },
        },
      }),
    );

    await get('/services?team=group:default/payments').expect(200);
    await get('/services/component/default/cart').expect(200);
    await get('/teams').expect(200);
    const sources = await get('/sources').expect(200);
    expect(sources.body).toMatchObject({
      items: [
        {
          id: 'kubernetes',
          scopes: [{ scope: 'prod-eu', state: 'fresh', observations: 3 }],
        },
      ],
      problems: [],
    });
    await eventually(async () => {
      const { body } = await get('/sources').expect(200);
      expect(body.projection).toMatchObject({ pending: 0, rebuilding: null });
    });
  });

  it('keeps aside what is malformed and lists what belongs to nobody', async () => {
    const { module, context } = moduleOf();
    const { get } = await start({ modules: [module] });
    const cluster = await context;
    const stray = presence({
      image: 'x:1',
      version: 1,
      since: cluster.clock.now() - HOUR,
    });
    await cluster.report([
      {
        ...stray,
        key: 'presence/uid-2',
        target: { ...target, workload: 'stray' },
        body: { ...stray.body, incarnation: 'uid-2', labels: {} },
      },
      { ...stray, key: 'presence/uid-3', at: 0.5 },
    ]);
    await cluster.flush();
    const { body } = await get('/quarantine').expect(200);
    expect(body).toMatchObject({
      total: 1,
      items: [{ key: 'presence/uid-3', paths: ['at'], count: 1 }],
    });
    await eventually(async () => {
      const unmatched = await get('/unmatched').expect(200);
      expect(unmatched.body).toMatchObject({
        total: 1,
        items: [{ workload: 'stray', reason: 'no_match' }],
        unseenServices: { items: [{ ref: 'component:default/cart' }] },
      });
    });
  });

  it('leaves nothing of a made-up company whose source and entities are gone', async () => {
    const knex = await under.openBare();
    const { module, context } = moduleOf({ demo: true });
    const madeUpEntities = entities.map(
      (entity: Entity): Entity => ({
        ...entity,
        metadata: {
          ...entity.metadata,
          annotations: { ...entity.metadata.annotations, [DEMO]: 'true' },
        },
      }),
    );
    const before = await start({
      modules: [module],
      knex,
      catalog: madeUpEntities,
    });
    const cluster = await context;
    const since = cluster.clock.now() - HOUR;
    await cluster.report([presence({ image: 'x:1', version: 1, since })]);
    await cluster.flush();
    await eventually(async () => {
      const { body } = await before.get('/services').expect(200);
      expect(body.items).toMatchObject([{ targetCount: 1 }]);
    });
    for (const backend of running.splice(0)) await backend.stop();

    // The catalog may be slower to let go of them.
    const after = await start({ knex, catalog: madeUpEntities });
    await eventually(async () => {
      const services = await after.get('/services').expect(200);
      expect(services.body.total).toBe(0);
      const teams = await after.get('/teams').expect(200);
      expect(teams.body.total).toBe(0);
      const unmatched = await after.get('/unmatched').expect(200);
      expect(unmatched.body).toMatchObject({
        total: 0,
        unseenServices: { total: 0 },
      });
      const sources = await after.get('/sources').expect(200);
      expect(sources.body.items).toEqual([]);
    });
  });

  it('starts with bad configuration and says which line to change', async () => {
    const { get } = await start({
      fleet: {
        environments: [{ name: 'production', match: { cluser: 'prod' } }],
      },
    });
    const { body } = await get('/sources').expect(200);
    expect(body.problems).toEqual([
      {
        text: 'fleet.environments[0].match.cluser: unknown key, did you mean cluster',
        fix: 'Write cluster instead.',
      },
    ]);
  });

  it('goes on with one source when another takes its id', async () => {
    const first = moduleOf();
    const second = moduleOf({ title: 'Second' });
    const { get } = await start({ modules: [first.module, second.module] });
    const { body } = await get('/sources').expect(200);
    expect(body.items).toHaveLength(1);
  });

  it('answers nobody without credentials, and describes itself to those who have some', async () => {
    const { get } = await start();
    await get('/services')
      .set('Authorization', mockCredentials.none.header())
      .expect(401);
    await get('/openapi.json')
      .set('Authorization', mockCredentials.none.header())
      .expect(401);
    const { body } = await get('/openapi.json').expect(200);
    expect(body).toMatchObject({
      openapi: '3.1.0',
      info: { title: 'Landfall' },
    });
    await get('/nowhere').expect(404);
  });
});
