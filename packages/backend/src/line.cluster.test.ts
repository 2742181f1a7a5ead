/**
 * The whole line, nothing in between pretended: what is done to a real cluster is what the portal's API tells, through everything that life does
 * to the cluster, to the network and to the backend.
 */
import { deploymentListSchema } from '@landfall/backstage-plugin-fleet-common';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  startCluster,
  startPortalBackend,
  waitFor,
  type Cluster,
  type DeploymentOptions,
  type PortalBackend,
} from 'testbed';

const stories = [
  'releases',
  'rollback',
  'restart',
  'scale',
  'config',
  'paused',
  'overdue',
  'overlapping',
  'recreated',
  'looping',
  'api-server',
  'compaction',
  'network',
  'killed',
] as const;
type Story = (typeof stories)[number];

jest.setTimeout(300_000);

let cluster: Cluster;
let portal: PortalBackend;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'landfall-line-'));
  const entities = join(folder, 'entities.yaml');
  await writeFile(
    entities,
    [
      entity('Group', 'harbour', { type: 'team', children: [] }),
      ...stories.map(name =>
        entity(
          'Component',
          name,
          { type: 'service', lifecycle: 'production', owner: 'harbour' },
          { 'backstage.io/kubernetes-id': name },
        ),
      ),
    ].join('---\n'),
  );
  cluster = await startCluster({ name: 'line', watchCache: false });
  await cluster.ensureNamespace('shop');
  portal = await startPortalBackend({
    config: {
      catalog: {
        rules: [{ allow: ['Component', 'Group'] }],
        locations: [{ type: 'file', target: entities }],
      },
      fleet: {
        demo: { enabled: false },
        environments: [
          { name: 'production', production: true, match: { cluster: 'line' } },
        ],
        kubernetes: {
          clusters: [
            {
              name: 'line',
              url: cluster.url,
              token: cluster.tokenOf('viewer'),
              ca: cluster.caPem,
            },
          ],
        },
      },
    },
  });
});

afterAll(async () => {
  await portal?.dispose();
  await cluster?.stop();
  await rm(folder, { recursive: true, force: true });
});

function entity(
  kind: string,
  name: string,
  spec: object,
  annotations: Record<string, string> = {},
): string {
  return `${JSON.stringify({
    apiVersion: 'backstage.io/v1alpha1',
    kind,
    metadata: { name, annotations },
    spec,
  })}\n`;
}

const ref = (story: Story) => ({ namespace: 'shop', name: story });

async function roll(
  story: Story,
  version: string,
  options: Partial<DeploymentOptions> = {},
) {
  await cluster.applyDeployment({
    ...ref(story),
    image: `registry.example/shop/${story}:${version}`,
    replicas: 2,
    labels: { 'backstage.io/kubernetes-id': story },
    ...options,
  });
}

async function rollAndWait(
  story: Story,
  version: string,
  options: Partial<DeploymentOptions> = {},
) {
  await roll(story, version, options);
  await cluster.waitForRollout(ref(story));
}

/** What the API tells of a service, oldest first, as `version class outcome`. */
async function told(story: Story): Promise<string[]> {
  const { status, body } = await portal.get(
    `/api/fleet/services/component/default/${story}/deployments`,
  );
  if (status !== 200) {
    return [`${status}`];
  }
  return deploymentListSchema
    .parse(body)
    .items.map(
      item =>
        `${item.version} ${item.class} ${item.outcome}${
          item.overdueSince ? ' overdue' : ''
        }`,
    )
    .reverse();
}

/** Waits until the API tells exactly this, and that it goes on doing so. */
async function expectTold(
  story: Story,
  expected: string[],
  timeoutMs = 20_000,
) {
  let last: string[] = [];
  await waitFor({
    what: `${story} to be told as ${expected.join(', ')}`,
    timeoutMs,
    everyMs: 100,
    look: async () => {
      last = await told(story);
      return JSON.stringify(last) === JSON.stringify(expected)
        ? true
        : undefined;
    },
    describe: () => `it was told as ${last.join(', ')}`,
  });
  await new Promise(resolve => setTimeout(resolve, 700));
  expect(await told(story)).toEqual(expected);
}

