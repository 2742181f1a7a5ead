/**
 * Who sees what, through everything that decides it: the portal's policy in the real permission backend, and Landfall's real API.
 */
import { createBackendModule } from '@backstage/backend-plugin-api';
import { authServiceFactory } from '@backstage/backend-defaults/auth';
import { httpAuthServiceFactory } from '@backstage/backend-defaults/httpAuth';
import { permissionsServiceFactory } from '@backstage/backend-defaults/permissions';
import { userInfoServiceFactory } from '@backstage/backend-defaults/userInfo';
import {
  mockServices,
  startTestBackend,
  type TestBackend,
} from '@backstage/backend-test-utils';
import {
  authProvidersExtensionPoint,
  createProxyAuthenticator,
  createProxyAuthProviderFactory,
} from '@backstage/plugin-auth-node';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import {
  serviceListSchema,
  teamListSchema,
} from '@landfall/backstage-plugin-fleet-common';
import {
  fleetSourcesExtensionPoint,
  type ObservationInput,
} from '@landfall/backstage-plugin-fleet-node';
import { waitFor } from 'testbed';
import { portalPolicyModule } from './module';

jest.setTimeout(120_000);

const PEOPLE: Record<string, string[]> = {
  'user:default/ada': ['user:default/ada', 'group:default/platform'],
  'user:default/ben': ['user:default/ben', 'group:default/payments'],
  'user:default/cleo': ['user:default/cleo'],
  'user:default/dan': ['user:default/dan'],
};

/** Services by the team that owns them; checkout is below payments. */
const SERVICES = { cart: 'payments', till: 'checkout', index: 'search' };

const group = (name: string, parent?: string) => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Group',
  metadata: { name },
  spec: { type: 'team', children: [], ...(parent ? { parent } : {}) },
  relations: parent
    ? [{ type: 'childOf', targetRef: `group:default/${parent}` }]
    : [],
});
const entities = [
  group('platform'),
  group('payments'),
  group('checkout', 'payments'),
  group('search'),
  ...Object.entries(SERVICES).map(([name, owner]) => ({
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: {
      name,
      annotations: { 'backstage.io/kubernetes-id': name },
    },
    spec: { type: 'service', lifecycle: 'production', owner },
    relations: [{ type: 'ownedBy', targetRef: `group:default/${owner}` }],
  })),
];

const presences = Object.keys(SERVICES).map(
  (name): ObservationInput => ({
    kind: 'presence',
    key: name,
    version: 1,
    at: 1_000,
    ended: false,
    endedAt: null,
    target: {
      platform: 'kubernetes',
      cluster: 'prod',
      namespace: 'shop',
      workloadKind: 'Deployment',
      workload: name,
    },
    body: {
      images: [{ container: 'main', reference: `${name}:1` }],
      desired: 1,
      ready: 1,
      since: 1_000,
      paused: false,
      incarnation: name,
      labels: { 'backstage.io/kubernetes-id': name },
      annotations: {},
    },
  }),
);

const source = createBackendModule({
  pluginId: 'fleet',
  moduleId: 'test',
  register(reg) {
    reg.registerInit({
      deps: { sources: fleetSourcesExtensionPoint },
      async init({ sources }) {
        sources.addSource({
          id: 'test',
          title: 'Test',
          observes: ['presence'],
          scopes: [
            {
              scope: 'prod',
              mode: 'watch',
              intervalSeconds: 60,
              async run(context) {
                await context.report(presences);
                await new Promise(resolve =>
                  context.signal.addEventListener('abort', resolve),
                );
              },
            },
          ],
        });
      },
    });
  },
});

/** Signs in whoever says who they are. */
const signIn = createBackendModule({
  pluginId: 'auth',
  moduleId: 'test-provider',
  register(reg) {
    reg.registerInit({
      deps: { providers: authProvidersExtensionPoint },
      async init({ providers }) {
        providers.registerProvider({
          providerId: 'test',
          factory: createProxyAuthProviderFactory({
            authenticator: createProxyAuthenticator({
              defaultProfileTransform: async () => ({ profile: {} }),
              initialize: () => ({}),
              authenticate: async ({ req }) => ({
                result: { user: String(req.headers['x-test-user']) },
              }),
            }),
            signInResolver: async ({ result: { user } }, context) =>
              context.issueToken({ claims: { sub: user, ent: PEOPLE[user] } }),
          }),
        });
      },
    });
  },
});

