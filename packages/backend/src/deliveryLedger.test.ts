/**
 * The portal's real backend with its real ledger, once on SQLite and once on PostgreSQL, told by GitHub and by a service desk: GitHub is a stand-in that is asked over HTTP and sends
 * signed webhooks to the portal's events. Three repositories live the same; what is told of them comes in different ways and orders, and must come to the same.
 */
import {
  deploymentDetailSchema,
  deploymentListSchema,
  incidentListSchema,
  qualityListSchema,
  quarantineListSchema,
  serviceMetricsSchema,
  sourceListSchema,
} from '@landfall/backstage-plugin-fleet-common';
import { createHmac } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  startPortalBackend,
  startPostgres,
  waitFor,
  type PortalBackend,
  type Postgres,
} from 'testbed';
// eslint-disable-next-line @backstage/no-relative-monorepo-imports, no-restricted-imports -- what stands in for GitHub in its tests does so here
import { GithubStandIn } from '../../../plugins/fleet-backend-module-github/src/__testUtils__/standIn';
import { deliveredRepository, type Sent } from './testing/deliveredRepository';

jest.setTimeout(400_000);

const WEBHOOK_SECRET = 'made-up-secret-of-webhooks';
const DESK_TOKEN = 'made-up-token-of-the-desk';
const DATABASES = ['SQLite', 'PostgreSQL'] as const;

/** Whole seconds, as GitHub counts; yesterday. */
const beginning = Math.floor(Date.now() / 1_000) * 1_000 - 30 * 3_600_000;
const repositories = {
  /** Is only asked for. */
  polled: deliveredRepository({ slug: 'acme/polled', id: 1_000, beginning }),
  /** Tells all by webhooks, the last first and twice, before it can be asked for. */
  told: deliveredRepository({ slug: 'acme/told', id: 2_000, beginning }),
  /** Is asked for, and tells the same again by webhooks. */
  both: deliveredRepository({ slug: 'acme/both', id: 3_000, beginning }),
};
type Service = keyof typeof repositories;
const SERVICES = Object.keys(repositories) as Service[];

const github = new GithubStandIn();
const portals = new Map<(typeof DATABASES)[number], PortalBackend>();
let postgres: Postgres;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'landfall-delivery-'));
  const catalog = join(folder, 'entities.yaml');
  await writeFile(catalog, entities().join('\n---\n'));
  const apiBaseUrl = await github.start();
  for (const one of Object.values(repositories)) {
    github.repositories.set(one.slug, one.before());
  }
  for (const { slug, after } of [repositories.polled, repositories.both]) {
    github.repositories.set(slug, after());
  }
  postgres = await startPostgres();
  const databases = {
    SQLite: {
      client: 'better-sqlite3',
      connection: { directory: join(folder, 'sqlite') },
    },
    PostgreSQL: { client: 'pg', connection: postgres.url },
  };
  for (const name of DATABASES) {
    const portal = await startPortalBackend({
      database: databases[name],
      config: {
        catalog: {
          rules: [{ allow: ['Component', 'Group'] }],
          locations: [{ type: 'file', target: catalog }],
        },
        integrations: {
          github: [{ host: 'github.com', apiBaseUrl, token: 'made-up-token' }],
        },
        events: { modules: { github: { webhookSecret: WEBHOOK_SECRET } } },
        fleet: {
          demo: { enabled: false },
          github: { intervalSeconds: 30 },
          webhook: { tools: [{ name: 'desk', token: DESK_TOKEN }] },
          delivery: {
            environments: [
              {
                name: 'production',
                production: true,
                match: { tier: 'production' },
              },
            ],
          },
        },
      },
    });
    portals.set(name, portal);
  }
});

afterAll(async () => {
  for (const portal of portals.values()) await portal.dispose();
  await postgres?.stop();
  await github.stop();
  await rm(folder, { recursive: true, force: true });
});

