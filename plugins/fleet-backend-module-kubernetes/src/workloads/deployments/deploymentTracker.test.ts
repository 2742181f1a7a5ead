import fc from 'fast-check';
import { instant } from '@landfall/backstage-plugin-fleet-common';
import { MemoryLedger } from '@landfall/backstage-plugin-fleet-node/testUtils';
import { testProjection } from '../../testing/projection';
import {
  SimulatedDeployment,
  type SimulatedEvent,
  type SimulatedObject,
} from '../../testing/simulatedDeployment';
import type { ResourceSink } from '../types';
import { DeploymentTracker } from './deploymentTracker';

jest.setTimeout(60_000);

const START = Date.UTC(2026, 0, 5, 9);
const streams = ['deployments', 'replicasets', 'pods'] as const;
type Stream = (typeof streams)[number];
const kinds = ['rollout', 'presence', 'outage', 'disruption'] as const;

/** A tracker with the ledger that it reports to. */
class Trial {
  readonly ledger: MemoryLedger;
  private readonly tracker: DeploymentTracker;
  private version = 0;

  constructor(ledger = new MemoryLedger()) {
    this.ledger = ledger;
    this.tracker = new DeploymentTracker({
      cluster: 'test',
      projection: testProjection(),
      byHand: manager => manager.startsWith('kubectl'),
      otherPods: true,
    });
    for (const kind of kinds) {
      for (const observation of ledger.newest(kind)) {
        if (!observation.ended) this.tracker.restore(observation);
      }
    }
  }

  sink(stream: Stream): ResourceSink {
    const sink = this.tracker.sinks.find(
      ({ resource }) => resource.plural === stream,
    );
    if (!sink) throw new Error(`No sink for ${stream}`);
    return sink;
  }

  list(
    objects: (stream: Stream) => readonly SimulatedObject[],
    gap: { from: number | null; to: number },
  ): void {
    for (const stream of streams) {
      const list = this.sink(stream).beginList(undefined);
      for (const object of objects(stream)) {
        list.add(object);
        this.note(object);
      }
      list.commit({
        from: gap.from === null ? null : instant(gap.from),
        to: instant(gap.to),
      });
    }
  }

  take({ stream, type, object }: SimulatedEvent, now: number): void {
    this.sink(stream).apply(type, object, { by: 'watch', now: instant(now) });
    this.note(object);
  }

  private note({ metadata }: SimulatedObject): void {
    this.version = Math.max(this.version, Number(metadata.resourceVersion));
  }

  drain(now: number): void {
    this.tracker.lookAgain(instant(now));
    while (this.tracker.dirty) {
      const news = this.tracker.drain({
        now: instant(now),
        version: this.version,
        workloads: 10,
      });
      for (const observation of news) this.ledger.record(observation);
    }
  }

  /** What is known in the end, without the versions, and without what depends on when one looked. */
  outcome() {
    const { refused } = this.ledger;
    if (refused.length > 0) throw new Error(JSON.stringify(refused));
    return [
      ...this.ledger.newest('rollout'),
      ...this.ledger.newest('presence'),
      ...this.ledger.newest('outage'),
    ].map(({ version: _, body, ...rest }) => ({
      ...rest,
      body: { ...body, since: undefined },
    }));
  }
}

const version = fc.record({
  image: fc.constantFrom('shop/app:1', 'shop/app:2', 'shop/app:3'),
  mode: fc.constantFrom('a', 'b'),
});
const step = fc.oneof(
  fc.tuple(fc.constant('release' as const), version),
  fc.tuple(fc.constant('replace' as const), version),
  fc.tuple(fc.constant('crash' as const), version),
  fc.tuple(fc.constant('overrun' as const), version),
  fc.tuple(fc.constant('scale' as const), fc.integer({ min: 0, max: 3 })),
);
/** Instances fail, and may recover. */
const trouble = fc.oneof(
  fc.tuple(fc.constant('fail' as const), version),
  fc.tuple(fc.constant('waver' as const), version),
);
type Step = typeof step | typeof trouble extends fc.Arbitrary<infer T>
  ? T
  : never;

/** Plays steps; gives where each begins among the events. */
function play(simulation: SimulatedDeployment, steps: Step[]): number[] {
  return steps.map(([what, how]) => {
    const from = simulation.events.length;
    if (typeof how === 'number') {
      simulation.scale(how);
      return from;
    }
    if (what === 'fail' || what === 'waver') {
      simulation.fail({ recover: what === 'waver' });
      return from;
    }
    simulation.apply(how);
    if (what === 'release') simulation.finish();
    if (what === 'replace') simulation.begin();
    if (what === 'crash') simulation.crash();
    if (what === 'overrun') simulation.exceedDeadline();
    return from;
  });
}

const history = fc.array<Step>(step, { minLength: 1, maxLength: 8 });
const troubledHistory = fc.array<Step>(fc.oneof(step, step, trouble), {
  minLength: 1,
  maxLength: 8,
});