async function startPortal(policy: object): Promise<TestBackend> {
  return startTestBackend({
    features: [
      mockServices.rootConfig.factory({
        data: {
          app: { baseUrl: 'http://localhost' },
          backend: { baseUrl: 'http://localhost' },
          auth: { environment: 'test', providers: { test: { test: {} } } },
          permission: { enabled: true },
          portal: { policy },
        },
      }),
      authServiceFactory,
      httpAuthServiceFactory,
      permissionsServiceFactory,
      userInfoServiceFactory,
      import('@backstage/plugin-auth-backend'),
      signIn,
      catalogServiceMock.factory({ entities }),
      import('@backstage/plugin-permission-backend'),
      portalPolicyModule,
      import('@landfall/backstage-plugin-fleet-backend'),
      source,
    ],
  });
}

function asking(backend: TestBackend) {
  const base = `http://localhost:${backend.server.port()}/api`;
  const tokenOf = async (user: string): Promise<string> => {
    const response = await fetch(`${base}/auth/test/refresh`, {
      headers: { 'x-requested-with': 'XMLHttpRequest', 'x-test-user': user },
    });
    const answer = await response.json();
    if (!response.ok) throw new Error(JSON.stringify(answer));
    return answer.backstageIdentity.token;
  };
  return async (
    path: string,
    user?: string,
    change?: { method: 'PUT' | 'POST'; body: object },
  ) => {
    const response = await fetch(`${base}/fleet${path}`, {
      method: change?.method,
      body: change && JSON.stringify(change.body),
      headers: {
        ...(user ? { authorization: `Bearer ${await tokenOf(user)}` } : {}),
        ...(change ? { 'content-type': 'application/json' } : {}),
      },
    });
    return { status: response.status, body: await response.json() };
  };
}

/** Names of the services that somebody sees, and whether the answer says that there may be others. */
async function servicesOf(ask: ReturnType<typeof asking>, user: string) {
  const { status, body } = await ask('/services?sort=name', user);
  if (status !== 200) throw new Error(`${status}: ${JSON.stringify(body)}`);
  const { items, total, restricted } = serviceListSchema.parse(body);
  return { names: items.map(one => one.title), total, restricted };
}

describe('a portal in which people see what they own', () => {
  let backend: TestBackend;
  let ask: ReturnType<typeof asking>;

  beforeAll(async () => {
    backend = await startPortal({
      admins: ['group:default/platform'],
      services: 'owned',
      sources: 'admins',
    });
    ask = asking(backend);
    await waitFor({
      what: 'all three services',
      timeoutMs: 60_000,
      look: async () =>
        (await servicesOf(ask, 'user:default/ada')).total === 3 || undefined,
    });
  });

  afterAll(async () => backend.stop());

  it('shows admins all', async () => {
    expect(await servicesOf(ask, 'user:default/ada')).toEqual({
      names: ['cart', 'index', 'till'],
      total: 3,
      restricted: false,
    });
    expect((await ask('/sources', 'user:default/ada')).status).toBe(200);
  });

  it('shows a member of a team its services, and those of the teams below', async () => {
    expect(await servicesOf(ask, 'user:default/ben')).toEqual({
      names: ['cart', 'till'],
      total: 2,
      restricted: true,
    });
    const { body } = await ask('/teams', 'user:default/ben');
    const counted = teamListSchema
      .parse(body)
      .items.filter(one => one.services > 0)
      .map(one => [one.ref, one.services]);
    expect(counted).toEqual([
      ['group:default/checkout', 1],
      ['group:default/payments', 2],
    ]);
  });

  it('refuses single services of others, and the sources, with a sentence', async () => {
    const other = await ask(
      '/services/component/default/index',
      'user:default/ben',
    );
    expect([403, 404]).toContain(other.status);
    expect(other.body.error.message).toMatch(/\w+ \w+/);
    const sources = await ask('/sources', 'user:default/ben');
    expect(sources.status).toBe(403);
    expect(sources.body.error.message).toMatch(/\w+ \w+/);
  });

  it('shows nothing to somebody who owns nothing', async () => {
    expect(await servicesOf(ask, 'user:default/cleo')).toEqual({
      names: [],
      total: 0,
      restricted: true,
    });
  });

  it('refuses who is not signed in', async () => {
    expect((await ask('/services')).status).toBe(401);
    expect((await ask('/sources')).status).toBe(401);
  });
});

