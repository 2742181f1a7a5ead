import { existsSync } from 'node:fs';
import { waitFor } from '../processes/wait';
import { ApiResponse, createApiClient } from './apiClient';
import { Cluster } from './cluster';
import { startCluster } from './startCluster';
import { ObjectList, Pod } from './objects';
import { watchBarely } from './watching';

jest.setTimeout(90_000);

const PODS = '/api/v1/pods';

let cluster: Cluster;

beforeAll(async () => {
  cluster = await startCluster({ name: 'life', watchCache: false });
});

afterAll(async () => {
  await cluster?.stop();
});

/** Asks as the viewer, through the proxy. */
async function view(
  path: string,
  options: { timeoutMs?: number } = {},
): Promise<ApiResponse> {
  const client = createApiClient({
    port: Number(new URL(cluster.url).port),
    caPem: cluster.caPem,
    token: cluster.tokenOf('viewer'),
  });
  try {
    return await client.send({ path, ...options });
  } finally {
    client.close();
  }
}

const isRunning = (pid: number) => existsSync(`/proc/${pid}`);

describe('what life does to a cluster', () => {
  it('answers 410 to a watch that history was taken from', async () => {
    const list = await cluster.api.json<ObjectList<Pod>>({ path: PODS });
    const path = `${PODS}?resourceVersion=${list.metadata.resourceVersion}`;
    const open = watchBarely({ cluster, user: 'viewer', path });
    await waitFor({
      what: 'an open watch',
      timeoutMs: 5_000,
      look: () => {
        return cluster.connections() > 0 ? true : undefined;
      },
    });
    await cluster.applyDeployment({ name: 'compacted', image: 'team/a:1' });
    await cluster.waitForRollout({ name: 'compacted' });
    await cluster.compact();
    expect((await open.ended).error).toBeDefined();

    const again = watchBarely({ cluster, user: 'viewer', path });
    await again.ended;
    expect(again.events).toEqual([
      expect.objectContaining({
        type: 'ERROR',
        object: expect.objectContaining({ code: 410 }),
      }),
    ]);
  });

  it('refuses connections while cut, and takes them again', async () => {
    await cluster.cut('refused');
    await expect(view(PODS)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await cluster.restore();
    expect((await view(PODS)).status).toBe(200);
  });

  it('lets connections hang in silence, and go on when the network is back', async () => {
    const watch = watchBarely({ cluster, user: 'viewer', path: PODS });
    await waitFor({
      what: 'the first event',
      timeoutMs: 5_000,
      look: () => watch.events[0],
    });
    await cluster.cut('silent');
    await expect(view(PODS, { timeoutMs: 500 })).rejects.toThrow('no answer');
    await cluster.applyDeployment({ name: 'unheard', image: 'team/b:1' });
    await cluster.waitForRollout({ name: 'unheard' });
    const heard = () =>
      watch.events.find(({ object }) =>
        object.metadata?.name?.startsWith('unheard'),
      );
    expect(heard()).toBeUndefined();
    await cluster.restore();
    await waitFor({
      what: 'what happened meanwhile',
      timeoutMs: 5_000,
      look: heard,
    });
    watch.stop();
  });

  it('breaks answers in the middle', async () => {
    cluster.breakAfter(6_000);
    await expect(view('/openapi/v2')).rejects.toThrow();
    await cluster.restore();
    expect((await view(PODS)).status).toBe(200);
  });

  it('takes a permission away and gives it back, of one kind only', async () => {
    await cluster.forbid('pods');
    expect((await view(PODS)).status).toBe(403);
    expect((await view('/apis/apps/v1/deployments')).status).toBe(200);
    await cluster.allow('pods');
    expect((await view(PODS)).status).toBe(200);
  });

  it('lets the viewer write nothing, and read no secrets', async () => {
    expect((await view('/api/v1/secrets')).status).toBe(403);
  });

  it('hangs while frozen', async () => {
    cluster.freezeApiServer();
    await expect(view(PODS, { timeoutMs: 500 })).rejects.toThrow('no answer');
    cluster.thawApiServer();
    expect((await view(PODS)).status).toBe(200);
  });

  it('restarts, also after kill -9, and goes on where it was', async () => {
    await cluster.stopApiServer({ kill: true });
    await expect(view(PODS)).rejects.toThrow();
    await cluster.startApiServer();
    await cluster.applyDeployment({ name: 'after', image: 'team/c:1' });
    await cluster.waitForRollout({ name: 'after' });
  });

  it('expires a token, and issues another one', async () => {
    const old = cluster.tokenOf('viewer');
    await cluster.expireToken('viewer');
    expect((await view(PODS)).status).toBe(401);
    const issued = await cluster.createToken({ user: 'viewer' });
    expect(issued).not.toBe(old);
    expect((await view(PODS)).status).toBe(200);
  });

  it('stands still without its controllers', async () => {
    await cluster.stopControllers();
    await cluster.applyDeployment({ name: 'still', image: 'team/d:1' });
    await expect(
      cluster.waitForRollout({ name: 'still', timeoutMs: 1_000 }),
    ).rejects.toThrow('Gave up waiting');
    await cluster.startControllers();
    await cluster.waitForRollout({ name: 'still' });
  });

  it('stands beside another one, and leaves nothing when it stops', async () => {
    const other = await startCluster({
      name: 'other',
      users: [{ user: 'robot', groups: ['system:masters'] }],
    });
    const processes = Object.values(other.processes());
    try {
      await other.applyDeployment({ name: 'alone', image: 'team/e:1' });
      await other.waitForRollout({ name: 'alone' });
      expect(await cluster.podsOf({ name: 'alone' })).toEqual([]);
      const kubeconfig = await other.kubeconfigFor('robot');
      const names = await other.kubectl(
        `--kubeconfig=${kubeconfig}`,
        '--context=other',
        'get',
        'deployments',
        '--output=name',
      );
      expect(names).toBe('deployment.apps/alone\n');
      // The authority of one does not vouch for the other.
      await expect(
        createApiClient({
          port: Number(new URL(other.url).port),
          caPem: cluster.caPem,
          token: other.tokenOf('viewer'),
        }).send({ path: '/version' }),
      ).rejects.toThrow();
    } finally {
      await other.stop();
    }
    expect(processes).toHaveLength(5);
    expect(processes.filter(isRunning)).toEqual([]);
    expect(existsSync(other.folder)).toBe(false);
  });
});
