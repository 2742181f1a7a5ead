/** What people do to Deployments less often, and what nobody watched: the portal's API tells it as it was done. */
import {
  deploymentListSchema,
  sourceListSchema,
  unmatchedListSchema,
} from '@landfall/backstage-plugin-fleet-common';
import { waitFor } from 'testbed';
import { startLine, type Line } from './testing/line';

const stories = [
  'older',
  'to-and-fro',
  'pinned',
  'moved-tag',
  'config-back',
  'given-up',
  'refused',
  'patient',
  'sleeping',
  'growing',
  'two-images',
  'replaced',
  'orphaned',
  'stepwise',
  'in-a-second',
  'forgetful',
  'two-places',
  'relabelled',
  'newcomer',
  'resident',
  'resident-back',
  'unseen-undo',
  'unseen-again',
  'unseen-many',
  'unseen-restart',
] as const;
type Story = (typeof stories)[number];

jest.setTimeout(300_000);

let line: Line<Story>;

beforeAll(async () => {
  line = await startLine({
    name: 'unusual',
    stories,
    before: async ({ rollAndWait, ref, cluster }) => {
      await rollAndWait('resident', 'v1');
      for (const version of ['v1', 'v2']) {
        await rollAndWait('resident-back', version);
      }
      await cluster.undo(ref('resident-back'));
      await cluster.waitForRollout(ref('resident-back'));
    },
    fleet: {
      environments: [
        { name: 'staging', match: { namespace: '*-staging' } },
        { name: 'production', production: true, match: { namespace: 'shop' } },
      ],
    },
  });
  await waitFor({
    what: 'the first look',
    timeoutMs: 60_000,
    look: async () => {
      const { body } = await line.portal.get('/api/fleet/sources');
      return sourceListSchema
        .parse(body)
        .items.some(({ scopes }) => scopes.some(one => one.lastSuccess))
        ? true
        : undefined;
    },
  });
});

afterAll(() => line?.dispose());

const digest = (letter: string) => `sha256:${letter.repeat(64)}`;

async function undo(story: Story, toRevision?: number) {
  await line.cluster.undo({ ...line.ref(story), toRevision });
  await line.cluster.waitForRollout(line.ref(story));
}

/** Waits until the cluster has begun to roll a version out. */
async function replicaSetOf(story: Story, version: string) {
  await waitFor({
    what: `the ReplicaSet of ${version}`,
    timeoutMs: 10_000,
    everyMs: 10,
    look: async () =>
      JSON.stringify(
        await line.cluster.replicaSetsOf(line.ref(story)),
      ).includes(`${story}:${version}`) || undefined,
  });
}