/** v1 was watched, v2 came and went unwatched, v3 is there: each is told once, v2 as the cluster remembers it. */
async function expectToldAfterGap(story: Story) {
  await waitFor({
    what: `v3 of ${story}`,
    timeoutMs: 90_000,
    look: async () =>
      (await told(story)).at(-1) === 'v3 release succeeded' || undefined,
    describe: async () => (await told(story)).join(', '),
  });
  expect(await told(story)).toEqual([
    'v1 release succeeded',
    expect.stringMatching(/^v2 release (succeeded|unknown)$/),
    'v3 release succeeded',
  ]);
}

describe('what is done to a cluster is what the portal tells', () => {
  it('tells releases', async () => {
    await rollAndWait('releases', 'v1');
    await expectTold('releases', ['v1 release succeeded'], 60_000);
    await rollAndWait('releases', 'v2');
    await expectTold('releases', [
      'v1 release succeeded',
      'v2 release succeeded',
    ]);
  });

  it('tells a rollback, although Kubernetes reuses the old ReplicaSet', async () => {
    await rollAndWait('rollback', 'v1');
    await rollAndWait('rollback', 'v2');
    await expectTold('rollback', [
      'v1 release succeeded',
      'v2 release succeeded',
    ]);
    await cluster.undo(ref('rollback'));
    await cluster.waitForRollout(ref('rollback'));
    await expectTold('rollback', [
      'v1 release succeeded',
      'v2 release succeeded',
      'v1 rollback succeeded',
    ]);
  });

  it('tells a restart as one', async () => {
    await rollAndWait('restart', 'v1');
    await cluster.restart(ref('restart'));
    await cluster.waitForRollout(ref('restart'));
    await expectTold('restart', [
      'v1 release succeeded',
      'v1 restart succeeded',
    ]);
  });

  it('takes scaling for no rollout', async () => {
    await rollAndWait('scale', 'v1');
    await cluster.scale({ ...ref('scale'), replicas: 5 });
    await cluster.waitForRollout(ref('scale'));
    await cluster.scale({ ...ref('scale'), replicas: 0 });
    await cluster.waitForRollout(ref('scale'));
    await expectTold('scale', ['v1 release succeeded']);
  });

  it('tells a change of configuration', async () => {
    await rollAndWait('config', 'v1', { env: { MODE: 'slow' } });
    await rollAndWait('config', 'v1', { env: { MODE: 'fast' } });
    await expectTold('config', ['v1 release succeeded', 'v1 config succeeded']);
  });

  it('does not take a pause for a failure', async () => {
    await rollAndWait('paused', 'v1');
    await roll('paused', 'v2', {
      progressDeadlineSeconds: 2,
      podAnnotations: { 'landfall.test/ready-after': '1s' },
    });
    await cluster.pause(ref('paused'));
    await new Promise(resolve => setTimeout(resolve, 3_000));
    await cluster.resume(ref('paused'));
    await cluster.waitForRollout(ref('paused'));
    await expectTold('paused', [
      'v1 release succeeded',
      'v2 release succeeded',
    ]);
  });

  it('keeps what is overdue open until it recovers', async () => {
    await rollAndWait('overdue', 'v1');
    await roll('overdue', 'v2', {
      progressDeadlineSeconds: 2,
      podAnnotations: { 'landfall.test/ready-after': '6s' },
    });
    await cluster.waitForProgressing({
      ...ref('overdue'),
      reason: 'ProgressDeadlineExceeded',
    });
    await waitFor({
      what: 'the overdue rollout',
      timeoutMs: 5_000,
      look: async () =>
        (await told('overdue')).at(-1)?.endsWith('overdue') || undefined,
    });
    await cluster.waitForRollout(ref('overdue'));
    await expectTold('overdue', [
      'v1 release succeeded',
      'v2 release succeeded',
    ]);
  });

  it('tells two rollouts that overlap', async () => {
    await rollAndWait('overlapping', 'v1');
    await roll('overlapping', 'v2-never-ready');
    await expectTold('overlapping', [
      'v1 release succeeded',
      'v2-never-ready release in_progress',
    ]);
    await rollAndWait('overlapping', 'v3');
    await expectTold('overlapping', [
      'v1 release succeeded',
      'v2-never-ready release superseded',
      'v3 release succeeded',
    ]);
  });

  it('tells a Deployment that was deleted and created again', async () => {
    await rollAndWait('recreated', 'v1');
    await expectTold('recreated', ['v1 release succeeded']);
    await cluster.deleteDeployment(ref('recreated'));
    await rollAndWait('recreated', 'v1');
    await rollAndWait('recreated', 'v2');
    await expectTold('recreated', [
      'v1 release succeeded',
      'v1 restart succeeded',
      'v2 release succeeded',
    ]);
  });

  it('tells that what crash-looped and was replaced has failed', async () => {
    await rollAndWait('looping', 'v1');
    await roll('looping', 'v2-crash', {
      podAnnotations: { 'landfall.test/restart-every': '500ms' },
    });
    await waitFor({
      what: 'a crash loop',
      timeoutMs: 15_000,
      look: async () =>
        (
          await cluster.podsOf(ref('looping'))
        ).some(pod =>
          JSON.stringify(pod.status).includes('CrashLoopBackOff'),
        ) || undefined,
    });
    await new Promise(resolve => setTimeout(resolve, 500));
    await cluster.undo(ref('looping'));
    await cluster.waitForRollout(ref('looping'));
    await expectTold('looping', [
      'v1 release succeeded',
      'v2-crash release failed',
      'v1 rollback succeeded',
    ]);
  });
});

