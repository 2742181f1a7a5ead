/**
 * A real Helios, and the portal's real backend with its real ledger, once on SQLite and once on PostgreSQL: what people and groups do to the one is what the API of the other
 * tells, none of it lost, none twice, with the moments that Helios itself remembers, and without anything that is nobody's business.
 */
import {
  deploymentListSchema,
  quarantineListSchema,
  serviceDetailSchema,
  sourceListSchema,
} from '@landfall/backstage-plugin-fleet-common';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import {
  startHelios,
  startPortalBackend,
  startPostgres,
  waitFor,
  type Helios,
  type PortalBackend,
  type Postgres,
} from 'testbed';

jest.setTimeout(300_000);

const SECRETS = {
  value: 'planted-password-example-only',
  token: 'planted-token-example-only',
};
const PERSON = 'alice-example';

const entity = (kind: string, name: string, spec: object) =>
  JSON.stringify({
    apiVersion: 'backstage.io/v1alpha1',
    kind,
    metadata: { name },
    spec,
  });
const component = (name: string) =>
  entity('Component', name, {
    type: 'service',
    lifecycle: 'production',
    owner: 'harbour',
  });

const DATABASES = ['SQLite', 'PostgreSQL'] as const;
type DatabaseName = (typeof DATABASES)[number];

let helios: Helios;
let postgres: Postgres;
let folder: string;
const portals = new Map<DatabaseName, PortalBackend>();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'landfall-helios-'));
  const catalog = join(folder, 'entities.yaml');
  await writeFile(
    catalog,
    [
      entity('Group', 'harbour', { type: 'team', children: [] }),
      component('shop'),
      component('hand'),
    ].join('\n---\n'),
  );
  [helios, postgres] = await Promise.all([
    startHelios({ name: 'ledger', sessionTimeoutMs: 2_000 }),
    startPostgres(),
  ]);
  const databases = {
    SQLite: {
      client: 'better-sqlite3',
      connection: { directory: join(folder, 'sqlite') },
    },
    PostgreSQL: { client: 'pg', connection: postgres.url },
  };
  const starting = DATABASES.map(async name => {
    const portal = await startPortalBackend({
      database: databases[name],
      config: {
        catalog: {
          rules: [{ allow: ['Component', 'Group'] }],
          locations: [{ type: 'file', target: catalog }],
        },
        fleet: {
          demo: { enabled: false },
          environments: [
            {
              name: 'production',
              production: true,
              match: { platform: 'helios' },
            },
          ],
          services: [
            {
              match: { platform: 'helios' },
              service: 'component:default/{workload}',
            },
          ],
          helios: {
            masters: [{ name: 'old', url: helios.url, intervalSeconds: 2 }],
          },
        },
      },
    });
    portals.set(name, portal);
  });
  await Promise.all(starting);
  // So that nothing of what follows is of the time before anybody looked.
  for (const [name, portal] of portals) {
    await expectSoon(`the first look of ${name}`, scopesOf(portal), [
      'fresh complete 0',
    ]);
  }
});