describe('what people do to Deployments less often', () => {
  it('tells a rollback to more than one version before, and the way forward again as a release', async () => {
    for (const version of ['v1', 'v2', 'v3']) {
      await line.rollAndWait('older', version);
    }
    await undo('older', 1);
    await line.rollAndWait('older', 'v3');
    await line.expectTold('older', [
      'v1 release succeeded',
      'v2 release succeeded',
      'v3 release succeeded',
      'v1 rollback succeeded',
      'v3 release succeeded',
    ]);
  });

  it('tells each of several changes to and fro', async () => {
    await line.rollAndWait('to-and-fro', 'v1');
    await line.rollAndWait('to-and-fro', 'v2');
    for (let i = 0; i < 3; i++) await undo('to-and-fro');
    await line.expectTold('to-and-fro', [
      'v1 release succeeded',
      'v2 release succeeded',
      'v1 rollback succeeded',
      'v2 release succeeded',
      'v1 rollback succeeded',
    ]);
  });

  it('names what is pinned by its digest', async () => {
    const image = (letter: string) =>
      `registry.example/shop/pinned@${digest(letter)}`;
    await line.rollAndWait('pinned', '', { image: image('a') });
    await line.rollAndWait('pinned', '', { image: image('b') });
    await undo('pinned');
    await line.expectTold('pinned', [
      'aaaaaaaaaaaa release succeeded',
      'bbbbbbbbbbbb release succeeded',
      'aaaaaaaaaaaa rollback succeeded',
    ]);
  });

  it('takes a restart for a release where the tag has moved, and for a restart where it has not', async () => {
    const behave = (letter: string, more: Record<string, string> = {}) => ({
      podAnnotations: {
        'landfall.test/digest': digest(letter),
        ...more,
      },
    });
    await line.rollAndWait('moved-tag', 'latest', behave('c'));
    await line.cluster.restart(line.ref('moved-tag'));
    await line.cluster.waitForRollout(line.ref('moved-tag'));
    await line.rollAndWait('moved-tag', 'latest', behave('d'));
    await line.expectTold('moved-tag', [
      'cccccccccccc release succeeded',
      'cccccccccccc restart succeeded',
      'dddddddddddd release succeeded',
    ]);
  });

  it('tells a change of configuration that was taken back as a rollback', async () => {
    for (const MODE of ['slow', 'fast', 'slow']) {
      await line.rollAndWait('config-back', 'v1', { env: { MODE } });
    }
    await line.expectTold('config-back', [
      'v1 release succeeded',
      'v1 config succeeded',
      'v1 rollback succeeded',
    ]);
  });

  it('tells that what was rolled back before it had finished has failed', async () => {
    await line.rollAndWait('given-up', 'v1');
    await line.roll('given-up', 'v2-never-ready');
    await line.expectTold('given-up', [
      'v1 release succeeded',
      'v2-never-ready release in_progress',
    ]);
    await undo('given-up');
    await line.expectTold('given-up', [
      'v1 release succeeded',
      'v2-never-ready release failed',
      'v1 rollback succeeded',
    ]);
  });

  it('tells that what could make no pods and was replaced has failed', async () => {
    await line.cluster.ensureNamespace('tight');
    const tight = { namespace: 'tight' };
    await line.rollAndWait('refused', 'v1', tight);
    await line.cluster.kubectl(
      'create',
      'quota',
      'pods',
      '--hard=pods=2',
      '--namespace=tight',
    );
    await waitFor({
      what: 'the quota',
      timeoutMs: 20_000,
      look: async () =>
        (
          await line.cluster.kubectl(
            'get',
            'quota/pods',
            '--namespace=tight',
            '--output=jsonpath={.status.used.pods}',
          )
        ).trim() === '2' || undefined,
    });
    await line.roll('refused', 'v2', tight);
    await waitFor({
      what: 'the refusal',
      timeoutMs: 20_000,
      look: async () =>
        (
          await line.cluster.getDeployment({ ...tight, name: 'refused' })
        ).status.conditions?.some(({ type }) => type === 'ReplicaFailure') ||
        undefined,
    });
    await line.expectTold('refused', [
      'v1 release succeeded',
      'v2 release in_progress',
    ]);
    await line.roll('refused', 'v3', { ...tight, maxUnavailable: 1 });
    await line.cluster.waitForRollout({ ...tight, name: 'refused' });
    await line.expectTold('refused', [
      'v1 release succeeded',
      'v2 release failed',
      'v3 release succeeded',
    ]);
  });

  it('tells only what is rolled out of what was changed during a pause', async () => {
    await line.rollAndWait('patient', 'v1');
    await line.cluster.pause(line.ref('patient'));
    await line.roll('patient', 'v2');
    await new Promise(resolve => setTimeout(resolve, 1_500));
    await line.roll('patient', 'v3');
    await new Promise(resolve => setTimeout(resolve, 1_500));
    await line.expectTold('patient', ['v1 release succeeded']);
    await line.cluster.resume(line.ref('patient'));
    await line.cluster.waitForRollout(line.ref('patient'));
    await line.expectTold('patient', [
      'v1 release succeeded',
      'v3 release succeeded',
    ]);
  });

  it('tells a release without instances once, however it is scaled afterwards', async () => {
    await line.rollAndWait('sleeping', 'v1');
    const scale = async (replicas: number) => {
      await line.cluster.scale({ ...line.ref('sleeping'), replicas });
      await line.cluster.waitForRollout(line.ref('sleeping'));
    };
    await scale(0);
    await line.rollAndWait('sleeping', 'v2', { replicas: 0 });
    await line.expectTold('sleeping', [
      'v1 release succeeded',
      'v2 release succeeded',
    ]);
    await scale(3);
    await scale(0);
    await scale(1);
    await line.expectTold('sleeping', [
      'v1 release succeeded',
      'v2 release succeeded',
    ]);
  });

  it('tells a rollout once that is scaled while it goes on', async () => {
    await line.rollAndWait('growing', 'v1');
    await line.roll('growing', 'v2', {
      podAnnotations: { 'landfall.test/ready-after': '2s' },
    });
    await line.expectTold('growing', [
      'v1 release succeeded',
      'v2 release in_progress',
    ]);
    await line.cluster.scale({ ...line.ref('growing'), replicas: 5 });
    await line.cluster.waitForRollout(line.ref('growing'));
    await line.expectTold('growing', [
      'v1 release succeeded',
      'v2 release succeeded',
    ]);
  });

  it('takes a new image of any container for a release', async () => {
    const sidecar = (tag: string) => ({ sidecars: { proxy: `mesh/p:${tag}` } });
    await line.rollAndWait('two-images', 'v1', sidecar('p1'));
    await line.rollAndWait('two-images', 'v1', sidecar('p2'));
    await line.expectTold('two-images', [
      'v1, p1 release succeeded',
      'v1, p2 release succeeded',
    ]);
  });

  it('tells a Deployment that was replaced at once by another version of itself', async () => {
    await line.rollAndWait('replaced', 'v1');
    await line.expectTold('replaced', ['v1 release succeeded']);
    await line.cluster.kubectl(
      'delete',
      'deployment/replaced',
      '--namespace=shop',
      '--wait=false',
    );
    await waitFor({
      what: 'the Deployment to be gone',
      timeoutMs: 20_000,
      look: async () =>
        (
          await line.cluster.kubectl(
            'get',
            'deployment/replaced',
            '--namespace=shop',
            '--ignore-not-found',
          )
        ).trim() === '' || undefined,
    });
    await line.rollAndWait('replaced', 'v2');
    await line.expectTold('replaced', [
      'v1 release succeeded',
      'v2 release succeeded',
    ]);
  });

  it('takes a Deployment that adopts what another one left for the same, going on', async () => {
    const leave = async () => {
      await line.cluster.kubectl(
        'delete',
        'deployment/orphaned',
        '--namespace=shop',
        '--cascade=orphan',
      );
      await new Promise(resolve => setTimeout(resolve, 3_000));
    };
    await line.rollAndWait('orphaned', 'v1');
    await line.rollAndWait('orphaned', 'v2');
    await leave();
    await line.rollAndWait('orphaned', 'v2');
    await line.expectTold('orphaned', [
      'v1 release succeeded',
      'v2 release succeeded',
      'v2 restart succeeded',
    ]);
    await line.rollAndWait('orphaned', 'v3');
    await line.expectTold('orphaned', [
      'v1 release succeeded',
      'v2 release succeeded',
      'v2 restart succeeded',
      'v3 release succeeded',
    ]);
  });

  it('tells one deployment where a rollout is paused half-way and goes on', async () => {
    await line.rollAndWait('stepwise', 'v1', { replicas: 4 });
    await line.roll('stepwise', 'v2', {
      replicas: 4,
      podAnnotations: { 'landfall.test/ready-after': '1s' },
    });
    await line.expectTold('stepwise', [
      'v1 release succeeded',
      'v2 release in_progress',
    ]);
    for (let i = 0; i < 2; i++) {
      await line.cluster.pause(line.ref('stepwise'));
      await new Promise(resolve => setTimeout(resolve, 500));
      await line.cluster.resume(line.ref('stepwise'));
    }
    await line.cluster.waitForRollout(line.ref('stepwise'));
    await line.expectTold('stepwise', [
      'v1 release succeeded',
      'v2 release succeeded',
    ]);
  });

  it('keeps apart and in order what is changed again and again within a second', async () => {
    await line.rollAndWait('in-a-second', 'v1');
    for (const version of ['v2', 'v3', 'v4']) {
      await line.roll('in-a-second', version);
      await replicaSetOf('in-a-second', version);
    }
    await line.cluster.waitForRollout(line.ref('in-a-second'));
    await waitFor({
      what: 'all four',
      timeoutMs: 20_000,
      look: async () =>
        (await line.told('in-a-second')).at(-1) === 'v4 release succeeded' ||
        undefined,
    });
    expect(await line.told('in-a-second')).toEqual([
      'v1 release succeeded',
      expect.stringMatching(/^v2 release (superseded|succeeded)$/),
      expect.stringMatching(/^v3 release (superseded|succeeded)$/),
      'v4 release succeeded',
    ]);
  });

  it('remembers what the cluster forgets', async () => {
    const forget = { revisionHistoryLimit: 0 };
    for (const version of ['v1', 'v2', 'v3', 'v1']) {
      await line.rollAndWait('forgetful', version, forget);
    }
    await line.expectTold('forgetful', [
      'v1 release succeeded',
      'v2 release succeeded',
      'v3 release succeeded',
      'v1 rollback succeeded',
    ]);
  });

  it('keeps the environments of one service apart', async () => {
    for (const [version, namespace] of [
      ['v1', 'shop'],
      ['v2', 'shop-staging'],
      ['v1', 'elsewhere'],
    ]) {
      await line.rollAndWait('two-places', version, { namespace });
      // The cluster tells whole seconds.
      await new Promise(resolve => setTimeout(resolve, 1_050));
    }
    await line.expectTold('two-places', [
      'v1 release succeeded',
      'v2 release succeeded',
      'v1 release succeeded',
    ]);
    const { body } = await line.portal.get(
      '/api/fleet/services/component/default/two-places/deployments',
    );
    expect(
      deploymentListSchema
        .parse(body)
        .items.map(item => [item.environment, item.counted])
        .reverse(),
    ).toEqual([
      ['production', true],
      ['staging', false],
      [null, false],
    ]);
  });

  it('tells of what matches no service, and hands it to the service that it is labelled for', async () => {
    const strays = async () => {
      const { body } = await line.portal.get('/api/fleet/unmatched');
      return unmatchedListSchema
        .parse(body)
        .items.map(({ workload }) => workload);
    };
    await line.cluster.applyDeployment({
      ...line.ref('relabelled'),
      image: 'registry.example/shop/relabelled:v1',
    });
    await line.cluster.waitForRollout(line.ref('relabelled'));
    await waitFor({
      what: 'the workload without a service',
      timeoutMs: 20_000,
      look: async () => (await strays()).includes('relabelled') || undefined,
    });
    expect(await line.told('relabelled')).toEqual([]);
    const label = (story: Story) =>
      line.cluster.kubectl(
        'label',
        '--overwrite',
        'deployment/relabelled',
        '--namespace=shop',
        `backstage.io/kubernetes-id=${story}`,
      );
    await label('relabelled');
    await line.expectTold('relabelled', ['v1 release succeeded']);
    expect(await strays()).not.toContain('relabelled');
    // From then on it is another one's; what was before stays where it was.
    await label('newcomer');
    await line.cluster.kubectl(
      'set',
      'image',
      'deployment/relabelled',
      '--namespace=shop',
      'main=registry.example/shop/relabelled:v2',
    );
    await line.cluster.waitForRollout(line.ref('relabelled'));
    await line.expectTold('newcomer', ['v2 release succeeded']);
    await line.expectTold('relabelled', ['v1 release succeeded']);
  });
});