describe('what life does to the cluster, the network and the backend loses nothing', () => {
  it('survives an API server that restarts', async () => {
    await rollAndWait('api-server', 'v1');
    await cluster.restartApiServer({ kill: true });
    await rollAndWait('api-server', 'v2');
    await expectTold(
      'api-server',
      ['v1 release succeeded', 'v2 release succeeded'],
      60_000,
    );
  });

  it('lists again when history is compacted', async () => {
    await rollAndWait('compaction', 'v1');
    await expectTold('compaction', ['v1 release succeeded'], 60_000);
    await cluster.cut('refused');
    await rollAndWait('compaction', 'v2');
    await cluster.compact();
    await cluster.restore();
    await rollAndWait('compaction', 'v3');
    await expectToldAfterGap('compaction');
  });

  it('tells what was done while the network was away', async () => {
    await rollAndWait('network', 'v1');
    await expectTold('network', ['v1 release succeeded'], 60_000);
    await cluster.cut();
    await rollAndWait('network', 'v2');
    await rollAndWait('network', 'v3');
    await cluster.restore();
    await expectToldAfterGap('network');
  });

  it('goes on after kill -9 in the middle of a rollout', async () => {
    await rollAndWait('killed', 'v1');
    await roll('killed', 'v2', {
      podAnnotations: { 'landfall.test/ready-after': '3s' },
    });
    await waitFor({
      what: 'the rollout in progress',
      timeoutMs: 10_000,
      look: async () =>
        (await told('killed')).at(-1) === 'v2 release in_progress' || undefined,
    });
    await portal.kill();
    await cluster.waitForRollout(ref('killed'));
    await rollAndWait('killed', 'v3');
    await cluster.undo(ref('killed'));
    await cluster.waitForRollout(ref('killed'));
    await portal.start();
    await waitFor({
      what: 'the rollback that nobody watched',
      timeoutMs: 90_000,
      look: async () =>
        (await told('killed')).at(-1) === 'v2 rollback succeeded' || undefined,
      describe: async () => (await told('killed')).join(', '),
    });
    const all = await told('killed');
    expect(all).toHaveLength(4);
    expect(all[0]).toBe('v1 release succeeded');
    expect(all[1]).toMatch(/^v2 release (succeeded|unknown)$/);
    expect(all[2]).toMatch(/^v3 release (succeeded|unknown)$/);
    // Nothing that was told before changed.
    for (const story of stories.filter(name => name !== 'killed')) {
      expect(await told(story)).not.toEqual([]);
    }
  });
});
