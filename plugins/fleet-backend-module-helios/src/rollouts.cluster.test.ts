import { MemoryLedger } from '@landfall/backstage-plugin-fleet-node/testUtils';
import { setTimeout as pause } from 'node:timers/promises';
import type { Look } from '@landfall/backstage-plugin-fleet-node';
import { startHelios, waitFor, type Helios } from 'testbed';
import { emptyCursor, parseCursor } from './observe/memory';
import { configOf, looking } from './testing/looking';

jest.setTimeout(240_000);

/** Shorter than the source waits for, so that it never comes to guess here. */
const HISTORY_TELLS_WITHIN_MS = 50_000;

/** What waits for a history, as the cursor of the source has it. */
function waitingIn({ cursor }: MemoryLedger): string[] {
  const { targets, untold } = parseCursor(cursor) ?? emptyCursor(0);
  const rollouts = Object.entries(targets).flatMap(([key, { awaitedSince }]) =>
    awaitedSince === null ? [] : key,
  );
  return [...rollouts, ...untold.map(({ change, id }) => `${change} ${id}`)];
}

describe('the source against a real Helios', () => {
  let helios: Helios;
  let ledger: MemoryLedger;
  /** Looks until nothing is left that a history has not told yet: on a busy machine it does so seconds later than hosts. */
  let look: () => Promise<Look>;
  let lookOnce: () => Promise<Look>;

  beforeAll(async () => {
    helios = await startHelios({ name: 'source', sessionTimeoutMs: 2_000 });
  });
  afterAll(() => helios?.stop());

  beforeEach(async () => {
    ledger = new MemoryLedger();
    lookOnce = looking({
      master: configOf(helios.masters.map(({ url }) => url)),
      ledger,
    });
    look = async () => {
      const end = Date.now() + HISTORY_TELLS_WITHIN_MS;
      for (;;) {
        const seen = await lookOnce();
        const waiting = waitingIn(ledger);
        if (waiting.length === 0) return seen;
        if (Date.now() > end) {
          throw new Error(`Histories did not tell of ${waiting.join(', ')}`);
        }
        await pause(200);
      }
    };
  });
  afterEach(() => {
    const kept = JSON.stringify([...ledger.versions]);
    if (ledger.refused.length > 0 || /example-only|alice/.test(kept)) {
      throw new Error(`Refused, or with secrets: ${kept}`);
    }
  });

  const job = (name: string, version: string, more: object = {}) =>
    helios.api.jobs.create({
      name,
      version,
      image: `example/${name}:${version}`,
      env: { DB_PASSWORD: 'example-only' },
      metadata: { team: 'shop', secret: 'example-only' },
      ...more,
    });
  const rolloutsOf = (name: string) =>
    ledger
      .newest('rollout')
      .filter(({ target }) => target.workload === name)
      .sort((a, b) => a.body.revision - b.body.revision);
  const presenceOf = (name: string) =>
    ledger.newest('presence').find(({ target }) => target.workload === name);
  const roll = async (group: string, id: string, timeout?: number) => {
    await helios.api.groups.rollingUpdate({ group, job: id, timeout });
  };
  const active = (group: string, id: string) =>
    helios.waitForGroup({ group, job: id, status: 'ACTIVE' });

  it('tells what a group rolls out, from version to version and back', async () => {
    await helios.createGroup({ name: 'shop', labels: { role: 'web' } });
    const first = await job('shop', '1', {
      ports: { api: { internalPort: 8080, protocol: 'tcp' } },
      registration: { 'shop/grpc': { ports: { api: {} } } },
    });
    expect(await look()).toEqual({ complete: true, problems: [] });
    await roll('shop', first);
    await active('shop', first);
    await look();
    const second = await job('shop', '2');
    await roll('shop', second);
    await waitFor({
      what: 'the second rollout to be seen while it goes on',
      timeoutMs: 20_000,
      look: async () => {
        await lookOnce();
        return rolloutsOf('shop').some(
          ({ body }) => body.outcome === 'in_progress',
        )
          ? true
          : undefined;
      },
    });
    await active('shop', second);
    await look();
    await roll('shop', first);
    await active('shop', first);
    await look();

    const rollouts = rolloutsOf('shop');
    expect(
      rollouts.map(({ body, estimated, backfilled }) => ({
        image: body.images[0].reference,
        outcome: body.outcome,
        estimated,
        backfilled,
      })),
    ).toEqual(
      ['1', '2', '1'].map(version => ({
        image: `example/shop:${version}`,
        outcome: 'succeeded',
        estimated: { at: false, endedAt: false },
        backfilled: false,
      })),
    );
    expect(rollouts[0].target).toEqual({
      platform: 'helios',
      cluster: 'test',
      namespace: 'shop',
      workloadKind: 'DeploymentGroup',
      workload: 'shop',
    });
    for (const { at, endedAt } of rollouts) {
      expect((endedAt ?? 0) - at).toBeGreaterThan(1_000);
    }
    expect(rollouts[1].at).toBeGreaterThan(rollouts[0].endedAt ?? Infinity);
    expect(presenceOf('shop')?.body).toMatchObject({
      images: [{ container: 'shop', reference: 'example/shop:1' }],
      desired: 2,
      ready: 2,
      paused: false,
      labels: { team: 'shop' },
      containers: [
        {
          container: 'shop',
          image: 'example/shop:1',
          injected: false,
          ports: [{ port: 8080, name: 'api', protocol: 'grpc' }],
          environment: ['DB_PASSWORD'],
        },
      ],
    });
    const { reported } = ledger;
    await look();
    await look();
    expect(ledger.reported).toBe(reported);
  });

  it('tells what came and went between two looks', async () => {
    const first = await job('quick', '1');
    const second = await job('quick', '2');
    await helios.createGroup({ name: 'quick', labels: { role: 'web' } });
    await roll('quick', first);
    await active('quick', first);
    await look();
    await roll('quick', second);
    await active('quick', second);
    await roll('quick', first);
    await active('quick', first);
    await look();
    expect(
      rolloutsOf('quick').map(({ body }) => [
        body.images[0].reference,
        body.outcome,
      ]),
    ).toEqual([
      ['example/quick:1', 'succeeded'],
      ['example/quick:2', 'unknown'],
      ['example/quick:1', 'succeeded'],
    ]);
  });

  it('tells why a rollout failed, and that it was tried again', async () => {
    await helios.createGroup({ name: 'fails', labels: { role: 'web' } });
    const good = await job('fails', '1');
    const bad = await job('fails', '2', { image: 'example/fails:missing' });
    await roll('fails', good);
    await active('fails', good);
    await look();
    for (const _ of [1, 2]) {
      await roll('fails', bad, 2);
      await look();
      await helios.waitForGroup({
        group: 'fails',
        job: bad,
        status: 'FAILED',
      });
      await look();
    }
    await roll('fails', bad, 60);
    await look();
    await helios.api.groups.stop('fails');
    await look();
    await roll('fails', good);
    await active('fails', good);
    await look();
    expect(
      rolloutsOf('fails').map(({ body }) => [body.outcome, body.reason]),
    ).toEqual([
      ['succeeded', ''],
      ['failed', expect.stringContaining('timed out')],
      ['failed', expect.stringContaining('timed out')],
      ['failed', 'Stopped by user'],
      ['succeeded', ''],
    ]);
  });

  it('does not take a host that is down for gone, nor one that joins for a rollout', async () => {
    await helios.createGroup({ name: 'stays', labels: { role: 'web' } });
    const first = await job('stays', '1');
    await roll('stays', first);
    await active('stays', first);
    await look();
    const before = rolloutsOf('stays');
    expect(presenceOf('stays')?.body).toMatchObject({ desired: 2, ready: 2 });

    await helios.killAgent('host-2');
    await helios.waitForHost({ host: 'host-2', status: 'DOWN' });
    await look();
    expect(presenceOf('stays')?.body).toMatchObject({ desired: 2, ready: 1 });
    const hostUp = (name: string) =>
      ledger.newest('host').find(({ body }) => body.host === name)?.body.up;
    expect([hostUp('host-1'), hostUp('host-2')]).toEqual([true, false]);

    await helios.startAgent('host-2');
    const runs = ({ state }: { state: string }) => state === 'RUNNING';
    await helios.waitForTask({ job: first, host: 'host-2', holds: runs });
    await helios.startAgent('host-3', { labels: { role: 'web' } });
    await helios.waitForTask({ job: first, host: 'host-3', holds: runs });
    await look();
    expect(presenceOf('stays')?.body).toMatchObject({ desired: 3, ready: 3 });
    expect(rolloutsOf('stays')).toEqual(before);

    await helios.stopAgent('host-3');
    await helios.waitForHost({ host: 'host-3', status: 'DOWN' });
    await look();
    expect(presenceOf('stays')?.body).toMatchObject({ desired: 3, ready: 2 });
    await helios.restartMaster({ kill: true });
    await look();
    expect(rolloutsOf('stays')).toEqual(before);
    expect(presenceOf('stays')?.ended).toBe(false);
  });

  it('tells what people do by hand, until nothing is left of it', async () => {
    await look();
    const first = await job('hand', '1');
    await look();
    expect(presenceOf('hand')).toMatchObject({
      ended: false,
      target: { namespace: 'hosts', workloadKind: 'Job' },
      body: { desired: 0, ready: 0 },
    });
    const runs = ({ state }: { state: string }) => state === 'RUNNING';
    const deploy = async (id: string, host: string) => {
      await helios.api.deploy({ job: id, host, user: 'alice' });
      await helios.waitForTask({ job: id, host, holds: runs });
    };
    await deploy(first, 'host-1');
    await deploy(first, 'host-2');
    await look();
    const second = await job('hand', '2');
    await helios.api.undeploy({ job: first, host: 'host-1' });
    await deploy(second, 'host-1');
    await look();
    await helios.api.undeploy({ job: first, host: 'host-2' });
    await deploy(second, 'host-2');
    await look();
    expect(
      rolloutsOf('hand').map(({ body, estimated }) => [
        body.images[0].reference,
        body.outcome,
        estimated,
      ]),
    ).toEqual([
      ['example/hand:1', 'succeeded', { at: false, endedAt: false }],
      ['example/hand:2', 'succeeded', { at: false, endedAt: false }],
    ]);
    await helios.api.setGoal({ job: second, host: 'host-1', goal: 'STOP' });
    await helios.api.setGoal({ job: second, host: 'host-2', goal: 'STOP' });
    await look();
    expect(presenceOf('hand')?.body).toMatchObject({
      paused: true,
      desired: 0,
    });

    await helios.api.undeploy({ job: second, host: 'host-1' });
    await helios.api.undeploy({ job: second, host: 'host-2' });
    await look();
    expect(presenceOf('hand')).toMatchObject({ ended: false });
    await helios.api.jobs.remove(first);
    await helios.api.jobs.remove(second);
    await look();
    expect(presenceOf('hand')).toMatchObject({
      ended: true,
      body: { desired: 0, ready: 0, labels: { team: 'shop' } },
    });
    const operations = ledger
      .newest('operation')
      .filter(({ target }) => target.workload === 'hand');
    expect(
      operations.map(({ body }) => [body.operation, body.from, body.to]).sort(),
    ).toEqual([
      ['create', null, null],
      ['create', null, null],
      ['deploy', 0, 1],
      ['deploy', 0, 2],
      ['deploy', 1, 2],
      ['undeploy', 1, 0],
      ['undeploy', 2, 0],
      ['undeploy', 2, 1],
    ]);
    expect(operations.every(({ body }) => body.actor === 'person')).toBe(true);
  });
});