describe('what was there before anybody watched', () => {
  it('is followed from then on like everything else', async () => {
    await line.expectTold('resident', ['v1 release succeeded'], 60_000);
    await line.roll('resident', 'v2-never-ready');
    await line.expectTold('resident', [
      'v1 release succeeded',
      'v2-never-ready release in_progress',
    ]);
    await line.rollAndWait('resident', 'v3');
    await line.roll('resident', 'v4-never-ready');
    await line.expectTold('resident', [
      'v1 release succeeded',
      'v2-never-ready release superseded',
      'v3 release succeeded',
      'v4-never-ready release in_progress',
    ]);
    await undo('resident');
    await line.expectTold('resident', [
      'v1 release succeeded',
      'v2-never-ready release superseded',
      'v3 release succeeded',
      'v4-never-ready release failed',
      'v3 rollback succeeded',
    ]);
  });

  it('is told as far as the cluster remembers it', async () => {
    const unknown = (what: string) =>
      expect.stringMatching(new RegExp(`^${what} (succeeded|unknown)$`));
    expect(await line.told('resident-back')).toEqual([
      unknown('v1 release'),
      unknown('v2 release'),
      'v1 rollback succeeded',
    ]);
  });
});

describe('what nobody watched', () => {
  it('is told as far as the cluster remembers, each once, after kill -9', async () => {
    await line.rollAndWait('unseen-undo', 'v1');
    await line.rollAndWait('unseen-undo', 'v2');
    await line.rollAndWait('unseen-again', 'v1');
    await line.rollAndWait('unseen-many', 'v1', { revisionHistoryLimit: 1 });
    await line.rollAndWait('unseen-restart', 'v1');
    await line.expectTold('unseen-undo', [
      'v1 release succeeded',
      'v2 release succeeded',
    ]);
    await line.expectTold('unseen-restart', ['v1 release succeeded']);
    const before = new Map<Story, string[]>();
    for (const story of stories) before.set(story, await line.told(story));

    await line.portal.kill();
    for (let i = 0; i < 3; i++) await undo('unseen-undo');
    await line.cluster.deleteDeployment(line.ref('unseen-again'));
    await line.rollAndWait('unseen-again', 'v2');
    for (const version of ['v2', 'v3', 'v4']) {
      await line.rollAndWait('unseen-many', version, {
        revisionHistoryLimit: 1,
      });
    }
    await line.cluster.restart(line.ref('unseen-restart'));
    await line.cluster.waitForRollout(line.ref('unseen-restart'));
    await line.portal.start();

    await waitFor({
      what: 'what nobody watched',
      timeoutMs: 60_000,
      look: async () =>
        (await line.told('unseen-restart')).length === 2 || undefined,
    });
    const perhaps = (what: string) =>
      expect.stringMatching(new RegExp(`^${what} (succeeded|unknown)$`));
    expect(await line.told('unseen-restart')).toEqual([
      'v1 release succeeded',
      'v1 restart succeeded',
    ]);
    // Three times undone: the ReplicaSets tell that all of it happened.
    expect(await line.told('unseen-undo')).toEqual([
      'v1 release succeeded',
      'v2 release succeeded',
      perhaps('v1 rollback'),
      perhaps('v2 release'),
      'v1 rollback succeeded',
    ]);
    expect(await line.told('unseen-again')).toEqual([
      'v1 release succeeded',
      'v2 release succeeded',
    ]);
    // v2 is forgotten, and the portal does not make it up.
    expect(await line.told('unseen-many')).toEqual([
      'v1 release succeeded',
      perhaps('v3 release'),
      'v4 release succeeded',
    ]);
    for (const story of stories.filter(one => !one.startsWith('unseen'))) {
      expect([story, await line.told(story)]).toEqual([
        story,
        before.get(story),
      ]);
    }
  });
});
