import fc from 'fast-check';
import { world } from './testing/world';

const observed = { at: false, endedAt: false };

/** A world in which histories tell three seconds late, and that was looked at before anything happened. */
async function lateWorld() {
  const seen = world();
  for (const host of ['host-1', 'host-2']) {
    seen.helios.historyLateMs.set(host, 3_000);
  }
  const look = seen.replica();
  await look();
  const operations = () =>
    seen.ledger
      .newest('operation')
      .filter(({ body }) => body.operation !== 'create');
  return { ...seen, look, operations };
}

describe('a history that tells later than the state of the cluster', () => {
  it('is waited for before a rollout by hand ends, which then has its moments', async () => {
    const { helios, look, rolloutsOf, operations } = await lateWorld();
    const job = helios.createJob({ name: 'hand', version: '1' });
    const begun = helios.now + 1;
    helios.deploy(job, 'host-1');
    helios.deploy(job, 'host-2');
    const ended = helios.now;
    helios.now += 1_000;
    await look();
    expect(rolloutsOf('hosts')).toMatchObject([
      {
        ended: false,
        estimated: { at: true },
        body: { outcome: 'in_progress' },
      },
    ]);
    expect(operations()).toEqual([]);
    helios.now += 30_000;
    await look();
    expect(rolloutsOf('hosts')).toMatchObject([
      {
        at: begun,
        endedAt: ended,
        estimated: observed,
        body: { outcome: 'succeeded' },
      },
    ]);
    expect(operations()).toMatchObject([
      { at: begun, estimated: observed, body: { operation: 'deploy', to: 2 } },
    ]);
  });

  it('is waited for of the host that came first, though another told sooner', async () => {
    const { helios, look, rolloutsOf, operations } = await lateWorld();
    helios.historyLateMs.set('host-2', 0);
    const job = helios.createJob({ name: 'hand', version: '1' });
    const begun = helios.now + 1;
    helios.deploy(job, 'host-1');
    helios.now += 1_000;
    helios.deploy(job, 'host-2');
    await look();
    helios.now += 30_000;
    await look();
    expect(rolloutsOf('hosts')).toMatchObject([
      { at: begun, estimated: observed, body: { outcome: 'succeeded' } },
    ]);
    expect(operations()).toMatchObject([{ at: begun, estimated: observed }]);
  });

  it('is waited for when what it tells already is of a stay before', async () => {
    const { helios, look, rolloutsOf } = await lateWorld();
    const [first, second] = ['1', '2'].map(version =>
      helios.createJob({ name: 'hand', version }),
    );
    let from: string | undefined;
    let begun = 0;
    for (const to of [first, second, first]) {
      if (from) helios.undeploy(from, 'host-1');
      begun = helios.now + 1;
      helios.deploy(to, 'host-1');
      from = to;
      await look();
      helios.now += 30_000;
      await look();
    }
    expect(
      rolloutsOf('hosts').map(({ body, estimated }) => [
        body.outcome,
        estimated,
      ]),
    ).toEqual([1, 2, 3].map(() => ['succeeded', observed]));
    expect(rolloutsOf('hosts')[2].at).toBe(begun);
  });

  it('ends a rollout of a group with the host that took longest, however long', async () => {
    const { helios, look, rolloutsOf } = await lateWorld();
    helios.createGroup('shop');
    helios.rollingUpdate(
      'shop',
      helios.createJob({ name: 'shop', version: '1' }),
    );
    for (let i = 0; i < 5; i++) {
      helios.now += 90_000;
      helios.step();
    }
    // The second host pulled its image for a minute and a half.
    helios.now += 90_000;
    helios.step();
    const ended = helios.now;
    helios.step();
    await look();
    expect(rolloutsOf('shop')).toMatchObject([{ ended: false }]);
    helios.now += 30_000;
    await look();
    expect(rolloutsOf('shop')).toMatchObject([
      { endedAt: ended, estimated: observed, body: { outcome: 'succeeded' } },
    ]);
  });

  it('is waited for when somebody takes a job away, and does not make what ran fail', async () => {
    const { helios, look, rolloutsOf, operations } = await lateWorld();
    const job = helios.createJob({ name: 'hand', version: '1' });
    helios.deploy(job, 'host-1');
    await look();
    helios.undeploy(job, 'host-1');
    const gone = helios.now - 1;
    await look();
    expect(rolloutsOf('hosts')).toMatchObject([{ ended: false }]);
    helios.now += 30_000;
    await look();
    expect(rolloutsOf('hosts')).toMatchObject([
      { estimated: observed, body: { outcome: 'succeeded' } },
    ]);
    expect(operations().at(-1)).toMatchObject({
      at: gone,
      estimated: observed,
      body: { operation: 'undeploy' },
    });
  });

  it('is waited for where something is left on another host', async () => {
    const { helios, look, rolloutsOf, operations } = await lateWorld();
    const [old, next] = ['1', '2'].map(version =>
      helios.createJob({ name: 'hand', version }),
    );
    helios.deploy(old, 'host-2');
    helios.now += 30_000;
    await look();
    helios.deploy(next, 'host-1');
    await look();
    helios.undeploy(next, 'host-1');
    await look();
    helios.now += 30_000;
    await look();
    expect(
      rolloutsOf('hosts').map(({ body, estimated }) => [
        body.outcome,
        estimated,
      ]),
    ).toEqual([1, 2].map(() => ['succeeded', observed]));
    expect(operations().map(({ estimated }) => estimated)).toEqual([
      observed,
      observed,
      observed,
    ]);
  });

  it('is not waited for where it never tells: of what had stopped before it was taken away', async () => {
    const { helios, look, operations } = await lateWorld();
    const job = helios.createJob({ name: 'hand', version: '1' });
    helios.deploy(job, 'host-1');
    helios.halt(job, 'host-1');
    helios.now += 30_000;
    await look();
    helios.undeploy(job, 'host-1');
    await look();
    expect(operations().at(-1)).toMatchObject({
      at: helios.now,
      estimated: { at: true },
      body: { operation: 'undeploy', from: 1, to: 0 },
    });
  });

  it('is not waited for longer than a minute, nor asked for afterwards', async () => {
    const { helios, ledger, look, rolloutsOf, operations } = await lateWorld();
    helios.historyLateMs.set('host-1', 3_600_000);
    helios.deploy(helios.createJob({ name: 'hand', version: '1' }), 'host-1');
    const { now } = helios;
    await look();
    const { reported } = ledger;
    helios.now += 30_000;
    await look();
    expect(ledger.reported).toBe(reported);
    helios.now += 30_000;
    await look();
    const estimated = { at: true, endedAt: true };
    expect(rolloutsOf('hosts')).toMatchObject([
      { at: now, endedAt: now, estimated, body: { outcome: 'succeeded' } },
    ]);
    expect(operations()).toMatchObject([{ at: now, estimated }]);
    helios.requests.length = 0;
    await look();
    expect(helios.requests.join()).not.toContain('/history');
  });

  it('is waited for by another replica, and after the first look ever', async () => {
    const { helios, replica, rolloutsOf } = world();
    helios.historyLateMs.set('host-1', 3_000);
    helios.deploy(helios.createJob({ name: 'hand', version: '1' }), 'host-1');
    await replica()();
    helios.now += 30_000;
    await replica()();
    expect(rolloutsOf('hosts')).toMatchObject([
      {
        backfilled: true,
        estimated: observed,
        body: { outcome: 'succeeded' },
      },
    ]);
  });

  it('of what was old at the first look leaves unknown when it ended', async () => {
    const { helios, replica, rolloutsOf } = world();
    const job = helios.createJob({ name: 'hand', version: '1' });
    helios.deploy(job, 'host-1');
    helios.now += 86_400_000;
    helios.refused.add(`/history/jobs/${job}`);
    const look = replica();
    await look();
    helios.now += 60_000;
    await look();
    expect(rolloutsOf('hosts')).toMatchObject([
      { endedAt: null, body: { outcome: 'unknown' } },
    ]);
  });

  it('changes nothing of what is observed in the end', async () => {
    const acts = fc.array(
      fc.record({
        version: fc.integer({ min: 0, max: 3 }),
        steps: fc.integer({ min: 0, max: 12 }),
        pauseMs: fc.constantFrom(0, 2_000, 20_000, 90_000),
      }),
      { maxLength: 8 },
    );
    const late = fc.integer({ min: 0, max: 5_000 });
    const run = async (
      script: { version: number; steps: number; pauseMs: number }[],
      lates: Record<string, number>,
    ) => {
      const { helios, ledger, replica, rolloutsOf } = world();
      for (const [host, ms] of Object.entries(lates)) {
        helios.historyLateMs.set(host, ms);
      }
      const look = replica();
      helios.createGroup('shop');
      const jobs = [0, 1, 2, 3].map(version =>
        helios.createJob({ name: 'shop', version: String(version) }),
      );
      await look();
      for (const { version, steps, pauseMs } of script) {
        helios.rollingUpdate('shop', jobs[version]);
        for (let i = 0; i < steps; i++) {
          helios.now += 1_000;
          helios.step();
        }
        helios.now += pauseMs;
        await look();
      }
      helios.settle();
      await look();
      helios.now += 10_000;
      await look();
      expect(ledger.refused).toEqual([]);
      return rolloutsOf('shop');
    };
    await fc.assert(
      fc.asyncProperty(acts, late, late, async (script, one, other) => {
        const atOnce = await run(script, {});
        const later = await run(script, { 'host-1': one, 'host-2': other });
        const told = (rollouts: typeof atOnce) =>
          rollouts.map(({ body }) => body.images[0].reference);
        expect(told(later)).toEqual(told(atOnce));
        const last = later.at(-1);
        if (last === undefined) return;
        expect(last.body.outcome).toBe('succeeded');
        // What was only guessed at once, a history that comes later may know: when the same version is rolled out again in the middle.
        const seen = atOnce.filter((_, index) => index === atOnce.length - 1);
        const moments = (['at', 'endedAt'] as const).flatMap(moment =>
          seen
            .filter(({ estimated }) => estimated?.[moment] === false)
            .map(first => ({
              then: [first[moment], false],
              now: [last[moment], last.estimated?.[moment]],
            })),
        );
        expect(moments.map(({ now }) => now)).toEqual(
          moments.map(({ then }) => then),
        );
      }),
      { numRuns: 150 },
    );
  });
});
