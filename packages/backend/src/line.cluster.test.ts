/**
 * The whole line, nothing in between pretended: what is done to a real cluster is what the portal's API tells, through everything that life does
 * to the cluster, to the network and to the backend.
 */
import { waitFor } from 'testbed';
import { startLine, type Line } from './testing/line';

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

let line: Line<Story>;
let cluster: Line<Story>['cluster'];
let portal: Line<Story>['portal'];

beforeAll(async () => {
  // Without a watch cache, so that what is compacted is gone at once.
  line = await startLine({
    name: 'line',
    stories,
    cluster: { watchCache: false },
  });
  ({ cluster, portal } = line);
});

afterAll(() => line?.dispose());

/** v1 was watched, v2 came and went unwatched, v3 is there: each is told once, v2 as the cluster remembers it. */
async function expectToldAfterGap(story: Story) {
  await waitFor({
    what: `v3 of ${story}`,
    timeoutMs: 90_000,
    look: async () =>
      (await line.told(story)).at(-1) === 'v3 release succeeded' || undefined,
    describe: async () => (await line.told(story)).join(', '),
  });
  expect(await line.told(story)).toEqual([
    'v1 release succeeded',
    expect.stringMatching(/^v2 release (succeeded|unknown)$/),
    'v3 release succeeded',
  ]);
}

describe('what is done to a cluster is what the portal tells', () => {
  it('tells releases', async () => {
    await line.rollAndWait('releases', 'v1');
    await line.expectTold('releases', ['v1 release succeeded'], 60_000);
    await line.rollAndWait('releases', 'v2');
    await line.expectTold('releases', [
      'v1 release succeeded',
      'v2 release succeeded',
    ]);
  });

  it('tells a rollback, although Kubernetes reuses the old ReplicaSet', async () => {
    await line.rollAndWait('rollback', 'v1');
    await line.rollAndWait('rollback', 'v2');
    await line.expectTold('rollback', [
      'v1 release succeeded',
      'v2 release succeeded',
    ]);
    await cluster.undo(line.ref('rollback'));
    await cluster.waitForRollout(line.ref('rollback'));
    await line.expectTold('rollback', [
      'v1 release succeeded',
      'v2 release succeeded',
      'v1 rollback succeeded',
    ]);
  });

  it('tells a restart as one', async () => {
    await line.rollAndWait('restart', 'v1');
    await cluster.restart(line.ref('restart'));
    await cluster.waitForRollout(line.ref('restart'));
    await line.expectTold('restart', [
      'v1 release succeeded',
      'v1 restart succeeded',
    ]);
  });

  it('takes scaling for no rollout', async () => {
    await line.rollAndWait('scale', 'v1');
    await cluster.scale({ ...line.ref('scale'), replicas: 5 });
    await cluster.waitForRollout(line.ref('scale'));
    await cluster.scale({ ...line.ref('scale'), replicas: 0 });
    await cluster.waitForRollout(line.ref('scale'));
    await line.expectTold('scale', ['v1 release succeeded']);
  });

  it('tells a change of configuration', async () => {
    await line.rollAndWait('config', 'v1', { env: { MODE: 'slow' } });
    await line.rollAndWait('config', 'v1', { env: { MODE: 'fast' } });
    await line.expectTold('config', [
      'v1 release succeeded',
      'v1 config succeeded',
    ]);
  });

  it('does not take a pause for a failure', async () => {
    await line.rollAndWait('paused', 'v1');
    await line.roll('paused', 'v2', {
      progressDeadlineSeconds: 2,
      podAnnotations: { 'landfall.test/ready-after': '1s' },
    });
    await cluster.pause(line.ref('paused'));
    await new Promise(resolve => setTimeout(resolve, 3_000));
    await cluster.resume(line.ref('paused'));
    await cluster.waitForRollout(line.ref('paused'));
    await line.expectTold('paused', [
      'v1 release succeeded',
      'v2 release succeeded',
    ]);
  });

  it('keeps what is overdue open until it recovers', async () => {
    await line.rollAndWait('overdue', 'v1');
    await line.roll('overdue', 'v2', {
      progressDeadlineSeconds: 2,
      podAnnotations: { 'landfall.test/ready-after': '6s' },
    });
    await cluster.waitForProgressing({
      ...line.ref('overdue'),
      reason: 'ProgressDeadlineExceeded',
    });
    await waitFor({
      what: 'the overdue rollout',
      timeoutMs: 5_000,
      look: async () =>
        (await line.told('overdue')).at(-1)?.endsWith('overdue') || undefined,
    });
    await cluster.waitForRollout(line.ref('overdue'));
    await line.expectTold('overdue', [
      'v1 release succeeded',
      'v2 release succeeded',
    ]);
  });

  it('tells two rollouts that overlap', async () => {
    await line.rollAndWait('overlapping', 'v1');
    await line.roll('overlapping', 'v2-never-ready');
    await line.expectTold('overlapping', [
      'v1 release succeeded',
      'v2-never-ready release in_progress',
    ]);
    await line.rollAndWait('overlapping', 'v3');
    await line.expectTold('overlapping', [
      'v1 release succeeded',
      'v2-never-ready release superseded',
      'v3 release succeeded',
    ]);
  });

  it('tells a Deployment that was deleted and created again', async () => {
    await line.rollAndWait('recreated', 'v1');
    await line.expectTold('recreated', ['v1 release succeeded']);
    await cluster.deleteDeployment(line.ref('recreated'));
    await line.rollAndWait('recreated', 'v1');
    await line.rollAndWait('recreated', 'v2');
    await line.expectTold('recreated', [
      'v1 release succeeded',
      'v1 restart succeeded',
      'v2 release succeeded',
    ]);
  });

  it('tells that what crash-looped and was replaced has failed', async () => {
    await line.rollAndWait('looping', 'v1');
    await line.roll('looping', 'v2-crash', {
      podAnnotations: { 'landfall.test/restart-every': '500ms' },
    });
    await waitFor({
      what: 'a crash loop',
      timeoutMs: 15_000,
      look: async () =>
        (
          await cluster.podsOf(line.ref('looping'))
        ).some(pod =>
          JSON.stringify(pod.status).includes('CrashLoopBackOff'),
        ) || undefined,
    });
    await new Promise(resolve => setTimeout(resolve, 500));
    await cluster.undo(line.ref('looping'));
    await cluster.waitForRollout(line.ref('looping'));
    await line.expectTold('looping', [
      'v1 release succeeded',
      'v2-crash release failed',
      'v1 rollback succeeded',
    ]);
  });
});

