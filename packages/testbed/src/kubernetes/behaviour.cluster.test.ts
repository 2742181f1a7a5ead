import { Cluster } from './cluster';
import { startCluster } from './startCluster';
import { Pod } from './objects';
import { POD_ANNOTATIONS } from './podStages';
import { waitFor } from '../processes/wait';

jest.setTimeout(60_000);

let cluster: Cluster;

beforeAll(async () => {
  cluster = await startCluster({ name: 'behaviour' });
});

afterAll(async () => {
  await cluster?.stop();
});

function waitForPod(name: string, holds: (pod: Pod) => boolean) {
  return waitFor({
    what: `a pod of ${name}`,
    timeoutMs: 20_000,
    look: async () => (await cluster.podsOf({ name })).find(holds),
    describe: async () => JSON.stringify(await cluster.podsOf({ name })),
  });
}

const main = (pod: Pod) => pod.status.containerStatuses?.[0];

describe('a cluster', () => {
  it('is the Kubernetes that it says it is', async () => {
    const version = await cluster.api.json<{ gitVersion: string }>({
      path: '/version',
    });
    expect(version.gitVersion).toBe('v1.36.3');
  });

  it('makes Deployments available, with a digest for each image', async () => {
    await cluster.applyDeployment({
      name: 'shop',
      namespace: 'live',
      image: 'registry.example:5000/team/shop:1.2',
      replicas: 3,
    });
    const deployment = await cluster.waitForRollout({
      name: 'shop',
      namespace: 'live',
    });
    expect(deployment.status.availableReplicas).toBe(3);
    const pods = await cluster.podsOf({ name: 'shop', namespace: 'live' });
    const ids = new Set(pods.map(pod => main(pod)?.imageID));
    expect([...ids]).toEqual([
      expect.stringMatching(
        /^registry\.example:5000\/team\/shop@sha256:[0-9a-f]{64}$/,
      ),
    ]);
  });

  it('resolves a tag to another digest when told so', async () => {
    const digest = `sha256:${'d'.repeat(64)}`;
    await cluster.applyDeployment({
      name: 'retagged',
      image: 'team/retagged:latest',
      podAnnotations: { [POD_ANNOTATIONS.digest]: digest },
    });
    await cluster.waitForRollout({ name: 'retagged' });
    const [pod] = await cluster.podsOf({ name: 'retagged' });
    expect(main(pod)?.imageID).toBe(`team/retagged@${digest}`);
  });

  it('moves a tag for new pods, without a trace in templates', async () => {
    const image = 'team/moved:latest';
    const ref = { name: 'moved' };
    await cluster.applyDeployment({ ...ref, image, replicas: 2 });
    await cluster.waitForRollout(ref);
    const [before] = await cluster.podsOf(ref);
    const digest = `sha256:${'e'.repeat(64)}`;
    await cluster.moveTag({ image, digest });
    expect((await cluster.podsOf(ref)).map(pod => main(pod)?.imageID)).toEqual([
      main(before)?.imageID,
      main(before)?.imageID,
    ]);
    await cluster.kubectl('delete', 'pod', before.metadata.name);
    const after = await waitFor({
      what: 'another pod',
      timeoutMs: 10_000,
      look: async () => {
        const pods = await cluster.podsOf(ref);
        const others = pods.filter(
          pod => pod.metadata.uid !== before.metadata.uid && main(pod)?.ready,
        );
        return others.length === 2 ? others : undefined;
      },
    });
    expect(after.map(pod => main(pod)?.imageID).sort()).toEqual(
      [main(before)?.imageID, `team/moved@${digest}`].sort(),
    );
    expect(await cluster.replicaSetsOf(ref)).toHaveLength(1);
  });

  it('restarts what crashes, again and again', async () => {
    await cluster.applyDeployment({
      name: 'crashing',
      image: 'team/crash:1',
      podAnnotations: { [POD_ANNOTATIONS.restartEvery]: '200ms' },
    });
    const pod = await waitForPod(
      'crashing',
      candidate => (main(candidate)?.restartCount ?? 0) >= 3,
    );
    expect(main(pod)).toMatchObject({
      ready: false,
      state: { waiting: { reason: 'CrashLoopBackOff' } },
      lastState: { terminated: { exitCode: 1, reason: 'Error' } },
    });
  });

  it('pauses longer after each crash unless told otherwise', async () => {
    await cluster.applyDeployment({ name: 'pausing', image: 'team/crash:2' });
    await waitForPod('pausing', pod => main(pod)?.restartCount === 2);
    const since = performance.now();
    await waitForPod('pausing', pod => main(pod)?.restartCount === 3);
    expect(performance.now() - since).toBeGreaterThan(3_000);
  });

  it('keeps what is never ready from becoming available', async () => {
    await cluster.applyDeployment({
      name: 'stuck',
      image: 'team/never-ready:1',
      progressDeadlineSeconds: 2,
    });
    await cluster.waitForProgressing({
      name: 'stuck',
      reason: 'ProgressDeadlineExceeded',
    });
    const [pod] = await cluster.podsOf({ name: 'stuck' });
    expect(pod.status.phase).toBe('Running');
    expect(main(pod)).toMatchObject({ ready: false, restartCount: 0 });
  });

  it('lets a pod change its behaviour', async () => {
    await cluster.applyDeployment({
      name: 'healed',
      image: 'team/never-ready:2',
    });
    const pod = await waitForPod(
      'healed',
      ({ status }) => status.phase === 'Running',
    );
    await cluster.kubectl(
      'annotate',
      'pod',
      pod.metadata.name,
      `${POD_ANNOTATIONS.behaviour}=ready`,
    );
    const healed = await cluster.waitForRollout({ name: 'healed' });
    expect(healed.status.readyReplicas).toBe(1);
  });

  it('tells a kill for memory and a missing image from a crash', async () => {
    await cluster.applyDeployment({
      name: 'greedy',
      image: 'team/out-of-memory:1',
    });
    await cluster.applyDeployment({
      name: 'missing',
      image: 'team/image-missing:1',
    });
    const greedy = await waitForPod(
      'greedy',
      pod => main(pod)?.restartCount === 1,
    );
    expect(main(greedy)?.lastState?.terminated).toMatchObject({
      exitCode: 137,
      reason: 'OOMKilled',
    });
    const missing = await waitForPod('missing', pod => Boolean(main(pod)));
    expect(main(missing)).toMatchObject({
      imageID: '',
      state: { waiting: { reason: 'ImagePullBackOff' } },
    });
  });

  it('is as late with readiness as a pod asks for', async () => {
    await cluster.applyDeployment({
      name: 'slow',
      image: 'team/slow:1',
      podAnnotations: { [POD_ANNOTATIONS.readyAfter]: '1500ms' },
    });
    const started = await waitForPod(
      'slow',
      ({ status }) => status.phase === 'Running',
    );
    expect(main(started)?.ready).toBe(false);
    const since = performance.now();
    await cluster.waitForRollout({ name: 'slow' });
    expect(performance.now() - since).toBeGreaterThan(1_000);
  });

  it('does what people do with kubectl', async () => {
    const ref = { name: 'handled' };
    await cluster.applyDeployment({ ...ref, image: 'team/handled:1' });
    await cluster.waitForRollout(ref);
    await cluster.applyDeployment({ ...ref, image: 'team/handled:2' });
    await cluster.waitForRollout(ref);
    await cluster.undo(ref);
    const undone = await cluster.waitForRollout(ref);
    expect(undone.spec.template.spec.containers[0].image).toBe(
      'team/handled:1',
    );
    // A rollback reuses the old ReplicaSet.
    expect(await cluster.replicaSetsOf(ref)).toHaveLength(2);
    await cluster.restart(ref);
    await cluster.waitForRollout(ref);
    expect(await cluster.replicaSetsOf(ref)).toHaveLength(3);
    await cluster.scale({ ...ref, replicas: 4 });
    const scaled = await cluster.waitForRollout(ref);
    expect(scaled.status.availableReplicas).toBe(4);
    await cluster.pause(ref);
    await cluster.waitForProgressing({ ...ref, reason: 'DeploymentPaused' });
    await cluster.resume(ref);
    await cluster.deleteDeployment(ref);
    expect(await cluster.podsOf(ref)).toEqual([]);
  });
});