function entities(): string[] {
  const entity = (kind: string, metadata: object, spec: object) =>
    JSON.stringify({
      ...{ apiVersion: 'backstage.io/v1alpha1', kind, metadata, spec },
    });
  return [
    entity('Group', { name: 'harbour' }, { type: 'team', children: [] }),
    ...SERVICES.map(name =>
      entity(
        'Component',
        {
          name,
          annotations: {
            'github.com/project-slug': repositories[name].slug,
            'backstage.io/managed-by-location':
              'url:https://github.com/acme/catalog',
          },
        },
        { type: 'service', lifecycle: 'production', owner: 'harbour' },
      ),
    ),
  ];
}

/** Sends a webhook as GitHub does. @returns the status of the answer. */
async function send(
  portal: PortalBackend,
  { event, payload }: Sent,
  secret = WEBHOOK_SECRET,
): Promise<number> {
  const body = JSON.stringify(payload);
  const signature = createHmac('sha256', secret).update(body).digest('hex');
  const { status } = await fetch(`${portal.url}/api/events/http/github`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-github-event': event,
      'x-hub-signature-256': `sha256=${signature}`,
    },
    body,
  });
  return status;
}

/** Tells what a service desk knows: an incident from minute 30 to 40 and a page, what is newer first. */
async function tellDesk(portal: PortalBackend, service: Service) {
  const { at } = repositories[service];
  const incident = (updated: number, resolved: number | null) => ({
    kind: 'incident',
    id: `desk-${service}`,
    service: `component:default/${service}`,
    updatedAt: at(updated),
    openedAt: at(30),
    resolvedAt: resolved === null ? null : at(resolved),
    title: 'Answers are slow',
  });
  const page = {
    kind: 'page',
    id: `page-${service}`,
    service: `component:default/${service}`,
    at: at(31),
    urgency: 'high',
  };
  for (const event of [incident(40, 40), incident(30, null), page]) {
    const { status } = await portal.send({
      method: 'POST',
      path: '/api/fleet/webhooks/generic/desk',
      body: { events: [event] },
      token: DESK_TOKEN,
    });
    expect(status).toBe(200);
  }
}

/** What the API tells of a service, without what is different by nature. */
async function tellOf(portal: PortalBackend, service: Service) {
  const path = `/api/fleet/services/component/default/${service}`;
  const get = async (rest: string) => (await portal.get(path + rest)).body;
  const list = deploymentListSchema.safeParse(await get('/deployments'));
  if (!list.success) return undefined;
  const { at } = repositories[service];
  const minute = (time: string | null) =>
    time && (Date.parse(time) - Date.parse(at(0))) / 60_000;
  const deployments = [];
  for (const { id } of list.data.items.reverse()) {
    const { body } = await portal.get(`/api/fleet/deployments/${id}`);
    const { delivery, ...deployment } = deploymentDetailSchema.parse(body);
    deployments.push({
      is: `${deployment.class} ${deployment.outcome} in ${deployment.environment}`,
      minutes: [deployment.startedAt, deployment.finishedAt].map(minute),
      commits: delivery?.commits.map(({ commit, seconds, pullRequest }) => [
        ...[commit[0], seconds, pullRequest],
      ]),
      stages: delivery?.stages,
      failedBy: delivery?.failedBy.map(({ rule }) => rule),
      recovery: delivery?.recovery?.seconds,
    });
  }
  const incidents = incidentListSchema.parse(await get('/incidents'));
  const { metrics } = serviceMetricsSchema.parse(
    await get('/metrics?window=7'),
  );
  const numbers = [
    ...['lead_time', 'change_fail_rate', 'recovery_time'],
    ...['time_to_resolution', 'pages'],
  ];
  return {
    deployments,
    incidents: incidents.items
      .map(({ title, openedAt, resolvedAt }) => [
        ...[title, minute(openedAt), minute(resolvedAt)],
      ])
      .reverse(),
    metrics: Object.fromEntries(
      metrics
        .filter(({ metric }) => numbers.includes(metric))
        .map(({ metric, value, n }) => [metric, [value, n]]),
    ),
  };
}

