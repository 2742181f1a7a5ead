import { existsSync } from 'node:fs';
import { sendRequest } from '../network/request';
import { waitFor } from '../processes/wait';
import { HeliosError } from './apiClient';
import { Helios } from './helios';
import { HeliosTaskStatus } from './objects';
import { startHelios } from './startHelios';

jest.setTimeout(90_000);

let helios: Helios;

beforeAll(async () => {
  helios = await startHelios({
    name: 'behaviour',
    sessionTimeoutMs: 2_000,
    slowMs: 1_500,
  });
});

afterAll(async () => {
  await helios?.stop();
});

const runs = ({ state }: HeliosTaskStatus) => state === 'RUNNING';

const basic = (username: string, password: string) => ({
  authorization: `Basic ${Buffer.from(`${username}:${password}`).toString(
    'base64',
  )}`,
});

describe('Helios', () => {
  it('is the version that it says it is, on every host', async () => {
    const { text } = await helios.api.request({ path: '/version' });
    expect(text).toContain('0.9.2');
    expect((await helios.api.hosts.names()).sort()).toEqual([
      'host-1',
      'host-2',
    ]);
    const { status } = await sendRequest({
      url: `${helios.adminUrl}/healthcheck`,
    });
    expect(status).toBe(200);
  });

  it('runs a job that a person deploys, and takes it away again', async () => {
    const job = await helios.api.jobs.create({
      name: 'byhand',
      version: '1',
      image: 'example/byhand:1',
      env: { COLOUR: 'blue' },
    });
    expect(job).toMatch(/^byhand:1:[0-9a-f]{40}$/);
    await helios.api.deploy({ job, host: 'host-1', user: 'alice' });
    const { containerId } = await helios.waitForTask({
      job,
      host: 'host-1',
      holds: runs,
    });
    expect(helios.engineOf('host-1').containers()).toContainEqual(
      expect.objectContaining({ id: containerId, running: true }),
    );
    expect((await helios.api.jobs.status(job)).deployments).toEqual({
      'host-1': expect.objectContaining({
        goal: 'START',
        deployerUser: 'alice',
      }),
    });
    await helios.api.undeploy({ job, host: 'host-1', user: 'alice' });
    await waitFor({
      what: 'the container to end',
      timeoutMs: 20_000,
      look: () =>
        helios
          .engineOf('host-1')
          .containers()
          .every(({ running }) => !running)
          ? true
          : undefined,
    });
    expect((await helios.api.jobs.status(job)).deployments).toEqual({});
    await helios.api.jobs.remove(job);
  });

  it('says what it refuses, also where it answers 200', async () => {
    await helios.api.groups.create({ name: 'twice', labels: { role: 'web' } });
    await expect(
      helios.api.groups.create({ name: 'twice', labels: { role: 'db' } }),
    ).rejects.toThrow('CONFLICT');
    await helios.api.groups.remove('twice');
    await expect(
      helios.api.deploy({
        job: `none:1:${'0'.repeat(40)}`,
        host: 'host-1',
      }),
    ).rejects.toThrow(HeliosError);
  });

  it('rolls a group from version to version, host by host', async () => {
    await helios.createGroup({ name: 'shop', labels: { role: 'web' } });
    for (const version of ['1', '2']) {
      const job = await helios.api.jobs.create({
        name: 'shop',
        version,
        image: `example/shop:${version}`,
      });
      await helios.api.groups.rollingUpdate({ group: 'shop', job });
      const { hostStatuses } = await helios.waitForGroup({
        group: 'shop',
        job,
        status: 'ACTIVE',
      });
      expect(hostStatuses).toEqual([
        { host: 'host-1', jobId: job, state: 'RUNNING' },
        { host: 'host-2', jobId: job, state: 'RUNNING' },
      ]);
      const { deployments } = await helios.api.jobs.status(job);
      expect(deployments['host-1']).toMatchObject({
        deployerUser: null,
        deploymentGroupName: 'shop',
      });
    }
  });

  it.each(['missing', 'nostart'])(
    'fails a rollout of an image that is %s',
    async word => {
      const group = `failing-${word}`;
      await helios.createGroup({ name: group, labels: { role: 'web' } });
      const job = await helios.api.jobs.create({
        name: group,
        version: '1',
        image: `example/${word}:1`,
      });
      await helios.api.groups.rollingUpdate({ group, job, timeout: 3 });
      const { error } = await helios.waitForGroup({
        group,
        job,
        status: 'FAILED',
      });
      expect(error).toContain('host-1: timed out');
      await helios.api.groups.remove(group);
      await helios.api.undeploy({ job, host: 'host-1' });
    },
  );

  it('takes a host that joins into its group', async () => {
    const { deploymentGroup } = await helios.api.groups.status('shop');
    const job = deploymentGroup.jobId ?? 'none';
    await helios.startAgent('host-3');
    await helios.waitForTask({ job, host: 'host-3', holds: runs });
    await helios.stopAgent('host-3');
    await helios.waitForHost({ host: 'host-3', status: 'DOWN' });
    const { hostStatuses } = await helios.api.groups.status('shop');
    expect(hostStatuses.map(({ host }) => host)).toEqual(['host-1', 'host-2']);
  });

  it('pulls slowly, checks health and crashes as images are called', async () => {
    const create = (word: string) =>
      helios.api.jobs.create({
        name: word,
        version: '1',
        image: `example/${word}:1`,
        healthCheck: { type: 'exec', command: ['check'] },
      });
    const slow = await create('slow');
    await helios.api.deploy({ job: slow, host: 'host-1' });
    await helios.waitForTask({
      job: slow,
      host: 'host-1',
      holds: ({ state }) => state === 'PULLING_IMAGE',
    });
    const { containerId } = await helios.waitForTask({
      job: slow,
      host: 'host-1',
      holds: runs,
    });
    const unhealthy = await create('unhealthy');
    await helios.api.deploy({ job: unhealthy, host: 'host-2' });
    await helios.waitForTask({
      job: unhealthy,
      host: 'host-2',
      holds: ({ state }) => state === 'HEALTHCHECKING',
    });
    helios.engineOf('host-1').exit(containerId ?? '', 3);
    const again = await helios.waitForTask({
      job: slow,
      host: 'host-1',
      holds: task => runs(task) && task.containerId !== containerId,
    });
    expect(again.throttled).toBe('NO');
    const { events } = await helios.api.jobs.history(slow);
    expect(events.map(({ status }) => status.state)).toContain('EXITED');
    await helios.api.undeploy({ job: slow, host: 'host-1' });
    await helios.api.undeploy({ job: unhealthy, host: 'host-2' });
  });

  it('loses a host that is killed, and gets it back under its name', async () => {
    await helios.killAgent('host-2');
    await helios.waitForHost({ host: 'host-2', status: 'DOWN' });
    await helios.startAgent('host-2');
    const { deploymentGroup } = await helios.api.groups.status('shop');
    await helios.waitForTask({
      job: deploymentGroup.jobId ?? 'none',
      host: 'host-2',
      holds: runs,
    });
    expect(helios.hosts()).toEqual(['host-1', 'host-2', 'host-3']);
  });

  it('goes on where it was when its master restarts, on the same port', async () => {
    const { url } = helios;
    const before = await helios.api.groups.status('shop');
    await helios.stopMaster({ kill: true });
    await expect(sendRequest({ url: `${url}/jobs` })).rejects.toMatchObject({
      code: 'ECONNREFUSED',
    });
    await helios.startMaster();
    expect(helios.url).toBe(url);
    const after = await helios.api.groups.status('shop');
    expect(after.deploymentGroup).toEqual(before.deploymentGroup);
  });

  it('stands behind a gateway that speaks TLS and asks for a password', async () => {
    const gateway = await helios.startGateway({
      credentials: { username: 'reader', password: 'example-only' },
    });
    const url = `${gateway.url}/masters`;
    const { caPem } = gateway;
    const headers = basic('reader', 'example-only');
    expect(await sendRequest({ url, caPem, headers })).toMatchObject({
      status: 200,
      text: '["master-1"]',
    });
    await expect(sendRequest({ url, headers })).rejects.toMatchObject({
      code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    });
    for (const wrong of [undefined, basic('reader', 'guessed')]) {
      expect(await sendRequest({ url, caPem, headers: wrong })).toMatchObject({
        status: 401,
      });
    }
    gateway.ask({ token: 'example-token' });
    const bearer = { authorization: 'Bearer example-token' };
    expect((await sendRequest({ url, caPem, headers: bearer })).status).toBe(
      200,
    );
    await gateway.cut('refused');
    await expect(
      sendRequest({ url, caPem, headers: bearer }),
    ).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await gateway.restore();
    await helios.stopMaster();
    expect((await sendRequest({ url, caPem, headers: bearer })).status).toBe(
      502,
    );
    await helios.startMaster();
    expect((await sendRequest({ url, caPem, headers: bearer })).status).toBe(
      200,
    );
  });

  it('has several masters, beside another cluster, and leaves nothing when it stops', async () => {
    const other = await startHelios({
      name: 'other',
      masters: 2,
      agents: [{ host: 'db-1', labels: { role: 'db' } }],
    });
    const processes = Object.values(other.processes());
    try {
      const [first, second] = other.masters;
      const job = await other.api.jobs.create({
        name: 'kept',
        version: '1',
        image: 'example/kept:1',
      });
      await other.stopMaster({ master: first.name, kill: true });
      // The client has moved on to the other one.
      await other.api.deploy({ job, host: 'db-1' });
      await other.waitForTask({ job, host: 'db-1', holds: runs });
      const { text } = await sendRequest({ url: `${second.url}/hosts` });
      expect(text).toBe('["db-1"]');
    } finally {
      await other.stop();
    }
    expect(processes).toHaveLength(4);
    expect(processes.filter(pid => existsSync(`/proc/${pid}`))).toEqual([]);
    expect(existsSync(other.folder)).toBe(false);
  });
});
