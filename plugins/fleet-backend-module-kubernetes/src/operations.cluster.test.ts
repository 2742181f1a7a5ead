import { setTimeout as pause } from 'node:timers/promises';
import { MemoryLedger } from '@landfall/backstage-plugin-fleet-node/testUtils';
import { startCluster, waitFor, type Cluster } from 'testbed';
import { configOf, watch, type Watching } from './testing/watching';

jest.setTimeout(180_000);

describe('what a real cluster tells of outages, disruptions and operations', () => {
  let cluster: Cluster;
  let watching: Watching;
  const ledger = new MemoryLedger();

  const begin = async () => {
    const looks = ledger.looks.length;
    watching = watch({ cluster: configOf(cluster), ledger });
    await waitFor({
      what: 'a look',
      timeoutMs: 30_000,
      look: () => {
        if (watching.failure) throw watching.failure;
        return ledger.looks.length > looks || undefined;
      },
    });
  };

  beforeAll(async () => {
    cluster = await startCluster({ name: 'operations' });
    await begin();
  });

  afterAll(async () => {
    await watching?.stop();
    await cluster?.stop();
  });

  const outages = (name: string) =>
    ledger
      .newest('outage')
      .filter(({ target }) => target?.workload === name)
      .sort((a, b) => a.at - b.at);
  const operations = (name: string) =>
    ledger
      .newest('operation')
      .filter(({ target }) => target.workload === name)
      .sort((a, b) => a.at - b.at)
      .map(({ body }) =>
        [body.operation, body.actor, body.from, body.to]
          .filter(part => part !== null)
          .join(' '),
      );
  const disruptions = (name: string) =>
    ledger
      .newest('disruption')
      .filter(({ target }) => target.workload === name);
  const until = (what: string, holds: () => boolean, name: string) =>
    waitFor({
      what,
      timeoutMs: 30_000,
      look: () => {
        if (watching.failure) throw watching.failure;
        return holds() || undefined;
      },
      describe: () =>
        JSON.stringify(
          [outages(name), operations(name), disruptions(name)],
          null,
          1,
        ),
    });
  const behave = (name: string, behaviour: string) =>
    cluster.kubectl(
      ...['annotate', 'pods', '--selector', `app=${name}`, '--overwrite'],
      `landfall.test/behaviour=${behaviour}`,
    );
  const release = async (name: string, replicas = 2) => {
    await cluster.applyDeployment({
      ...{ name, replicas, image: `shop/${name}:1` },
    });
    await cluster.waitForRollout({ name });
    await until(
      `${name} to be ready`,
      () =>
        ledger
          .newest('presence')
          .some(
            ({ target, body }) =>
              target.workload === name && body.ready === replicas,
          ),
      name,
    );
    // The cluster tells whole seconds.
    await pause(1_050);
  };
  const availability = async (name: string) => {
    const { status } = await cluster.getDeployment({ name });
    const condition = status.conditions?.find(
      ({ type }) => type === 'Available',
    );
    return Date.parse(condition?.lastTransitionTime ?? '');
  };

  it('an outage, from when its condition turned until it turned back, over a restart of the portal', async () => {
    const name = 'cart';
    await release(name);
    expect(outages(name)).toEqual([]);
    await behave(name, 'never-ready');
    await until('an outage', () => outages(name).length === 1, name);
    const began = await availability(name);
    expect(outages(name)[0]).toMatchObject({
      at: began,
      ended: false,
      backfilled: false,
      estimated: { at: false },
    });
    expect(outages(name)[0].body.cause).toMatch(/^MinimumReplicasUnavailable/);

    await watching.stop();
    await begin();
    expect(outages(name)).toHaveLength(1);
    await behave(name, 'ready');
    await until('its end', () => outages(name)[0].ended, name);
    expect(outages(name)).toMatchObject([
      { at: began, endedAt: await availability(name) },
    ]);
  });

  it('an outage that began while nobody looked, which ends when the Deployment is deleted', async () => {
    const name = 'basket';
    await release(name);
    await watching.stop();
    await behave(name, 'never-ready');
    await waitFor({
      what: 'the Deployment to be down',
      timeoutMs: 30_000,
      look: async () => {
        const { status } = await cluster.getDeployment({ name });
        return (status.availableReplicas ?? 0) === 0 || undefined;
      },
    });
    await begin();
    await until('an outage', () => outages(name).length === 1, name);
    expect(outages(name)[0]).toMatchObject({
      at: await availability(name),
      ended: false,
      backfilled: true,
    });
    await cluster.deleteDeployment({ name });
    await until('its end', () => outages(name)[0].ended, name);
    expect(outages(name)[0].estimated.endedAt).toBe(false);
  });

  it('no outage of a first rollout, nor with zero instances on purpose', async () => {
    await cluster.applyDeployment({
      name: 'newborn',
      image: 'shop/never-ready:1',
    });
    const name = 'search';
    await release(name);
    await cluster.scale({ name, replicas: 0 });
    await until(
      'a scaling',
      () => operations(name).join() === 'scale person 2 0',
      name,
    );
    await pause(1_050);
    await cluster.scale({ name, replicas: 3 });
    await until(
      'another scaling',
      () => operations(name).join() === 'scale person 2 0,scale person 0 3',
      name,
    );
    await cluster.waitForRollout({ name });
    expect(outages(name)).toEqual([]);
    expect(outages('newborn')).toEqual([]);
    expect(operations('newborn')).toEqual([]);
  });

  it('scaling by hand, and not by an autoscaler', async () => {
    const name = 'catalogue';
    const ready = (count: number) => () =>
      ledger
        .newest('presence')
        .some(
          ({ target, body }) =>
            target.workload === name && body.ready === count,
        );
    await release(name);
    await cluster.scale({ name, replicas: 3 });
    await until('three instances', ready(3), name);
    // As a horizontal pod autoscaler does it.
    await cluster.api.json({
      method: 'PATCH',
      path: `/apis/apps/v1/namespaces/default/deployments/${name}/scale?fieldManager=kube-controller-manager`,
      contentType: 'application/merge-patch+json',
      body: { spec: { replicas: 4 } },
    });
    await until('four instances', ready(4), name);
    await cluster.scale({ name, replicas: 2 });
    await until('two instances', ready(2), name);
    expect(operations(name)).toEqual(['scale person 2 3', 'scale person 4 2']);
  });

  it('restarts and edits by hand, and none of them by a pipeline, nor again after a restart of the portal', async () => {
    const name = 'checkout';
    await release(name);
    await cluster.restart({ name });
    await cluster.waitForRollout({ name });
    await pause(1_050);
    await cluster.kubectl(
      ...['set', 'image', `deployment/${name}`, `main=shop/${name}:2`],
    );
    await cluster.waitForRollout({ name });
    await pause(1_050);
    // Says nothing of what it wants.
    await cluster.kubectl('label', `deployment/${name}`, 'colour=red');
    await until(
      'a restart and an edit',
      () => operations(name).join() === 'restart person,edit person',
      name,
    );

    await watching.stop();
    await pause(1_050);
    await cluster.kubectl('scale', `deployment/${name}`, '--replicas=1');
    await pause(1_050);
    await cluster.applyDeployment({
      ...{ name, image: `shop/${name}:3`, replicas: 1 },
    });
    await cluster.waitForRollout({ name });
    await begin();
    await until('what was missed', () => operations(name).length > 2, name);
    expect(operations(name)).toEqual([
      'restart person',
      'edit person',
      expect.stringMatching(/^scale person/),
    ]);
    expect(
      ledger
        .newest('operation')
        .filter(({ target }) => target.workload === name)
        .map(({ backfilled }) => backfilled),
    ).toEqual([false, false, true]);
  });

  it('restarts and kills for lack of memory by the hour, and a crash loop as one episode', async () => {
    const name = 'heap';
    await cluster.applyDeployment({
      ...{ name, image: 'shop/out-of-memory:1' },
      podAnnotations: { 'landfall.test/restart-every': '1500ms' },
    });
    const told = () =>
      disruptions(name)
        .map(({ body }) => body.disruption)
        .sort()
        .join();
    await until(
      'all three',
      () => told() === 'crash_loop,out_of_memory,restart',
      name,
    );
    const pods = await cluster.podsOf({ name });
    await pause(5_000);
    // However often it restarts, there is no more to tell than that it does.
    for (const { key, ended } of disruptions(name)) {
      expect(ledger.versions.get(key)).toHaveLength(1);
      expect(ended).toBe(false);
    }
    const { uid } = (await cluster.getDeployment({ name })).metadata;
    const [hour] = disruptions(name).filter(
      ({ body }) => body.disruption === 'restart',
    );
    expect(hour.key).toBe(`restart/${uid}/${Math.floor(hour.at / 3_600_000)}`);

    await cluster.deleteDeployment({ name });
    await until(
      'the end of all',
      () => disruptions(name).every(({ ended }) => ended),
      name,
    );
    const counts = Object.fromEntries(
      disruptions(name).map(({ body }) => [body.disruption, body.count]),
    );
    const least = pods[0].status.containerStatuses?.[0].restartCount ?? 0;
    expect(counts.restart).toBeGreaterThan(least);
    expect(counts.out_of_memory).toBe(counts.restart);
    expect(counts.crash_loop).toBeGreaterThanOrEqual(counts.restart);
  });

  it('nothing that is malformed', () => {
    expect(ledger.refused).toEqual([]);
  });
});
