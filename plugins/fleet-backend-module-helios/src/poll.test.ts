import fc from 'fast-check';
import type { SimulatedHelios } from './testing/simulatedHelios';
import { world } from './testing/world';

describe('looks at a cluster', () => {
  it('reports nothing, and reads no history, where nothing changed', async () => {
    const { helios, ledger, replica } = world();
    helios.createGroup('shop');
    helios.rollingUpdate(
      'shop',
      helios.createJob({ name: 'shop', version: '1' }),
    );
    helios.deploy(helios.createJob({ name: 'hand', version: '1' }), 'host-1');
    helios.settle();
    const look = replica();
    await look();
    const { reported } = ledger;
    const cursor = JSON.stringify(ledger.cursor);
    helios.requests.length = 0;
    helios.now += 30_000;
    expect(await look()).toEqual({ complete: true, problems: [] });
    expect(ledger.reported).toBe(reported);
    expect(JSON.stringify(ledger.cursor)).toBe(cursor);
    expect(helios.requests).toEqual([
      'GET /deployment-group',
      'GET /deployment-group/shop/status',
      'GET /jobs',
      'POST /jobs/statuses',
      'GET /hosts',
      'POST /hosts/statuses',
    ]);
  });

  it('tells of a first look what histories tell, as found later', async () => {
    const { helios, replica, rolloutsOf } = world();
    helios.createGroup('shop');
    for (const version of ['1', '2']) {
      const job = helios.createJob({ name: 'shop', version });
      helios.rollingUpdate('shop', job);
      helios.settle();
      helios.now += 3_600_000;
    }
    helios.addHost('host-3');
    helios.settle();
    await replica()();
    expect(
      rolloutsOf('shop').map(
        ({ body, backfilled, estimated, at, endedAt }) => ({
          image: body.images[0].reference,
          outcome: body.outcome,
          backfilled,
          estimated,
          tookSeconds:
            endedAt === null ? null : Math.round((endedAt - at) / 1000),
        }),
      ),
    ).toEqual([
      {
        image: 'example/shop:1',
        outcome: 'unknown',
        backfilled: true,
        estimated: { at: false, endedAt: false },
        tookSeconds: null,
      },
      {
        image: 'example/shop:2',
        outcome: 'succeeded',
        backfilled: true,
        estimated: { at: false, endedAt: false },
        // Not until the host joined an hour later.
        tookSeconds: 4,
      },
    ]);
  });

  it('calls what nobody remembers unknown', async () => {
    const { helios, replica, rolloutsOf } = world();
    helios.createGroup('shop');
    const job = helios.createJob({ name: 'shop', version: '1' });
    helios.rollingUpdate('shop', job);
    helios.settle();
    for (let i = 0; i < 10; i++) {
      helios.crash(job, 'host-1');
      helios.crash(job, 'host-2');
    }
    await replica()();
    expect(rolloutsOf('shop')).toEqual([
      expect.objectContaining({
        backfilled: true,
        ended: true,
        endedAt: null,
        estimated: { at: true, endedAt: false },
        body: expect.objectContaining({ outcome: 'unknown' }),
      }),
    ]);
  });

  it('supersedes what is replaced while it rolls out', async () => {
    const { helios, replica, versionsOf } = world();
    const look = replica();
    helios.createGroup('shop');
    await look();
    for (const version of ['1', '2']) {
      helios.rollingUpdate('shop', helios.createJob({ name: 'shop', version }));
      for (let i = 0; i < 3; i++) {
        helios.now += 1_000;
        helios.step();
      }
      await look();
    }
    helios.settle();
    await look();
    expect(versionsOf('shop')).toEqual([
      ['1', 'superseded'],
      ['2', 'succeeded'],
    ]);
  });

  it('does not call superseded what ended before the next began, though nobody looked', async () => {
    const { helios, replica, versionsOf } = world();
    const look = replica();
    helios.createGroup('shop');
    await look();
    helios.rollingUpdate(
      'shop',
      helios.createJob({ name: 'shop', version: '1' }),
    );
    helios.step();
    helios.step();
    await look();
    helios.settle();
    helios.now += 60_000;
    helios.rollingUpdate(
      'shop',
      helios.createJob({ name: 'shop', version: '2' }),
    );
    helios.settle();
    await look();
    expect(versionsOf('shop')).toEqual([
      ['1', 'succeeded'],
      ['2', 'succeeded'],
    ]);
  });

  it('tells that a group turned to another version and back before it had come anywhere', async () => {
    const { helios, replica, versionsOf } = world();
    const look = replica();
    helios.createGroup('shop');
    const [first, second] = ['1', '2'].map(version =>
      helios.createJob({ name: 'shop', version }),
    );
    await look();
    helios.rollingUpdate('shop', first);
    await look();
    helios.now += 1_000;
    helios.rollingUpdate('shop', second);
    helios.step();
    helios.step();
    helios.rollingUpdate('shop', first);
    helios.stop('shop');
    await look();
    expect(versionsOf('shop')).toEqual([
      ['1', 'superseded'],
      ['2', 'unknown'],
      ['1', 'failed'],
    ]);
  });

  it('keeps a target for as long as its group, a deployment or a job is left', async () => {
    const { helios, replica, presenceOf } = world();
    const look = replica();
    const job = helios.createJob({ name: 'shop', version: '1' });
    helios.createGroup('web');
    helios.rollingUpdate('web', job);
    helios.settle();
    await look();
    expect(presenceOf('shop')).toMatchObject({
      ended: false,
      body: { desired: 2, ready: 2 },
    });
    helios.removeGroup('web');
    await look();
    expect(presenceOf('shop', 'web')).toMatchObject({
      ended: false,
      body: { desired: 2, ready: 2 },
    });
    helios.undeploy(job, 'host-1');
    helios.undeploy(job, 'host-2');
    await look();
    expect(presenceOf('shop', 'web')).toMatchObject({
      ended: false,
      body: { desired: 0, ready: 0 },
    });
    expect(presenceOf('shop', 'hosts')).toBeUndefined();
    helios.removeJob(job);
    await look();
    expect(presenceOf('shop', 'web')).toMatchObject({ ended: true });
  });

  it('lets the target of one group end when another group goes on with its job', async () => {
    const { helios, replica, presenceOf } = world();
    const look = replica();
    const job = helios.createJob({ name: 'shop', version: '1' });
    for (const group of ['staging', 'production']) {
      helios.createGroup(group);
      helios.rollingUpdate(group, job);
      helios.settle();
    }
    await look();
    helios.removeGroup('staging');
    helios.undeploy(job, 'host-1');
    helios.undeploy(job, 'host-2');
    helios.rollingUpdate('production', job);
    helios.settle();
    await look();
    expect(presenceOf('shop', 'staging')).toMatchObject({ ended: true });
    expect(presenceOf('shop', 'production')).toMatchObject({ ended: false });
  });

  it('begins a new incarnation when a target comes back', async () => {
    const { helios, ledger, replica } = world();
    const look = replica();
    const put = async () => {
      const job = helios.createJob({ name: 'hand', version: '1' });
      helios.deploy(job, 'host-1');
      await look();
      helios.undeploy(job, 'host-1');
      helios.removeJob(job);
      helios.now += 60_000;
      await look();
    };
    await put();
    await put();
    expect(ledger.newest('presence').map(({ ended }) => ended)).toEqual([
      true,
      true,
    ]);
    expect(ledger.newest('rollout')).toHaveLength(2);
  });

  it('joins what is put by hand on one host after the other, and ends it when that is quiet', async () => {
    const { helios, replica, rolloutsOf } = world({
      hosts: { a: 0, b: 0, c: 0 },
    });
    const look = replica();
    const [old, next] = ['1', '2'].map(version =>
      helios.createJob({ name: 'hand', version }),
    );
    for (const host of ['a', 'b', 'c']) helios.deploy(old, host);
    await look();
    for (const host of ['a', 'b']) {
      helios.now += 60_000;
      helios.undeploy(old, host);
      helios.deploy(next, host);
      await look();
      const { body } = rolloutsOf('hosts')[1];
      expect(body.outcome).toBe('in_progress');
    }
    const lastDeployed = helios.now;
    helios.now += 6 * 60_000;
    await look();
    expect(rolloutsOf('hosts').map(({ body }) => body.outcome)).toEqual([
      'succeeded',
      'succeeded',
    ]);
    expect(rolloutsOf('hosts')[1].endedAt).toBe(lastDeployed);
    helios.undeploy(old, 'c');
    helios.deploy(next, 'c');
    await look();
    expect(rolloutsOf('hosts')).toHaveLength(2);
  });

  it('flags what is put by hand and does not come to run', async () => {
    const { helios, replica, rolloutsOf } = world();
    const look = replica();
    await look();
    const job = helios.createJob({
      name: 'hand',
      version: '1',
      image: 'example/missing:1',
    });
    helios.deploy(job, 'host-1');
    await look();
    helios.now += 11 * 60_000;
    await look();
    const [{ at, body }] = rolloutsOf('hosts');
    expect(body).toMatchObject({
      outcome: 'in_progress',
      overdueSince: at + 10 * 60_000,
    });
    helios.undeploy(job, 'host-1');
    await look();
    expect(rolloutsOf('hosts')[0].body).toMatchObject({
      outcome: 'failed',
      reason: 'It was taken away before it ran',
    });
  });

  it('tells that somebody took a job from a host of its group, and not that the group did', async () => {
    const { helios, ledger, replica } = world();
    const look = replica();
    const [first, second] = ['1', '2'].map(version =>
      helios.createJob({ name: 'shop', version }),
    );
    helios.createGroup('web');
    await look();
    for (const job of [first, second]) {
      helios.rollingUpdate('web', job);
      helios.settle();
      await look();
    }
    expect(ledger.newest('operation')).toEqual([]);
    helios.undeploy(second, 'host-1');
    const at = helios.now - 1;
    helios.now += 10_000;
    await look();
    expect(ledger.newest('operation')).toMatchObject([
      {
        at,
        target: { namespace: 'web', workloadKind: 'DeploymentGroup' },
        body: { operation: 'undeploy', actor: 'person', from: 2, to: 1 },
      },
    ]);
    expect(ledger.newest('rollout')).toHaveLength(2);
  });

  it('does not lose what happened while a part was refused', async () => {
    const { helios, ledger, replica, versionsOf, presenceOf } = world();
    const look = replica();
    const first = helios.createJob({ name: 'shop', version: '1' });
    helios.createGroup('shop');
    helios.createGroup('other');
    helios.rollingUpdate('shop', first);
    helios.settle();
    await look();
    const second = helios.createJob({ name: 'shop', version: '2' });
    helios.rollingUpdate('shop', second);
    helios.settle();
    for (const path of [
      '/deployment-group/shop/status',
      '/jobs/statuses',
      '/hosts/statuses',
    ]) {
      helios.refused.add(path);
      const before = JSON.stringify([...ledger.versions]);
      const { complete, problems } = await look();
      expect(complete).toBe(false);
      expect(problems[0].text).toContain(path);
      expect(JSON.stringify([...ledger.versions])).toBe(before);
      helios.refused.clear();
    }
    helios.now += 30_000;
    await look();
    expect(versionsOf('shop')).toEqual([
      ['1', 'succeeded'],
      ['2', 'succeeded'],
    ]);
    expect(presenceOf('shop')?.body.images[0].reference).toBe('example/shop:2');
  });

  it('does without a history that is refused', async () => {
    const { helios, replica, rolloutsOf } = world();
    const look = replica();
    helios.createGroup('shop');
    const job = helios.createJob({ name: 'shop', version: '1' });
    await look();
    helios.rollingUpdate('shop', job);
    helios.settle();
    helios.refused.add(`/history/jobs/${job}`);
    expect((await look()).complete).toBe(false);
    expect(rolloutsOf('shop')).toMatchObject([
      { body: { outcome: 'in_progress' } },
    ]);
    const { now } = helios;
    helios.now += 60_000;
    expect((await look()).complete).toBe(false);
    expect(rolloutsOf('shop')).toMatchObject([
      {
        at: now,
        endedAt: now,
        estimated: { at: true, endedAt: true },
        body: { outcome: 'succeeded' },
      },
    ]);
  });

  it('rejects, and moves nothing, where no master answers', async () => {
    const { helios, ledger, replica } = world();
    const look = replica();
    helios.deploy(helios.createJob({ name: 'hand', version: '1' }), 'host-1');
    await look();
    const before = JSON.stringify([...ledger.versions]);
    helios.refused.add('/jobs');
    await expect(look()).rejects.toThrow('/jobs with status 500');
    expect(JSON.stringify([...ledger.versions])).toBe(before);
  });

  it('goes on where another replica, or a lost cursor, left off', async () => {
    const { helios, ledger, replica, versionsOf } = world();
    helios.createGroup('shop');
    const [first, second] = ['1', '2'].map(version =>
      helios.createJob({ name: 'shop', version }),
    );
    helios.rollingUpdate('shop', first);
    helios.settle();
    await replica()();
    helios.rollingUpdate('shop', second);
    helios.step();
    helios.step();
    await replica()();
    ledger.cursor = undefined;
    helios.settle();
    await replica()();
    expect(versionsOf('shop').at(-1)).toEqual(['2', 'succeeded']);
    expect(ledger.newest('presence')).toHaveLength(1);
  });
});

