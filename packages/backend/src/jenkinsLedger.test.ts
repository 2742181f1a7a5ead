/**
 * The portal's real backend with its real ledger, once on SQLite and once on PostgreSQL, and a Jenkins: a stand-in that is asked over HTTP and tells of builds as its plugin
 * Notification does.
 */
import {
  deploymentListSchema,
  quarantineListSchema,
  sourceListSchema,
} from '@landfall/backstage-plugin-fleet-common';
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
// eslint-disable-next-line @backstage/no-relative-monorepo-imports, no-restricted-imports -- what stands in for Jenkins in its tests does so here
import { JenkinsStandIn } from '../../../plugins/fleet-backend-module-jenkins/src/__testUtils__/standIn';
// eslint-disable-next-line @backstage/no-relative-monorepo-imports, no-restricted-imports -- see above
import {
  exampleBuild,
  exampleNotification,
} from '../../../plugins/fleet-backend-module-jenkins/src/__testUtils__/examples';

jest.setTimeout(400_000);

const WEBHOOK_SECRET = 'made-up-secret-of-webhooks';
const DESK_TOKEN = 'made-up-token-of-the-desk';
const JOB = 'shop/deploy';
const SERVICE = 'component:default/cart';

const beginning = Date.now() - 30 * 3_600_000;
const jenkins = new JenkinsStandIn();
let baseUrl: string;
let postgres: Postgres;
let folder: string;

const put = (number: number, rest: { result?: string; building?: boolean }) =>
  jenkins.put(
    JOB,
    exampleBuild({
      number,
      at: beginning + number * 3_600_000,
      parameters: { ENVIRONMENT: 'live' },
      ...rest,
    }),
  );

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'landfall-jenkins-'));
  await writeFile(
    join(folder, 'entities.yaml'),
    JSON.stringify({
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Component',
      metadata: {
        name: 'cart',
        annotations: { 'jenkins.io/job-full-name': 'shop' },
      },
      spec: { type: 'service', lifecycle: 'production', owner: 'harbour' },
    }),
  );
  baseUrl = await jenkins.start();
  postgres = await startPostgres();
});

afterAll(async () => {
  await postgres?.stop();
  await jenkins.stop();
  await rm(folder, { recursive: true, force: true });
});

describe.each(['SQLite', 'PostgreSQL'])('on %s', database => {
  let portal: PortalBackend;

  beforeAll(async () => {
    put(1, {});
    put(2, { result: 'FAILURE' });
    put(3, { building: true });
    portal = await startPortalBackend({
      database:
        database === 'SQLite'
          ? {
              client: 'better-sqlite3',
              connection: { directory: join(folder, 'sqlite') },
            }
          : { client: 'pg', connection: postgres.url },
      config: {
        catalog: {
          rules: [{ allow: ['Component'] }],
          locations: [{ type: 'file', target: join(folder, 'entities.yaml') }],
        },
        jenkins: {
          instances: [
            {
              ...{ name: 'default', baseUrl },
              ...{ username: 'landfall', apiKey: 'made-up-token' },
            },
            { name: 'eu', baseUrl, username: 'landfall' },
          ],
        },
        fleet: {
          demo: { enabled: false },
          jenkins: {
            // What is told later is told by webhooks.
            intervalSeconds: 3_600,
            // Looked at before the catalog is read, which then says whose they are.
            jobs: ['shop'],
            deployments: [
              { job: 'shop/deploy*', environmentParameter: 'ENVIRONMENT' },
            ],
            webhook: { secret: WEBHOOK_SECRET },
          },
          webhook: { tools: [{ name: 'desk', token: DESK_TOKEN }] },
          delivery: {
            environments: [
              {
                name: 'production',
                production: true,
                match: { environment: 'live' },
              },
            ],
          },
        },
      },
    });
  });
  afterAll(() => portal?.dispose());

  const expectSoon = async (expected: string[]) => {
    let last: unknown;
    await waitFor({
      what: 'the deployments to be told',
      timeoutMs: 60_000,
      everyMs: 500,
      look: async () => {
        const { body } = await portal.get(
          '/api/fleet/services/component/default/cart/deployments',
        );
        const list = deploymentListSchema.safeParse(body);
        last = list.data?.items.map(
          one => `${one.class} ${one.outcome} in ${one.environment}`,
        );
        return JSON.stringify(last) === JSON.stringify(expected) || undefined;
      },
    }).catch(() => undefined);
    // Says what is different.
    expect(last).toEqual(expected);
  };
  const tell = async (secret: string) => {
    const pair = Buffer.from(`landfall:${secret}`).toString('base64');
    const { status } = await fetch(
      `${portal.url}/api/fleet/webhooks/jenkins/default`,
      {
        method: 'POST',
        headers: {
          'content-type': 'application/json;charset=UTF-8',
          authorization: `Basic ${pair}`,
        },
        body: JSON.stringify(exampleNotification({ number: 3 })),
      },
    );
    return status;
  };

  it('tells the builds that deployed', async () => {
    await expectSoon([
      'release in_progress in production',
      'release failed in production',
      'release succeeded in production',
    ]);
  });

  it('is told by a webhook how a build ended, beside the webhooks of other tools', async () => {
    put(3, {});
    expect(await tell('another-secret-of-webhooks')).toBe(401);
    for (const _ of ['once', 'twice']) {
      expect(await tell(WEBHOOK_SECRET)).toBe(200);
    }
    await expectSoon([
      'release succeeded in production',
      'release failed in production',
      'release succeeded in production',
    ]);
    const { status } = await portal.send({
      method: 'POST',
      path: '/api/fleet/webhooks/generic/desk',
      body: {
        events: [
          {
            ...{ kind: 'page', id: '1', service: SERVICE, urgency: 'low' },
            at: new Date(beginning).toISOString(),
          },
        ],
      },
      token: DESK_TOKEN,
    });
    expect(status).toBe(200);
  });

  it('says which line to change for the instance that has no token, and leaves nothing aside', async () => {
    const { items } = sourceListSchema.parse(
      (await portal.get('/api/fleet/sources')).body,
    );
    const source = items.find(({ id }) => id === 'jenkins');
    expect(source?.problems.map(({ fix }) => fix)).toEqual([
      'Use https in jenkins.instances[0].baseUrl.',
      'Change jenkins.instances[1].apiKey; docs/connect-jenkins.md says what it may be.',
    ]);
    expect(source?.scopes).toMatchObject([
      {
        ...{ scope: 'default', state: 'fresh' },
        ...{ complete: true, problems: [] },
      },
    ]);
    const quarantine = await portal.get('/api/fleet/quarantine');
    expect(quarantineListSchema.parse(quarantine.body).items).toEqual([]);
  });
});
