import { setTimeout as pause } from 'node:timers/promises';
import { MemoryLedger } from '@landfall/backstage-plugin-fleet-node/testUtils';
import { startCluster, waitFor, type Cluster } from 'testbed';
import { configOf, watch, type Watching } from './testing/watching';

jest.setTimeout(180_000);

describe('what is done to Deployments of a real cluster', () => {
  let cluster: Cluster;
  let watching: Watching;
  const ledger = new MemoryLedger();

  beforeAll(async () => {
    cluster = await startCluster({ name: 'rollouts' });
    watching = watch({ cluster: configOf(cluster), ledger });
    await waitFor({
      what: 'the first look',
      timeoutMs: 20_000,
      look: () => {
        if (watching.failure) throw watching.failure;
        return ledger.looks.length > 0 || undefined;
      },
    });
  });

  afterAll(async () => {
    await watching?.stop();
    await cluster?.stop();
  });

  /** The rollouts of a Deployment in the order of their revisions. */
  const rollouts = (name: string) =>
    ledger
      .newest('rollout')
      .filter(({ target }) => target.workload === name)
      .sort((a, b) => a.at - b.at || a.body.revision - b.body.revision);
  const presences = (name: string) =>
    ledger.newest('presence').filter(({ target }) => target.workload === name);
  const outcomes = (name: string) =>
    rollouts(name).map(({ body }) => `${body.revision} ${body.outcome}`);
  const until = (name: string, expected: string[]) =>
    waitFor({
      what: `${name}: ${expected.join(', ')}`,
      timeoutMs: 30_000,
      look: () => {
        if (watching.failure) throw watching.failure;
        return outcomes(name).join() === expected.join() || undefined;
      },
      describe: () => JSON.stringify(rollouts(name), null, 1),
    });

  it('reports a release with its times, images, digests and a configuration', async () => {
    await cluster.applyDeployment({
      name: 'cart',
      image: 'shop/cart:1',
      replicas: 2,
    });
    await cluster.waitForRollout({ name: 'cart' });
    await until('cart', ['1 succeeded']);
    await cluster.applyDeployment({
      name: 'cart',
      image: 'shop/cart:2',
      replicas: 2,
    });
    await cluster.waitForRollout({ name: 'cart' });
    await until('cart', ['1 succeeded', '2 succeeded']);

    const [first, second] = rollouts('cart');
    const [, newest] = await cluster.replicaSetsOf({ name: 'cart' });
    const deployment = await cluster.getDeployment({ name: 'cart' });
    const stamp = deployment.status.conditions?.find(
      ({ type }) => type === 'Progressing',
    );
    expect(second).toMatchObject({
      key: `rollout/${deployment.metadata.uid}/${newest.metadata.uid}/2`,
      at: Date.parse(newest.metadata.creationTimestamp),
      endedAt: Date.parse(stamp?.lastUpdateTime ?? ''),
      ended: true,
      backfilled: false,
      estimated: { at: false, endedAt: false },
      body: {
        incarnation: deployment.metadata.uid,
        facts: { replicaSet: newest.metadata.name },
      },
    });
    const pods = await cluster.podsOf({ name: 'cart' });
    const imageId = pods[0].status.containerStatuses?.[0].imageID ?? '';
    expect(second.body.images).toEqual([
      {
        container: 'main',
        reference: 'shop/cart:2',
        digest: imageId.split('@')[1],
      },
    ]);
    expect(second.body.configuration).toBe(first.body.configuration);
  });

  it('tells a change of the configuration alone by its fingerprint, and a restart by nothing', async () => {
    const name = 'config';
    const options = { name, image: 'shop/config:1' };
    await cluster.applyDeployment({ ...options, env: { MODE: 'secret-a' } });
    await cluster.waitForRollout({ name });
    await cluster.applyDeployment({ ...options, env: { MODE: 'secret-b' } });
    await cluster.waitForRollout({ name });
    await cluster.restart({ name });
    await cluster.waitForRollout({ name });
    await until(name, ['1 succeeded', '2 succeeded', '3 succeeded']);
    const [first, changed, restarted] = rollouts(name).map(({ body }) => body);
    expect(changed.configuration).not.toBe(first.configuration);
    expect(changed.images).toEqual(first.images);
    expect(restarted.configuration).toBe(changed.configuration);
    expect(restarted.images).toEqual(changed.images);
    expect(JSON.stringify([...ledger.versions])).not.toContain('secret-');
  });

  it('reports a rollback as a rollout of its own, though the ReplicaSet is an old one', async () => {
    const name = 'rollback';
    for (const version of [1, 2]) {
      await cluster.applyDeployment({ name, image: `shop/${name}:${version}` });
      await cluster.waitForRollout({ name });
      await pause(1_100);
    }
    const before = Date.now();
    await cluster.undo({ name });
    await cluster.waitForRollout({ name });
    await until(name, ['1 succeeded', '2 succeeded', '3 succeeded']);
    const [first, second, back] = rollouts(name);
    expect(back.body.images).toEqual(first.body.images);
    expect(back.body.facts.replicaSetUid).toBe(first.body.facts.replicaSetUid);
    expect(back.estimated).toEqual({ at: false, endedAt: false });
    expect(back.at).toBeGreaterThanOrEqual(before - 1_000);
    expect(back.at).toBeGreaterThanOrEqual(second.endedAt ?? Infinity);
    const history = await cluster.kubectl(
      'rollout',
      'history',
      `deployment/${name}`,
    );
    expect(history).not.toMatch(/^1\s/m);
    expect(history).toMatch(/^3\s/m);
  });

  it('reports no rollout when it is scaled, only what runs', async () => {
    const name = 'scaled';
    await cluster.applyDeployment({
      name,
      image: 'shop/scaled:1',
      replicas: 1,
    });
    await cluster.waitForRollout({ name });
    await until(name, ['1 succeeded']);
    for (const replicas of [4, 0]) {
      await cluster.scale({ name, replicas });
      await waitFor({
        what: `${replicas} instances`,
        timeoutMs: 20_000,
        look: () => {
          const [presence] = presences(name);
          const { desired, ready } = presence.body;
          return (desired === replicas && ready === replicas) || undefined;
        },
      });
    }
    // Without instances a rollout has nothing to wait for, and the stamp of success stays as it was.
    await cluster.applyDeployment({
      name,
      image: 'shop/scaled:2',
      replicas: 0,
    });
    await until(name, ['1 succeeded', '2 succeeded']);
    const [, empty] = rollouts(name);
    expect(empty.endedAt).toBeGreaterThanOrEqual(empty.at);
    expect((empty.endedAt ?? Infinity) - empty.at).toBeLessThan(5_000);
    expect(empty.estimated.endedAt).toBe(false);
  });

  it('keeps a paused rollout open, however long, and ends it when it went on', async () => {
    const name = 'paused';
    await cluster.applyDeployment({
      name,
      image: 'shop/paused:1',
      replicas: 4,
    });
    await cluster.waitForRollout({ name });
    await cluster.applyDeployment({
      name,
      image: 'shop/paused:2',
      replicas: 4,
      podAnnotations: { 'landfall.test/ready-after': '3s' },
    });
    await until(name, ['1 succeeded', '2 in_progress']);
    await cluster.pause({ name });
    await waitFor({
      what: 'the pause',
      timeoutMs: 20_000,
      look: () => presences(name)[0].body.paused || undefined,
    });
    await pause(2_000);
    expect(outcomes(name)).toEqual(['1 succeeded', '2 in_progress']);
    expect(rollouts(name)[1].body.overdueSince).toBeNull();
    await cluster.resume({ name });
    await until(name, ['1 succeeded', '2 succeeded']);
  });

  it('flags a deadline that is exceeded, and ends the rollout well when it recovers', async () => {
    const name = 'overdue';
    await cluster.applyDeployment({ name, image: 'shop/overdue:1' });
    await cluster.waitForRollout({ name });
    const stuck = {
      name,
      image: 'shop/overdue:2',
      progressDeadlineSeconds: 2,
      podAnnotations: { 'landfall.test/behaviour': 'never-ready' },
    };
    await cluster.applyDeployment(stuck);
    await cluster.waitForProgressing({
      name,
      reason: 'ProgressDeadlineExceeded',
    });
    const overdue = await waitFor({
      what: 'the flag',
      timeoutMs: 20_000,
      look: () => rollouts(name)[1]?.body.overdueSince ?? undefined,
    });
    const [, open] = rollouts(name);
    expect(open).toMatchObject({
      ended: false,
      body: { outcome: 'in_progress' },
    });
    expect(open.body.reason).toContain('ProgressDeadlineExceeded');
    expect(overdue - open.at).toBeGreaterThanOrEqual(2_000);
    // What was wrong is mended: the pod that was never ready now is.
    const [, pod] = (await cluster.podsOf({ name })).sort((a, b) =>
      a.metadata.creationTimestamp < b.metadata.creationTimestamp ? -1 : 1,
    );
    await cluster.kubectl(
      'annotate',
      '--overwrite',
      `pod/${pod.metadata.name}`,
      'landfall.test/behaviour=ready',
    );
    await until(name, ['1 succeeded', '2 succeeded']);
    expect(rollouts(name)[1].body).toMatchObject({
      overdueSince: null,
      reason: '',
    });
    expect(rollouts(name)[1].endedAt).toBeGreaterThanOrEqual(overdue);
  });

  it('tells since when new instances crash, and ends the rollout where the next begins', async () => {
    const name = 'broken';
    await cluster.applyDeployment({
      name,
      image: 'shop/broken:1',
      replicas: 2,
    });
    await cluster.waitForRollout({ name });
    await cluster.applyDeployment({
      name,
      image: 'shop/broken:2-crash',
      replicas: 2,
    });
    const since = await waitFor({
      what: 'the crash loop',
      timeoutMs: 20_000,
      look: () => rollouts(name)[1]?.body.crashLoopingSince ?? undefined,
    });
    // The old version still serves.
    expect(presences(name)[0].body.images[0].reference).toBe('shop/broken:1');
    await cluster.undo({ name });
    await until(name, ['1 succeeded', '2 superseded', '3 succeeded']);
    const [, crashed, back] = rollouts(name);
    expect(crashed.body.crashLoopingSince).toBe(since);
    expect(crashed.body.reason).toContain('CrashLoopBackOff');
    expect(crashed.endedAt).toBe(back.at);
  });

  it('ends the first of two overlapping rollouts where the second begins', async () => {
    const name = 'overlap';
    const slow = { 'landfall.test/ready-after': '2s' };
    for (const version of [1, 2, 3]) {
      await cluster.applyDeployment({
        name,
        image: `shop/overlap:${version}`,
        replicas: 3,
        podAnnotations: slow,
      });
      await pause(1_100);
    }
    await until(name, ['1 superseded', '2 superseded', '3 succeeded']);
    const [first, second, third] = rollouts(name);
    expect(first.endedAt).toBe(second.at);
    expect(second.endedAt).toBe(third.at);
    expect(first.body.crashLoopingSince ?? first.body.overdueSince).toBeNull();
  });

  it('tells a Deployment that was deleted and made again apart from the first', async () => {
    const name = 'again';
    await cluster.applyDeployment({ name, image: 'shop/again:1' });
    await cluster.waitForRollout({ name });
    await until(name, ['1 succeeded']);
    await cluster.deleteDeployment({ name });
    await waitFor({
      what: 'the end of the first',
      timeoutMs: 20_000,
      look: () => presences(name)[0].ended || undefined,
    });
    await cluster.applyDeployment({ name, image: 'shop/again:1' });
    await cluster.waitForRollout({ name });
    await until(name, ['1 succeeded', '1 succeeded']);
    const [first, second] = rollouts(name);
    expect(second.body.incarnation).not.toBe(first.body.incarnation);
    expect(
      presences(name)
        .map(({ ended }) => ended)
        .sort(),
    ).toEqual([false, true]);
  });

  it('ends a rollout that is deleted half-way: failed when it crashed, else superseded', async () => {
    await cluster.applyDeployment({
      name: 'cut-short',
      image: 'shop/x:never-ready',
    });
    await cluster.applyDeployment({
      name: 'cut-broken',
      image: 'shop/x:crash',
    });
    await until('cut-short', ['1 in_progress']);
    await waitFor({
      what: 'the crash loop',
      timeoutMs: 20_000,
      look: () =>
        rollouts('cut-broken')[0]?.body.crashLoopingSince ?? undefined,
    });
    await cluster.deleteDeployment({ name: 'cut-short' });
    await cluster.deleteDeployment({ name: 'cut-broken' });
    await until('cut-short', ['1 superseded']);
    await until('cut-broken', ['1 failed']);
    expect(rollouts('cut-broken')[0].endedAt).not.toBeNull();
  });

  it('finishes without a condition where there is no deadline', async () => {
    const name = 'endless';
    const options = { name, progressDeadlineSeconds: 2147483647, replicas: 2 };
    await cluster.applyDeployment({ ...options, image: 'shop/endless:1' });
    await cluster.waitForRollout({ name });
    await cluster.applyDeployment({ ...options, image: 'shop/endless:2' });
    await cluster.waitForRollout({ name });
    await until(name, ['1 succeeded', '2 succeeded']);
    const { status } = await cluster.getDeployment({ name });
    expect(status.conditions?.map(({ type }) => type)).not.toContain(
      'Progressing',
    );
    expect(rollouts(name)[1]).toMatchObject({ estimated: { endedAt: false } });
  });

  it('keeps apart what one tag resolved to at different times', async () => {
    const name = 'moved-tag';
    const digest = (letter: string) => `sha256:${letter.repeat(64)}`;
    const deploy = (letter: string) =>
      cluster.applyDeployment({
        name,
        image: 'shop/moved:latest',
        podAnnotations: { 'landfall.test/digest': digest(letter) },
      });
    await deploy('a');
    await cluster.waitForRollout({ name });
    await until(name, ['1 succeeded']);
    await deploy('b');
    await cluster.waitForRollout({ name });
    await until(name, ['1 succeeded', '2 succeeded']);
    expect(rollouts(name).map(({ body }) => body.images[0].digest)).toEqual([
      digest('a'),
      digest('b'),
    ]);
    expect(presences(name)[0].body.images[0].digest).toBe(digest('b'));
  });

  it('refused nothing, and no rollout ends before it begins', () => {
    expect(ledger.refused).toEqual([]);
    for (const rollout of ledger.newest('rollout')) {
      expect(rollout.endedAt ?? Infinity).toBeGreaterThanOrEqual(rollout.at);
    }
    expect(ledger.looks.every(({ complete }) => complete)).toBe(true);
  });
});