afterAll(async () => {
  for (const portal of portals.values()) await portal.dispose();
  await postgres?.stop();
  await helios?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Waits until something is told as expected. */
async function expectSoon(
  what: string,
  tell: () => Promise<string[]>,
  expected: readonly string[],
) {
  let last: string[] = [];
  await waitFor({
    what: `${what} to be ${expected.join(', ')}`,
    timeoutMs: 90_000,
    everyMs: 200,
    look: async () => {
      last = await tell();
      return JSON.stringify(last) === JSON.stringify(expected) || undefined;
    },
    describe: () => `it was ${last.join(', ')}`,
  });
}

function scopesOf(portal: PortalBackend) {
  return async () => {
    const { body } = await portal.get('/api/fleet/sources');
    const { items } = sourceListSchema.parse(body);
    const source = items.find(({ id }) => id === 'helios');
    return (source?.scopes ?? []).map(
      ({ state, complete, quarantined }) =>
        `${state} ${complete ? 'complete' : 'not complete'} ${quarantined}`,
    );
  };
}

/** Deployments of a service, oldest first; what is only guessed says so. */
const deploymentsOf = (portal: PortalBackend, service: string) => async () => {
  const { status, body } = await portal.get(
    `/api/fleet/services/component/default/${service}/deployments`,
  );
  if (status !== 200) return [`status ${status}`];
  return deploymentListSchema
    .parse(body)
    .items.map(
      ({ version, class: kind, outcome, estimated, backfilled }) =>
        `${version} ${kind} ${outcome}${
          estimated.start || estimated.finish ? ' estimated' : ''
        }${backfilled ? ' backfilled' : ''}`,
    )
    .reverse();
};

const presenceOf = (portal: PortalBackend, service: string) => async () => {
  const { status, body } = await portal.get(
    `/api/fleet/services/component/default/${service}`,
  );
  if (status !== 200) return [`status ${status}`];
  return serviceDetailSchema
    .parse(body)
    .targets.map(
      ({ namespace, workloadKind, version, ready, desired, freshness }) =>
        `${namespace}/${workloadKind} ${version} ${ready}/${desired} ${freshness}`,
    );
};

/** Both portals, that is both databases, tell this. */
async function expectDeployments(service: string, expected: string[]) {
  for (const [name, portal] of portals) {
    const tell = deploymentsOf(portal, service);
    await expectSoon(`${service} on ${name}`, tell, expected);
  }
}

async function expectPresence(service: string, expected: string) {
  for (const [name, portal] of portals) {
    const tell = presenceOf(portal, service);
    await expectSoon(`${service} on ${name}`, tell, [expected]);
  }
}

const job = (name: string, version: string, image = `example/${name}`) =>
  helios.api.jobs.create({
    name,
    version,
    image: `${image}:${version}`,
    env: { DB_PASSWORD: SECRETS.value },
    token: SECRETS.token,
  });
const rollOut = async (id: string) => {
  // A job with a token wants to see it from whoever rolls it out.
  await helios.api.json({
    method: 'POST',
    path: '/deployment-group/shop/rolling-update',
    body: {
      job: id,
      rolloutOptions: {
        timeout: 60,
        parallelism: 1,
        overlap: false,
        migrate: false,
        token: SECRETS.token,
      },
    },
  });
};
const active = (id: string) =>
  helios.waitForGroup({ group: 'shop', job: id, status: 'ACTIVE' });
const runs = ({ state }: { state: string }) => state === 'RUNNING';

const SHOP = [
  '1 release succeeded',
  '2 release succeeded',
  '1 rollback succeeded',
];

describe('what is done to a real Helios', () => {
  let first: string;

  it('is told of a group from version to version and back', async () => {
    await helios.createGroup({ name: 'shop', labels: { role: 'web' } });
    first = await job('shop', '1');
    const second = await job('shop', '2');
    for (const [at, id] of [first, second, first].entries()) {
      await rollOut(id);
      await active(id);
      await expectDeployments('shop', SHOP.slice(0, at + 1));
    }
    await expectPresence('shop', 'shop/DeploymentGroup 1 2/2 fresh');
  });

  it('is told of what a person puts on a host', async () => {
    const id = await job('hand', '7');
    await helios.api.json({
      method: 'PUT',
      path: `/hosts/host-1/jobs/${id}?user=${PERSON}&token=${SECRETS.token}`,
      body: { job: id, goal: 'START' },
    });
    await helios.waitForTask({ job: id, host: 'host-1', holds: runs });
    await expectDeployments('hand', ['7 release succeeded']);
    await expectPresence('hand', 'hosts/Job 7 1/1 fresh');
  });

  it('is no deployment when a host dies and comes back, or the master does', async () => {
    await helios.killAgent('host-2');
    await helios.waitForHost({ host: 'host-2', status: 'DOWN' });
    await expectPresence('shop', 'shop/DeploymentGroup 1 1/2 fresh');
    await helios.startAgent('host-2');
    await helios.waitForTask({ job: first, host: 'host-2', holds: runs });
    await expectPresence('shop', 'shop/DeploymentGroup 1 2/2 fresh');
    await helios.restartMaster({ kill: true });
    for (const portal of portals.values()) {
      await expectSoon('the source', scopesOf(portal), ['fresh complete 0']);
    }
    await expectPresence('shop', 'shop/DeploymentGroup 1 2/2 fresh');
    await expectDeployments('shop', SHOP);
    await expectDeployments('hand', ['7 release succeeded']);
  });

  it('is told once, though the portal was killed in the middle of it', async () => {
    const third = await job('shop', '3', 'example/shop-slow');
    await rollOut(third);
    for (const [name, portal] of portals) {
      await waitFor({
        what: `the third rollout to go on, on ${name}`,
        timeoutMs: 60_000,
        look: async () => {
          const told = await deploymentsOf(portal, 'shop')();
          return told.at(-1)?.startsWith('3 release in_progress') || undefined;
        },
        describe: async () => (await deploymentsOf(portal, 'shop')()).join(),
      });
      await portal.kill();
    }
    await active(third);
    await Promise.all([...portals.values()].map(portal => portal.start()));
    await expectDeployments('shop', [...SHOP, '3 release succeeded']);
    await expectDeployments('hand', ['7 release succeeded']);
    await expectPresence('shop', 'shop/DeploymentGroup 3 2/2 fresh');
  });

  it('leaves nothing aside, and no secret and no name of a person in any table', async () => {
    for (const portal of portals.values()) {
      await expectSoon('the source', scopesOf(portal), ['fresh complete 0']);
      const { body } = await portal.get('/api/fleet/quarantine');
      expect(quarantineListSchema.parse(body).items).toEqual([]);
    }
    for (const all of [await bytesOfSqlite(), await rowsOfPostgres()]) {
      // It is the right place to look.
      expect(all).toContain('example/shop-slow:3');
      expect(all).toContain('DB_PASSWORD');
      for (const text of [...Object.values(SECRETS), PERSON]) {
        expect(all.includes(text)).toBe(false);
      }
    }
  });
});

/** The files as they are, with what was written and not yet merged, and with what was deleted. */
async function bytesOfSqlite(): Promise<string> {
  const directory = join(folder, 'sqlite');
  const files = await readdir(directory, {
    recursive: true,
    withFileTypes: true,
  });
  const texts = await Promise.all(
    files
      .filter(file => file.isFile())
      .map(file => readFile(join(file.parentPath, file.name), 'latin1')),
  );
  return texts.join('\n');
}

/** Every row of every table of every database, as text. */
async function rowsOfPostgres(): Promise<string> {
  const databases = await ask(
    postgres.url,
    `select datname as text from pg_database where datname like 'backstage_%'`,
  );
  const rows: string[] = [];
  for (const database of databases) {
    const url = new URL(postgres.url);
    url.pathname = `/${database}`;
    const tables = await ask(
      url.href,
      `select format('%I.%I', table_schema, table_name) as text
       from information_schema.tables
       where table_type = 'BASE TABLE'
         and table_schema not in ('pg_catalog', 'information_schema')`,
    );
    for (const table of tables) {
      rows.push(
        ...(await ask(url.href, `select row::text as text from ${table} row`)),
      );
    }
  }
  return rows.join('\n');
}

async function ask(url: string, sql: string): Promise<string[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ text: string }>(sql);
    return rows.map(({ text }) => text);
  } finally {
    await client.end();
  }
}
