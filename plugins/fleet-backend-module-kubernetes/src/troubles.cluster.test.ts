import { setTimeout as pause } from 'node:timers/promises';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { instant } from '@landfall/backstage-plugin-fleet-common';
import { MemoryLedger } from '@landfall/backstage-plugin-fleet-node/testUtils';
import { startCluster, waitFor, type Cluster } from 'testbed';
import { configOf, watch, type Watching } from './testing/watching';
import type { WatchTimings } from './watch/timings';

jest.setTimeout(180_000);

const HOUR_MS = 3_600_000;
/** Everything as in life, only sooner. */
const timings: Partial<WatchTimings> = {
  heartbeatMs: 1_000,
  outageMs: 4_000,
  forbiddenMs: 1_500,
  troubleMs: 1_000,
  retry: { baseMs: 200, maxMs: 1_000 },
};

describe('a real cluster on bad days', () => {
  let cluster: Cluster;
  const running: Watching[] = [];

  beforeAll(async () => {
    // Without a watch cache, so that what is compacted is gone at once.
    cluster = await startCluster({ name: 'troubles', watchCache: false });
    await cluster.ensureNamespace('wanted');
    await cluster.ensureNamespace('unwanted');
  });

  afterEach(async () => {
    await Promise.all(running.splice(0).map(watching => watching.stop()));
    await cluster.restore();
  });

  afterAll(() => cluster?.stop());

  const begin = (
    ledger: MemoryLedger,
    overrides: Parameters<typeof configOf>[1] = {},
  ) => {
    const watching = watch({
      cluster: configOf(cluster, overrides),
      ledger,
      timings,
    });
    running.push(watching);
    return watching;
  };
  const looked = (ledger: MemoryLedger, after = ledger.looks.length) =>
    waitFor({
      what: 'a look',
      timeoutMs: 30_000,
      look: () => ledger.looks[after],
    });
  const failureOf = (watching: Watching) =>
    waitFor({
      what: 'the watch to fail',
      timeoutMs: 60_000,
      look: () => watching.failure,
    });
  const rollouts = (ledger: MemoryLedger, name: string) =>
    ledger
      .newest('rollout')
      .filter(({ target }) => target.workload === name)
      .sort((a, b) => a.at - b.at || a.body.revision - b.body.revision);
  const until = (ledger: MemoryLedger, name: string, expected: string[]) =>
    waitFor({
      what: `${name}: ${expected.join(', ')}`,
      timeoutMs: 40_000,
      look: () => {
        const outcomes = rollouts(ledger, name).map(
          ({ body }) => `${body.revision} ${body.outcome}`,
        );
        return outcomes.join() === expected.join() || undefined;
      },
      describe: () => JSON.stringify(rollouts(ledger, name), null, 1),
    });
  const release = async (name: string, version: number) => {
    await cluster.applyDeployment({ name, image: `shop/${name}:${version}` });
    // After a restart of the API server the controllers may take a while.
    await cluster.waitForRollout({ name, timeoutMs: 90_000 });
    // The cluster tells whole seconds.
    await pause(1_050);
  };

  it('says what to do when nobody listens, and when the certificate is not to be trusted', async () => {
    const ledger = new MemoryLedger();
    const refused = begin(ledger, {
      access: {
        type: 'url',
        url: 'https://127.0.0.1:9',
        token: { value: 'x' },
        skipTLSVerify: false,
      },
    });
    expect(await failureOf(refused)).toMatchObject({
      kind: 'unreachable',
      message: expect.stringContaining(
        'https://127.0.0.1:9 cannot be reached (ECONNREFUSED)',
      ),
      fix: expect.stringContaining('fleet.kubernetes.clusters[0]'),
    });
    const untrusted = begin(ledger, {
      access: {
        type: 'url',
        url: cluster.url,
        token: { value: cluster.tokenOf('viewer') },
        skipTLSVerify: false,
      },
    });
    expect(await failureOf(untrusted)).toMatchObject({ kind: 'untrusted' });
    expect(ledger.looks).toEqual([]);
    expect(ledger.reported).toBe(0);
  });

  it('goes on without a gap after the network was away for longer than it waits', async () => {
    const ledger = new MemoryLedger();
    const name = 'cut';
    const watching = begin(ledger);
    await looked(ledger);
    await release(name, 1);
    await until(ledger, name, ['1 succeeded']);
    await cluster.cut('refused');
    const failure = await failureOf(watching);
    expect(failure).toMatchObject({ kind: 'unreachable' });
    const looks = ledger.looks.length;
    await release(name, 2);
    await release(name, 3);
    await cluster.undo({ name });
    await cluster.waitForRollout({ name });
    expect(ledger.looks).toHaveLength(looks);
    await cluster.restore();
    watching.again();
    await until(ledger, name, [
      '1 succeeded',
      '2 succeeded',
      '3 succeeded',
      '4 succeeded',
    ]);
    for (const rollout of rollouts(ledger, name)) {
      expect(rollout).toMatchObject({
        backfilled: false,
        estimated: { at: false, endedAt: false },
      });
    }
    await looked(ledger);
  });

  it('notices a network that swallows everything', async () => {
    const ledger = new MemoryLedger();
    const watching = begin(ledger);
    await looked(ledger);
    await cluster.cut('silent');
    expect(await failureOf(watching)).toMatchObject({ kind: 'timeout' });
    const looks = ledger.looks.length;
    await cluster.restore();
    watching.again();
    await looked(ledger, looks);
  });

  it('tells each surviving revision once after a gap, and how it ended only where the cluster knows', async () => {
    const ledger = new MemoryLedger();
    const name = 'gap';
    const first = begin(ledger);
    await looked(ledger);
    await release(name, 1);
    await until(ledger, name, ['1 succeeded']);
    await cluster.applyDeployment({ name, image: 'shop/gap:2-never-ready' });
    await until(ledger, name, ['1 succeeded', '2 in_progress']);
    // Killed in the middle of a rollout: nothing is told any more.
    await first.stop();
    await release(name, 3);
    await release(name, 4);
    await cluster.undo({ name, toRevision: 3 });
    await cluster.waitForRollout({ name });

    begin(ledger);
    // The ReplicaSet of 3 is that of 5 now; that it was 3 before is known from its history.
    await until(ledger, name, [
      '1 succeeded',
      '2 unknown',
      '3 unknown',
      '4 unknown',
      '5 succeeded',
    ]);
    const [, second, third, fourth, fifth] = rollouts(ledger, name);
    for (const unknown of [second, third, fourth]) {
      expect(unknown).toMatchObject({ ended: true, endedAt: null });
    }
    expect(third.backfilled && fourth.backfilled && fifth.backfilled).toBe(
      true,
    );
    expect(fifth.estimated).toEqual({ at: true, endedAt: false });
    expect(fifth.at).toBeGreaterThanOrEqual(fourth.at);

    // The same again tells nothing new.
    const versions = JSON.stringify([...ledger.versions]);
    begin(ledger);
    await looked(ledger);
    expect(JSON.stringify([...ledger.versions])).toBe(versions);
  });

  it('ends a rollout that was open when it was killed, if the cluster tells how', async () => {
    const ledger = new MemoryLedger();
    const name = 'killed';
    const first = begin(ledger);
    await looked(ledger);
    await cluster.applyDeployment({
      name,
      image: 'shop/killed:1',
      podAnnotations: { 'landfall.test/ready-after': '3s' },
    });
    await until(ledger, name, ['1 in_progress']);
    await first.stop();
    const { status } = await cluster.waitForRollout({ name });
    begin(ledger);
    await until(ledger, name, ['1 succeeded']);
    const stamp = status.conditions?.find(({ type }) => type === 'Progressing');
    expect(rollouts(ledger, name)[0]).toMatchObject({
      endedAt: Date.parse(stamp?.lastUpdateTime ?? ''),
      backfilled: false,
      estimated: { at: false, endedAt: false },
    });
  });

  it('notices what was deleted while it did not look', async () => {
    const ledger = new MemoryLedger();
    const name = 'vanished';
    const first = begin(ledger);
    await looked(ledger);
    await cluster.applyDeployment({ name, image: 'shop/never-ready:1' });
    await until(ledger, name, ['1 in_progress']);
    await first.stop();
    await cluster.deleteDeployment({ name });
    begin(ledger);
    await until(ledger, name, ['1 unknown']);
    const [presence] = ledger
      .newest('presence')
      .filter(({ target }) => target.workload === name);
    expect(presence).toMatchObject({
      ended: true,
      estimated: { endedAt: true },
    });
  });

  it('lists again after a compaction, and finds what happened meanwhile', async () => {
    const ledger = new MemoryLedger();
    const name = 'compacted';
    const watching = begin(ledger);
    await looked(ledger);
    await release(name, 1);
    await until(ledger, name, ['1 succeeded']);
    await cluster.cut('refused');
    await release(name, 2);
    await cluster.compact();
    await cluster.restore();
    await until(ledger, name, ['1 succeeded', '2 succeeded']);
    expect(watching.failure).toBeUndefined();
    expect(rollouts(ledger, name)[1].estimated).toEqual({
      at: false,
      endedAt: false,
    });
    await looked(ledger);
  });

  it('goes on with the other kinds when one is forbidden, and names the verb, the resource and its group', async () => {
    const ledger = new MemoryLedger();
    const name = 'forbidden';
    await cluster.forbid('pods');
    begin(ledger);
    const look = await looked(ledger);
    expect(look.complete).toBe(false);
    expect(look.problems).toEqual([
      {
        text: 'Cluster troubles does not let the portal list pods',
        fix: expect.stringContaining(
          'the verb list on the resource pods of the API group ""',
        ),
      },
    ]);
    await release(name, 1);
    await until(ledger, name, ['1 succeeded']);
    await cluster.allow('pods');
    await waitFor({
      what: 'a complete look',
      timeoutMs: 30_000,
      look: () => ledger.looks[ledger.looks.length - 1].complete || undefined,
    });

    // Without ReplicaSets there are no rollouts to tell, and none that was open is ended for that.
    await cluster.forbid('replicasets.apps');
    const second = new MemoryLedger();
    begin(second);
    expect((await looked(second)).problems[0].fix).toContain(
      'the verb list on the resource replicasets of the API group "apps"',
    );
    expect(second.newest('presence')).not.toEqual([]);
    expect(second.newest('rollout')).toEqual([]);
    await cluster.allow('replicasets.apps');
    await until(second, name, ['1 succeeded']);
  });

  it('fails in words when everything is forbidden', async () => {
    await cluster.forbid('pods', 'deployments.apps', 'replicasets.apps');
    const watching = begin(new MemoryLedger());
    expect(await failureOf(watching)).toMatchObject({
      kind: 'forbidden',
      message: expect.stringContaining('deployments.apps'),
      fix: expect.stringContaining('landfall-reader.yaml'),
    });
    await cluster.allow('pods', 'deployments.apps', 'replicasets.apps');
  });

  it.each([HOUR_MS, -HOUR_MS])(
    'reads the times of a cluster by our clock, which is %i ms ahead of it',
    async skew => {
      const ledger = new MemoryLedger();
      const name = `skewed${skew > 0 ? 1 : 2}`;
      ledger.now = () => instant(Date.now() + skew);
      begin(ledger);
      const look = await looked(ledger);
      expect(look.complete).toBe(true);
      expect(look.problems).toEqual([
        {
          text: expect.stringMatching(
            skew > 0
              ? /is 3600 s behind the portal's/
              : /is 3600 s ahead of the portal's/,
          ),
          fix: expect.stringContaining('Synchronise the clocks'),
        },
      ]);
      const before = ledger.now();
      await release(name, 1);
      await release(name, 2);
      await cluster.undo({ name });
      await until(ledger, name, ['1 succeeded', '2 succeeded', '3 succeeded']);
      let last = before - 3_000;
      for (const { at, endedAt } of rollouts(ledger, name)) {
        expect(at).toBeGreaterThanOrEqual(last);
        expect(endedAt).toBeGreaterThanOrEqual(at);
        last = endedAt ?? Infinity;
      }
      expect(last).toBeLessThanOrEqual(ledger.now() + 3_000);
    },
  );

  it('looks only at the namespaces that it is told', async () => {
    for (const namespace of ['wanted', 'unwanted']) {
      await cluster.applyDeployment({
        namespace,
        name: 'app',
        image: 'shop/app:1',
      });
      await cluster.waitForRollout({ namespace, name: 'app' });
    }
    const some = new MemoryLedger();
    begin(some, { namespaces: { include: ['wanted'], exclude: [] } });
    await looked(some);
    const namespacesOf = (ledger: MemoryLedger) =>
      new Set(ledger.newest('presence').map(({ target }) => target.namespace));
    expect(namespacesOf(some)).toEqual(new Set(['wanted']));
    const others = new MemoryLedger();
    begin(others, { namespaces: { include: [], exclude: ['unwanted'] } });
    await looked(others);
    expect(namespacesOf(others)).toContain('wanted');
    expect(namespacesOf(others)).not.toContain('unwanted');
  });

  it('outlives a restart and a kill of the API server', async () => {
    const ledger = new MemoryLedger();
    const name = 'restarted';
    const watching = begin(ledger);
    await looked(ledger);
    for (const [version, kill] of [
      [1, false],
      [2, true],
    ] as const) {
      await cluster.restartApiServer({ kill });
      if (watching.failure) watching.again();
      await release(name, version);
    }
    await until(ledger, name, ['1 succeeded', '2 succeeded']);
    expect(ledger.refused).toEqual([]);
  });

  it('needs exactly the rights of the ClusterRole that it ships', async () => {
    const role = await readFile(
      join(__dirname, '../rbac/landfall-reader.yaml'),
      'utf8',
    );
    const token = await cluster.createToken({ user: 'reader' });
    await cluster.apply(role);
    await cluster.kubectl(
      'create',
      'clusterrolebinding',
      'reader',
      '--clusterrole=landfall-reader',
      '--user=reader',
    );
    const access = {
      type: 'url',
      url: cluster.url,
      token: { value: token },
      ca: { pem: cluster.caPem },
      skipTLSVerify: false,
    } as const;
    const ledger = new MemoryLedger();
    begin(ledger, { access });
    expect(await looked(ledger)).toMatchObject({
      complete: true,
      problems: [],
    });

    for (const [resource, group, verb] of [
      ['deployments', 'apps', 'list'],
      ['deployments', 'apps', 'watch'],
      ['replicasets', 'apps', 'list'],
      ['replicasets', 'apps', 'watch'],
      ['pods', '', 'list'],
      ['pods', '', 'watch'],
      ['nodes', '', 'list'],
      ['horizontalpodautoscalers', 'autoscaling', 'list'],
    ]) {
      await cluster.apply(without(role, resource, verb));
      const less = new MemoryLedger();
      const watching = begin(less, { access });
      const problem = await waitFor({
        what: `the problem without ${verb} on ${resource}`,
        timeoutMs: 30_000,
        look: () => {
          if (watching.failure) throw watching.failure;
          return less.looks[less.looks.length - 1]?.problems[0];
        },
      });
      expect(problem.text).toContain(
        `does not let the portal ${verb} ${resource}`,
      );
      expect(problem.fix).toContain(
        `the verb ${verb} on the resource ${resource} of the API group "${group}"`,
      );
      await watching.stop();
    }
  });

  it('says that the credentials have expired, and takes up new ones', async () => {
    const ledger = new MemoryLedger();
    await cluster.createToken({
      user: 'short-lived',
      groups: ['system:masters'],
    });
    let token = cluster.tokenOf('short-lived');
    const file = join(cluster.folder, 'token');
    await writeFile(file, `${token}\n`);
    const watching = begin(ledger, {
      access: {
        type: 'url',
        url: cluster.url,
        token: { file },
        ca: { pem: cluster.caPem },
        skipTLSVerify: false,
      },
    });
    await looked(ledger);
    await cluster.expireToken('short-lived');
    const failure = await waitFor({
      what: 'the watch to fail for the token',
      timeoutMs: 60_000,
      look: () => {
        const { kind } = (watching.failure ?? {}) as { kind?: string };
        // Until the API server is up again, it cannot be reached.
        if (kind === 'unreachable') watching.again();
        return kind === 'unauthorized' ? watching.failure : undefined;
      },
    });
    expect(failure).toMatchObject({
      kind: 'unauthorized',
      message: expect.stringContaining('wrong or have expired'),
      fix: expect.stringContaining('fleet.kubernetes.clusters[0]'),
    });
    token = await cluster.createToken({
      user: 'short-lived',
      groups: ['system:masters'],
    });
    await writeFile(file, token);
    watching.again();
    await looked(ledger);
  });
});

/** The role without one verb on one resource. */
function without(role: string, resource: string, verb: string): string {
  const both = ['list', 'watch'];
  const rules = [
    { group: 'apps', name: 'deployments', verbs: both },
    { group: 'apps', name: 'replicasets', verbs: both },
    { group: '', name: 'pods', verbs: both },
    { group: '', name: 'nodes', verbs: ['list'] },
    {
      group: 'autoscaling',
      name: 'horizontalpodautoscalers',
      verbs: ['list'],
    },
  ]
    .map(({ group, name, verbs }) => ({
      apiGroups: [group],
      resources: [name],
      verbs: verbs.filter(v => name !== resource || v !== verb),
    }))
    .filter(({ verbs }) => verbs.length > 0);
  return `${role.slice(0, role.indexOf('rules:'))}rules: ${JSON.stringify(
    rules,
  )}`;
}