describe('a portal in which teams act for what they own', () => {
  let backend: TestBackend;
  let ask: ReturnType<typeof asking>;
  const MOVE = '/migrations/to-kubernetes';
  const reason = 'The vendor needs longer';
  const definition = {
    id: 'to-kubernetes',
    title: 'To Kubernetes',
    template: 'helios-to-kubernetes',
    owner: 'group:default/platform',
    environments: 'all',
    start: '2026-01-01',
    target: '2030-01-01',
  };
  const act = (service: string, user: string | undefined, body: object) =>
    ask(`${MOVE}/services/component/default/${service}/acts`, user, {
      method: 'POST',
      body,
    });

  beforeAll(async () => {
    backend = await startPortal({
      admins: ['group:default/platform'],
      approvers: ['user:default/dan'],
    });
    ask = asking(backend);
    const defined = await ask(MOVE, 'user:default/ada', {
      method: 'PUT',
      body: definition,
    });
    if (defined.status !== 200) throw new Error(JSON.stringify(defined.body));
    await waitFor({
      what: 'all three services in the migration',
      timeoutMs: 60_000,
      look: async () =>
        (await ask(`${MOVE}/services`, 'user:default/ada')).body.total === 3 ||
        undefined,
    });
  });

  afterAll(async () => backend.stop());

  it('lets only admins define migrations', async () => {
    const refused = await ask(MOVE, 'user:default/ben', {
      method: 'PUT',
      body: definition,
    });
    expect(refused.status).toBe(403);
    expect(refused.body.error.message).toContain('fleet.migration.define');
  });

  it('lets members act for their services and those of the teams below, and for no others', async () => {
    const note = { act: 'note', reason };
    const status = async (service: string, user?: string) =>
      (await act(service, user, note)).status;
    expect(await status('cart', 'user:default/ben')).toBe(200);
    expect(await status('till', 'user:default/ben')).toBe(200);
    expect(await status('index', 'user:default/ben')).toBe(403);
    expect(await status('cart', 'user:default/cleo')).toBe(403);
    expect(await status('cart', 'user:default/ada')).toBe(200);
    expect(await status('cart')).toBe(401);
  });

  it('lets approvers decide on what members ask for, and nobody else but admins', async () => {
    const asked = await act('cart', 'user:default/ben', {
      act: 'request_exemption',
      reason,
      expiresAt: new Date(Date.now() + 30 * 86_400_000).toISOString(),
    });
    expect(asked.status).toBe(200);
    const of = asked.body.standing.exemption.id;
    const approve = { act: 'approve_exemption', of, reason };
    for (const user of ['user:default/ben', 'user:default/cleo']) {
      const refused = await act('cart', user, approve);
      expect(refused.status).toBe(403);
      expect(refused.body.error.message).toContain('fleet.migration.approve');
    }
    const approved = await act('cart', 'user:default/dan', approve);
    expect(approved.body.standing).toMatchObject({
      side: 'exempt',
      exemption: { approver: { ref: 'user:default/dan' } },
    });
  });

  it('lets those who may not act see', async () => {
    const review = await ask(MOVE, 'user:default/cleo');
    expect(review).toMatchObject({ status: 200, body: { restricted: false } });
    expect((await ask(MOVE)).status).toBe(401);
  });

  it('takes reports of tests from members', async () => {
    const report = (user: string) =>
      ask('/validations', user, {
        method: 'POST',
        body: {
          service: 'component:default/cart',
          rule: 'load_test',
          result: 'met',
          run: 'build-1',
          at: new Date().toISOString(),
        },
      });
    expect((await report('user:default/ben')).body.outcome).toBe('added');
    expect((await report('user:default/cleo')).status).toBe(403);
  });
});

describe('a portal without a policy in its configuration', () => {
  let backend: TestBackend;

  beforeAll(async () => {
    backend = await startPortal({});
  });

  afterAll(async () => backend.stop());

  it('shows everything to everybody who is signed in, and nothing to others', async () => {
    const ask = asking(backend);
    await waitFor({
      what: 'all three services',
      timeoutMs: 60_000,
      look: async () =>
        (await servicesOf(ask, 'user:default/cleo')).total === 3 || undefined,
    });
    expect(await servicesOf(ask, 'user:default/cleo')).toEqual({
      names: ['cart', 'index', 'till'],
      total: 3,
      restricted: false,
    });
    expect((await ask('/sources', 'user:default/cleo')).status).toBe(200);
    expect((await ask('/services')).status).toBe(401);
  });
});