function simulate(steps: Step[]) {
  const simulation = new SimulatedDeployment({ name: 'app', startMs: START });
  simulation.apply({ image: 'shop/app:0', mode: 'a' });
  simulation.finish();
  return { simulation, starts: play(simulation, steps) };
}

/** Everything in order, looked at after each event. */
function reference(simulation: SimulatedDeployment): Trial {
  const trial = new Trial();
  trial.list(() => [], { from: null, to: START - 1_000 });
  for (const event of simulation.events) {
    trial.take(event, simulation.now);
    trial.drain(simulation.now);
  }
  trial.drain(simulation.now + 5_000);
  return trial;
}

describe('what follows from the objects of a Deployment', () => {
  it('holds its outages', () => {
    const waver: Step = ['waver', { image: 'shop/app:1', mode: 'a' }];
    const { simulation } = simulate([waver, ['scale', 0], waver, waver]);
    const outages = reference(simulation).ledger.newest('outage');
    expect(outages).toHaveLength(1);
    expect(outages[0].ended).toBe(true);
  });

  it('does not depend on how the streams interleave, nor on when they are looked at', () => {
    fc.assert(
      fc.property(
        troubledHistory,
        fc.infiniteStream(fc.nat(2)),
        fc.infiniteStream(fc.boolean()),
        (steps, picks, looks) => {
          const { simulation, starts } = simulate(steps);
          const trial = new Trial();
          trial.list(() => [], { from: null, to: START - 1_000 });
          // People act when what they did before has come through; within that, each stream has its own pace.
          const bounds = [0, ...starts, simulation.events.length];
          for (let window = 1; window < bounds.length; window++) {
            const queues = streams.map(stream =>
              simulation.events
                .slice(bounds[window - 1], bounds[window])
                .filter(event => event.stream === stream),
            );
            while (queues.some(queue => queue.length > 0)) {
              const waiting = queues.filter(queue => queue.length > 0);
              const event =
                waiting[picks.next().value % waiting.length].shift();
              if (event) trial.take(event, simulation.now);
              if (looks.next().value) trial.drain(simulation.now);
            }
            trial.drain(simulation.now);
          }
          trial.drain(simulation.now + 5_000);
          expect(trial.outcome()).toEqual(reference(simulation).outcome());
        },
      ),
    );
  });

  it('holds what the images resolved to, though the next version begins before the pods of the last are seen', () => {
    const { simulation, starts } = simulate([
      ['release', { image: 'shop/app:1', mode: 'a' }],
      ['release', { image: 'shop/app:2', mode: 'a' }],
    ]);
    const trial = new Trial();
    trial.list(() => [], { from: null, to: START - 1_000 });
    const take = (events: SimulatedEvent[]) => {
      for (const event of events) trial.take(event, simulation.now);
      trial.drain(simulation.now);
    };
    const [first, second] = starts;
    const { events } = simulation;
    take(events.slice(0, first));
    const pods = events
      .slice(first, second)
      .filter(({ stream }) => stream === 'pods');
    take(events.slice(first, second).filter(event => !pods.includes(event)));
    take(events.slice(second).filter(({ stream }) => stream !== 'pods'));
    take(pods);
    take(events.slice(second).filter(({ stream }) => stream === 'pods'));
    trial.drain(simulation.now + 5_000);
    expect(trial.outcome()).toEqual(reference(simulation).outcome());
  });

  it('is never that a version was replaced before it had finished, while its pods are waited for', () => {
    const { simulation, starts } = simulate([
      ['release', { image: 'shop/app:1', mode: 'a' }],
      ['release', { image: 'shop/app:2', mode: 'a' }],
    ]);
    const trial = new Trial();
    trial.list(() => [], { from: null, to: START - 1_000 });
    const { events } = simulation;
    for (const event of events.slice(0, starts[0])) {
      trial.take(event, simulation.now);
    }
    trial.drain(simulation.now);
    // After a pause of the network all comes at once: the pods of the first version came and went.
    for (const event of events.slice(starts[0])) {
      trial.take(event, simulation.now);
    }
    const told = () =>
      trial.ledger
        .newest('rollout')
        .map(({ body }) => `${body.revision} ${body.outcome}`)
        .sort();
    trial.drain(simulation.now);
    expect(told()).toEqual(['1 succeeded', '2 in_progress']);
    trial.drain(simulation.now + 1_100);
    expect(told()).toEqual(['1 succeeded', '2 succeeded', '3 succeeded']);
  });

  it('is told once, however often it is seen', () => {
    fc.assert(
      fc.property(troubledHistory, steps => {
        const { simulation } = simulate(steps);
        const trial = reference(simulation);
        const before = JSON.stringify([...trial.ledger.versions]);
        const again = new Trial(trial.ledger);
        again.list(stream => simulation.objects(stream), {
          from: simulation.now,
          to: simulation.now + 60_000,
        });
        again.drain(simulation.now + 60_000);
        expect(JSON.stringify([...trial.ledger.versions])).toBe(before);
      }),
    );
  });

  it('is the same when the watch was killed at any point and lost no time', () => {
    fc.assert(
      fc.property(
        troubledHistory,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (steps, where) => {
          const { simulation, starts } = simulate(steps);
          const cut = starts[Math.floor(where * (starts.length - 1))];
          const first = new Trial();
          first.list(() => [], { from: null, to: START - 1_000 });
          for (const event of simulation.events.slice(0, cut)) {
            first.take(event, simulation.now);
            first.drain(simulation.now);
          }
          const second = new Trial(first.ledger);
          const then = objectsAfter(simulation.events.slice(0, cut));
          second.list(stream => then(stream), { from: START, to: START });
          second.drain(simulation.now);
          for (const event of simulation.events.slice(cut)) {
            second.take(event, simulation.now);
            second.drain(simulation.now);
          }
          second.drain(simulation.now + 5_000);
          expect(second.outcome()).toEqual(reference(simulation).outcome());
        },
      ),
    );
  });

  it('loses no surviving revision in a gap or before the first look, tells none twice, and invents no outcome', () => {
    const wasWatched = fc.boolean();
    fc.assert(
      fc.property(
        history,
        fc.nat(),
        fc.nat(),
        wasWatched,
        (steps, a, b, watched) => {
          const { simulation, starts } = simulate(steps);
          const bounds = [...starts, simulation.events.length];
          const [from, to] = [a % bounds.length, b % bounds.length].sort(
            (x, y) => x - y,
          );
          const first = new Trial();
          first.list(() => [], { from: null, to: START - 1_000 });
          const before = simulation.events.slice(0, bounds[from]);
          for (const event of before) {
            first.take(event, timeOf(event));
            first.drain(timeOf(event));
          }
          const lastSeen = timeOf(before[before.length - 1]);

          const second = watched ? new Trial(first.ledger) : new Trial();
          const missed = simulation.events.slice(0, bounds[to]);
          const foundAt = timeOf(missed[missed.length - 1]);
          const then = objectsAfter(missed);
          second.list(stream => then(stream), {
            from: watched ? lastSeen : null,
            to: foundAt,
          });
          second.drain(foundAt);
          for (const event of simulation.events.slice(bounds[to])) {
            second.take(event, timeOf(event));
            second.drain(timeOf(event));
          }
          second.drain(simulation.now + 5_000);

          const expected = new Map(
            reference(simulation)
              .ledger.newest('rollout')
              .map(rollout => [rollout.key, rollout]),
          );
          const found = second.ledger.newest('rollout');
          for (const rollout of found) {
            const truth = expected.get(rollout.key);
            expect(truth).toBeDefined();
            const next = found.find(
              ({ body }) => body.revision === rollout.body.revision + 1,
            );
            // What was replaced after the gap was seen to be.
            const mayBeUnknown = next === undefined || next.at <= foundAt;
            expect([
              truth?.body.outcome,
              ...(mayBeUnknown ? ['unknown'] : []),
            ]).toContain(rollout.body.outcome);
            expect(
              rollout.body.images.map(({ reference: image }) => image),
            ).toEqual(truth?.body.images.map(({ reference: image }) => image));
            expect(rollout.endedAt ?? Infinity).toBeGreaterThanOrEqual(
              rollout.at,
            );
            expect(rollout.estimated.at || rollout.at === truth?.at).toBe(true);
          }
          // By revision, the starts never go back, estimated or not.
          const starting = [...found]
            .sort((x, y) => x.body.revision - y.body.revision)
            .map(({ at }) => at);
          expect(starting).toEqual([...starting].sort((x, y) => x - y));
          // Every ReplicaSet that is there has its newest revision in the ledger.
          for (const object of simulation.objects('replicasets')) {
            const annotations = object.metadata.annotations as Record<
              string,
              string
            >;
            const revision = annotations['deployment.kubernetes.io/revision'];
            const key = `rollout/${simulation.uid}/${object.metadata.uid}/${revision}`;
            expect(found.map(rollout => rollout.key)).toContain(key);
          }
        },
      ),
    );
  });
});

function timeOf({ object }: SimulatedEvent): number {
  const [{ time }] = object.metadata.managedFields as { time: string }[];
  return Date.parse(time);
}

/** What a list tells after so many events. */
function objectsAfter(events: readonly SimulatedEvent[]) {
  return (stream: Stream): SimulatedObject[] => {
    const newest = new Map<string, SimulatedEvent>();
    for (const event of events) {
      if (event.stream === stream) newest.set(event.object.metadata.uid, event);
    }
    return [...newest.values()]
      .filter(({ type }) => type === 'changed')
      .map(({ object }) => object);
  };
}