describe('what life does to the cluster, the network and the backend loses nothing', () => {
  it('survives an API server that restarts', async () => {
    await line.rollAndWait('api-server', 'v1');
    await cluster.restartApiServer({ kill: true });
    await line.rollAndWait('api-server', 'v2');
    await line.expectTold(
      'api-server',
      ['v1 release succeeded', 'v2 release succeeded'],
      60_000,
    );
  });

  it('lists again when history is compacted', async () => {
    await line.rollAndWait('compaction', 'v1');
    await line.expectTold('compaction', ['v1 release succeeded'], 60_000);
    await cluster.cut('refused');
    await line.rollAndWait('compaction', 'v2');
    await cluster.compact();
    await cluster.restore();
    await line.rollAndWait('compaction', 'v3');
    await expectToldAfterGap('compaction');
  });

  it('tells what was done while the network was away', async () => {
    await line.rollAndWait('network', 'v1');
    await line.expectTold('network', ['v1 release succeeded'], 60_000);
    await cluster.cut();
    await line.rollAndWait('network', 'v2');
    await line.rollAndWait('network', 'v3');
    await cluster.restore();
    await expectToldAfterGap('network');
  });

  it('goes on after kill -9 in the middle of a rollout', async () => {
    await line.rollAndWait('killed', 'v1');
    await line.roll('killed', 'v2', {
      podAnnotations: { 'landfall.test/ready-after': '3s' },
    });
    await waitFor({
      what: 'the rollout in progress',
      timeoutMs: 10_000,
      look: async () =>
        (await line.told('killed')).at(-1) === 'v2 release in_progress' ||
        undefined,
    });
    await portal.kill();
    await cluster.waitForRollout(line.ref('killed'));
    await line.rollAndWait('killed', 'v3');
    await cluster.undo(line.ref('killed'));
    await cluster.waitForRollout(line.ref('killed'));
    await portal.start();
    await waitFor({
      what: 'the rollback that nobody watched',
      timeoutMs: 90_000,
      look: async () =>
        (await line.told('killed')).at(-1) === 'v2 rollback succeeded' ||
        undefined,
      describe: async () => (await line.told('killed')).join(', '),
    });
    const all = await line.told('killed');
    expect(all).toHaveLength(4);
    expect(all[0]).toBe('v1 release succeeded');
    expect(all[1]).toMatch(/^v2 release (succeeded|unknown)$/);
    expect(all[2]).toMatch(/^v3 release (succeeded|unknown)$/);
    // Nothing that was told before changed.
    for (const story of stories.filter(name => name !== 'killed')) {
      expect(await line.told(story)).not.toEqual([]);
    }
  });
});