type Act =
  | { act: 'roll'; version: number }
  | { act: 'step'; times: number }
  | { act: 'stop' | 'join' | 'look' | 'crash' | 'agent' }
  | { act: 'host'; host: number; up: boolean };

const acts = fc.array(
  fc.oneof(
    fc.record({
      act: fc.constant('roll' as const),
      version: fc.integer({ min: 0, max: 4 }),
    }),
    fc.record({
      act: fc.constant('step' as const),
      times: fc.integer({ min: 1, max: 12 }),
    }),
    fc.record({
      act: fc.constantFrom(
        ...(['stop', 'join', 'look', 'look', 'crash', 'agent'] as const),
      ),
    }),
    fc.record({
      act: fc.constant('host' as const),
      host: fc.integer({ min: 0, max: 1 }),
      up: fc.boolean(),
    }),
  ),
  { maxLength: 25 },
);

/** What a group was asked for, and what a history can tell of it. */
interface Asked {
  job: string;
  version: string;
  /** Whether it came as far as a host. */
  begun: boolean;
  /** Whether it is the same as what went on already: nothing tells that it was asked for. */
  same: boolean;
}

describe('whenever it is looked at', () => {
  const run = async (
    script: readonly Act[],
    options: { everyStep: boolean; replicas: number; lossy: boolean },
  ) => {
    const seen = world({ hosts: { 'host-1': 150, 'host-2': -150 } });
    const { helios, ledger } = seen;
    const replicas = Array.from({ length: options.replicas }, seen.replica);
    let looks = 0;
    let crashes = 0;
    const look = async () => {
      looks += 1;
      const record = ledger.record.bind(ledger);
      if (options.lossy && looks % 3 === 0) {
        ledger.record = () => {
          throw new Error('the database is away');
        };
        await replicas[looks % replicas.length]().catch(() => undefined);
        ledger.record = record;
      }
      await replicas[looks % replicas.length]();
    };
    helios.createGroup('shop');
    const jobs = [0, 1, 2, 3, 4].map(version =>
      helios.createJob({
        name: 'shop',
        version: String(version),
        image: version === 4 ? 'example/missing:4' : `example/shop:${version}`,
      }),
    );
    const asked: Asked[] = [];
    await look();
    for (const act of script) {
      helios.now += 5_000;
      if (act.act === 'roll') {
        const job = jobs[act.version];
        const { status, reason } = helios.groupOf('shop') ?? {};
        asked.push({
          job,
          version: String(act.version),
          begun: false,
          same:
            status === 'ROLLING_OUT' &&
            reason === 'MANUAL' &&
            asked.at(-1)?.job === job,
        });
        helios.rollingUpdate('shop', job);
      } else if (act.act === 'step') {
        for (let i = 0; i < act.times; i++) {
          helios.now += 1_000;
          const current = asked.at(-1);
          const before = current ? helios.eventsOf(current.job) : 0;
          helios.step();
          if (current && helios.eventsOf(current.job) > before) {
            current.begun = true;
          }
          if (options.everyStep) await look();
        }
      } else if (act.act === 'stop') helios.stop('shop');
      else if (act.act === 'join') helios.addHost(`joined-${helios.now}`);
      else if (act.act === 'crash') {
        crashes += 1;
        // Not so often that a history forgets what began.
        for (const job of crashes > 3 ? [] : jobs) helios.crash(job, 'host-1');
      } else if (act.act === 'agent') helios.restartAgent('host-1');
      else if (act.act === 'host') helios.setUp(`host-${act.host + 1}`, act.up);
      if (act.act === 'look' || options.everyStep) await look();
    }
    helios.settle();
    if (asked.length > 0 && helios.groupOf('shop')?.status === 'ACTIVE') {
      asked[asked.length - 1].begun = true;
    }
    await look();
    return { ...seen, asked, look };
  };
  const collapse = (versions: readonly string[]) =>
    versions.filter((version, index) => version !== versions[index - 1]);

  const outcomeNow = (helios: SimulatedHelios, asked: readonly Asked[]) => {
    if (asked.length === 0) return undefined;
    const { status, reason } = helios.groupOf('shop') ?? {};
    // What fails to reach a host that joined is no rollout.
    const failed = status === 'FAILED' && reason === 'MANUAL';
    return failed ? 'failed' : 'succeeded';
  };
  /** Whether all of one list stand in another, in that order. */
  const isWithin = (part: readonly string[], whole: readonly string[]) => {
    let found = 0;
    for (const item of whole) if (item === part[found]) found += 1;
    return found === part.length;
  };

  it('tells every rolling update once when it looks at every step', async () => {
    await fc.assert(
      fc.asyncProperty(
        acts,
        fc.integer({ min: 1, max: 2 }),
        async (script, replicas) => {
          const { asked, rolloutsOf, helios } = await run(script, {
            everyStep: true,
            replicas,
            lossy: false,
          });
          const rollouts = rolloutsOf('shop');
          expect(
            rollouts.map(({ body }) => body.images[0].reference.split(':')[1]),
          ).toEqual(
            asked.filter(({ same }) => !same).map(({ version }) => version),
          );
          expect(rollouts.at(-1)?.body.outcome).toBe(outcomeNow(helios, asked));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('tells each once, in order, and the last as it came out, however seldom it looks', async () => {
    await fc.assert(
      fc.asyncProperty(
        acts,
        fc.integer({ min: 1, max: 3 }),
        fc.boolean(),
        async (script, replicas, lossy) => {
          const { asked, rolloutsOf, ledger, look, helios } = await run(
            script,
            {
              everyStep: false,
              replicas,
              lossy,
            },
          );
          const rollouts = rolloutsOf('shop');
          const told = rollouts.map(
            ({ body }) => body.images[0].reference.split(':')[1],
          );
          const begun = asked.filter(
            ({ begun: reached }, index) =>
              reached || index === asked.length - 1,
          );
          const versions = (of: readonly Asked[]) => of.map(x => x.version);
          expect(told.at(-1)).toBe(asked.at(-1)?.version);
          expect(isWithin(told, versions(asked))).toBe(true);
          expect(isWithin(collapse(versions(begun)), told)).toBe(true);
          expect(rollouts.at(-1)?.body.outcome).toBe(outcomeNow(helios, asked));
          expect(rollouts.filter(({ ended }) => !ended)).toEqual([]);
          expect(ledger.refused).toEqual([]);
          const { reported } = ledger;
          helios.now += 30_000;
          await look();
          expect(ledger.reported).toBe(reported);
        },
      ),
      { numRuns: 200 },
    );
  });
});