/** After the story of the repository. */
const expected = {
  deployments: [
    {
      is: 'release succeeded in production',
      minutes: [21, 25],
      commits: [],
      stages: {
        ...{ coding: null, pickup: null, review: null },
        ...{ waiting: null, rollout: null },
      },
      failedBy: ['incident'],
      recovery: 600,
    },
    {
      is: 'release succeeded in production',
      minutes: [81, 90],
      // The one that was squashed, from minute 10 to 90.
      commits: [['b', 4_800, 2]],
      stages: {
        ...{ coding: 300, pickup: 1_500, review: 1_200 },
        ...{ waiting: 1_260, rollout: 540 },
      },
      failedBy: ['incident'],
      recovery: 1_800,
    },
  ],
  incidents: [
    ['Answers are slow', 30, 40],
    ['Baskets are lost', 100, 130],
  ],
  metrics: {
    lead_time: [4_800, 1],
    change_fail_rate: [1, 2],
    recovery_time: [1_200, 2],
    time_to_resolution: [1_200, 2],
    pages: [1, 1],
  },
};

async function expectSoon(portal: PortalBackend, service: Service) {
  let last: unknown;
  await waitFor({
    what: `${service} to be told as it was`,
    timeoutMs: 120_000,
    everyMs: 500,
    look: async () => {
      last = await tellOf(portal, service);
      return JSON.stringify(last) === JSON.stringify(expected) || undefined;
    },
    describe: () => `it was ${JSON.stringify(last)}`,
  }).catch(() => undefined);
  // Says what is different.
  expect(last).toEqual(expected);
}

describe.each(DATABASES)('on %s', name => {
  const portalOf = () => portals.get(name) as PortalBackend;

  it('refuses what bears another signature', async () => {
    const [first] = repositories.told.webhooks;
    expect(await send(portalOf(), first, 'another-secret')).toBe(403);
  });

  it('is told by webhooks, the last first and each twice', async () => {
    const portal = portalOf();
    for (const webhook of [...repositories.told.webhooks].reverse()) {
      for (const _ of ['once', 'twice']) {
        expect(await send(portal, webhook)).toBe(202);
      }
    }
    await tellDesk(portal, 'told');
    await waitFor({
      what: 'deployments and the issue to be told before anybody asked',
      timeoutMs: 60_000,
      look: async () => {
        const told = await tellOf(portal, 'told');
        return (
          (told?.deployments.length === 2 && told.incidents.length === 2) ||
          undefined
        );
      },
    });
  });

  it('is told again by webhooks of what it has asked for', async () => {
    const portal = portalOf();
    await tellDesk(portal, 'both');
    await expectSoon(portal, 'both');
    for (const webhook of repositories.both.webhooks) {
      expect(await send(portal, webhook)).toBe(202);
    }
    await expectSoon(portal, 'both');
  });

  it.each(SERVICES)('tells the same in the end: %s', async service => {
    const portal = portalOf();
    const { slug, after } = repositories[service];
    github.repositories.set(slug, after());
    if (service === 'polled') await tellDesk(portal, service);
    await expectSoon(portal, service);
  });

  it('has nothing to mend, and leaves nothing aside', async () => {
    const portal = portalOf();
    const { body } = await portal.get('/api/fleet/quality');
    expect(qualityListSchema.parse(body).items).toEqual([]);
    const quarantine = await portal.get('/api/fleet/quarantine');
    expect(quarantineListSchema.parse(quarantine.body).items).toEqual([]);
    const { items } = sourceListSchema.parse(
      (await portal.get('/api/fleet/sources')).body,
    );
    const scope = items.find(({ id }) => id === 'github')?.scopes[0];
    expect(scope).toMatchObject({
      ...{ state: 'fresh', complete: true, problems: [] },
    });
  });
});
