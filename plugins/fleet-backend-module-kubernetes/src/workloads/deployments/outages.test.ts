import { instant } from '@landfall/backstage-plugin-fleet-common';
import {
  observationSchema,
  presenceBodySchema,
} from '@landfall/backstage-plugin-fleet-node';
import { testProjection } from '../../testing/projection';
import type { Sight } from '../types';
import { outageObservation } from './observations';
import { Outages, type Outage } from './outages';
import { projectDeployment } from './projections';

const projection = testProjection();
const CREATED = Date.UTC(2026, 0, 5, 9);
const at = (seconds: number) => instant(CREATED + seconds * 1_000);
const stamp = (seconds: number) =>
  `${new Date(at(seconds)).toISOString().slice(0, 19)}Z`;

interface State {
  /** When it was written. */
  written: number;
  /** Since when it is available, or is not. */
  up?: number;
  down?: number;
  desired?: number;
  paused?: boolean;
  generation?: number;
  observed?: number;
  revision?: number;
  /** How many are available; all of them while it is up. */
  available?: number;
  /** Its first rollout was done. */
  done?: boolean;
}

function deployment(state: State) {
  const { written, up, down, desired = 2, generation = 1 } = state;
  const available = state.available ?? (up === undefined ? 0 : desired);
  const turned = up ?? down;
  return projectDeployment(
    {
      metadata: {
        uid: 'cart',
        name: 'cart',
        namespace: 'shop',
        generation,
        creationTimestamp: stamp(0),
        annotations: {
          'deployment.kubernetes.io/revision': String(state.revision ?? 1),
        },
        managedFields: [{ time: stamp(written) }],
      },
      spec: {
        replicas: desired,
        paused: state.paused,
        template: { spec: { containers: [{ name: 'main', image: 'a:1' }] } },
      },
      status: {
        observedGeneration: state.observed ?? generation,
        replicas: desired,
        updatedReplicas: desired,
        availableReplicas: available,
        conditions: [
          ...(state.done
            ? [
                {
                  type: 'Progressing',
                  status: 'True',
                  reason: 'NewReplicaSetAvailable',
                  lastUpdateTime: stamp(10),
                },
              ]
            : []),
          ...(turned === undefined
            ? []
            : [
                {
                  type: 'Available',
                  status: up === undefined ? 'False' : 'True',
                  reason: 'MinimumReplicasUnavailable',
                  message: 'Deployment does not have minimum availability.',
                  lastTransitionTime: stamp(turned),
                },
              ]),
        ],
      },
    },
    projection,
  );
}

const watched = (state: State): Sight => ({
  by: 'watch',
  now: instant(at(state.written) + 300),
});

const spans = (list: Outage[]) =>
  list.map(outage => [
    (outage.at - CREATED) / 1_000,
    outage.endedAt === null ? null : (outage.endedAt - CREATED) / 1_000,
  ]);

/** What outages there are after states, the newest state of each. */
function play(
  states: State[],
  options: { outages?: Outages; told?: Map<string, Outage> } = {},
) {
  const { outages = new Outages(), told = new Map() } = options;
  for (const state of states) {
    outages.see(deployment(state), watched(state), undefined);
    for (const outage of outages.take()) told.set(outage.id, { ...outage });
  }
  return { outages, told, list: () => spans([...told.values()]) };
}

const presence = (options: {
  desired: number;
  ready: number;
  since: number;
}) => {
  const { desired, ready, since } = options;
  return presenceBodySchema.parse({
    images: [],
    ...{ desired, ready, since: at(since) },
    paused: false,
    incarnation: 'cart',
    labels: {},
    annotations: {},
  });
};

/** What is found by a list after a time without a watch. */
function found(
  state: State,
  options: {
    from: number | null;
    before?: Parameters<typeof presence>[0];
    open?: { id: string; at: number };
  },
) {
  const { from, before, open } = options;
  const outages = new Outages();
  if (open) {
    const subject = {
      uid: 'cart',
      version: 1,
      link: undefined,
      target: {
        platform: 'kubernetes',
        cluster: 'test',
        namespace: 'shop',
        workloadKind: 'Deployment',
        workload: 'cart',
      },
    };
    const told = {
      ...{ id: open.id, at: at(open.at), cause: 'x', backfilled: false },
      ...{ endedAt: null, endedAtEstimated: false },
    };
    outages.restore(
      observationSchema.parse(outageObservation(told, subject)),
      open.id,
    );
  }
  outages.see(
    deployment(state),
    {
      by: 'list',
      now: at(state.written),
      from: from === null ? null : at(from),
    },
    before && presence(before),
  );
  return outages.take();
}

const ROLLED_OUT: State[] = [
  { written: 0 },
  { written: 1, down: 1 },
  { written: 10, up: 10, done: true },
];

describe('outages of a Deployment', () => {
  it('begin and end when its condition turned', () => {
    const { list, told } = play([
      ...ROLLED_OUT,
      { written: 100, down: 100, done: true },
      { written: 130, down: 100, done: true, available: 1 },
      { written: 190, up: 190, done: true },
    ]);
    expect(list()).toEqual([[100, 190]]);
    expect([...told.values()][0]).toMatchObject({
      cause:
        'MinimumReplicasUnavailable: Deployment does not have minimum availability.',
      backfilled: false,
      endedAtEstimated: false,
    });
  });

  it('are open while it goes on, and told however short', () => {
    const { list } = play([
      ...ROLLED_OUT,
      { written: 100, down: 100 },
      { written: 101, up: 101 },
      { written: 200, down: 200 },
    ]);
    expect(list()).toEqual([
      [100, 101],
      [200, null],
    ]);
  });

  it('are none in a first rollout, nor in later ones while it never served', () => {
    expect(
      play([
        { written: 0 },
        { written: 1, down: 1 },
        { written: 600, down: 1, available: 1 },
        { written: 700, down: 1, revision: 2, generation: 2 },
      ]).list(),
    ).toEqual([]);
    // Enough instances, and again too few, before all were there for the first time.
    expect(
      play([
        { written: 1, down: 1, desired: 4 },
        { written: 20, up: 20, desired: 4, available: 3 },
        { written: 30, down: 30, desired: 4, available: 2 },
      ]).list(),
    ).toEqual([]);
  });

  it('are none with zero instances on purpose, nor while it comes back from there', () => {
    const { list } = play([
      ...ROLLED_OUT,
      { written: 100, up: 10, desired: 0, generation: 2, observed: 1 },
      { written: 101, up: 10, desired: 0, generation: 2 },
      { written: 200, up: 10, desired: 2, generation: 3, observed: 2 },
      { written: 201, down: 201, generation: 3 },
      { written: 900, up: 900, generation: 3 },
      { written: 1_000, down: 1_000, generation: 3 },
    ]);
    expect(list()).toEqual([[1_000, null]]);
  });

  it('end when somebody scales it to zero', () => {
    const { list } = play([
      ...ROLLED_OUT,
      { written: 100, down: 100 },
      { written: 150, down: 100, desired: 0, generation: 2, observed: 1 },
      { written: 151, up: 151, desired: 0, generation: 2 },
    ]);
    expect(list()).toEqual([[100, 150]]);
  });

  it('end when somebody scales it to zero, though the server notes no time of that', () => {
    const outages = new Outages();
    const states = [
      ...ROLLED_OUT,
      { written: 100, down: 100 },
      { written: 100, down: 100, desired: 0, generation: 2, observed: 1 },
    ];
    for (const [index, state] of states.entries()) {
      const sight: Sight = { by: 'watch', now: at(100 * index) };
      outages.see(deployment(state), sight, undefined);
    }
    expect(spans(outages.take())).toEqual([[100, 400]]);
  });

  it('are none while it is paused, and go on when it is not any more', () => {
    const { list } = play([
      ...ROLLED_OUT,
      { written: 100, down: 100 },
      { written: 150, down: 100, paused: true, generation: 2, observed: 1 },
      { written: 151, down: 100, paused: true, generation: 2 },
      { written: 300, down: 100, generation: 3, observed: 2 },
      { written: 301, down: 100, generation: 3 },
      { written: 301, down: 100, generation: 3 },
      { written: 400, up: 400, generation: 3 },
      { written: 500, up: 400, paused: true, generation: 4 },
      { written: 510, down: 510, paused: true, generation: 4 },
      { written: 520, up: 520, paused: true, generation: 4 },
      { written: 530, up: 520, generation: 5 },
      { written: 540, down: 540, generation: 5 },
    ]);
    expect(list()).toEqual([
      [100, 150],
      [301, 400],
      [540, null],
    ]);
  });

  it('end when it is deleted', () => {
    const { outages, told } = play([
      ...ROLLED_OUT,
      { written: 100, down: 100 },
    ]);
    outages.lose(at(160), 'watch');
    for (const outage of outages.take()) told.set(outage.id, outage);
    expect(spans([...told.values()])).toEqual([[100, 160]]);
    expect(outages.take()).toEqual([]);
  });

  describe('found after a gap', () => {
    it('began when the condition says', () => {
      const [outage, ...others] = found(
        { written: 900, down: 500, done: true },
        { from: 400, before: { desired: 2, ready: 2, since: 10 } },
      );
      expect(others).toEqual([]);
      expect(spans([outage])).toEqual([[500, null]]);
      expect(outage.backfilled).toBe(true);
    });

    it('are known of one that is young but had instances when it was last looked at', () => {
      expect(
        spans(
          found(
            { written: 30, down: 25, done: true },
            { from: 20, before: { desired: 2, ready: 2, since: 10 } },
          ),
        ),
      ).toEqual([[25, null]]);
    });

    it('are known at the first look, but of a first rollout and of one that was never seen to serve', () => {
      const first = { from: null };
      expect(
        spans(found({ written: 900, down: 500, done: true }, first)),
      ).toEqual([[500, null]]);
      expect(found({ written: 900, down: 1 }, first)).toEqual([]);
      expect(found({ written: 900, down: 1, revision: 3 }, first)).toEqual([]);
      expect(found({ written: 900, down: 300 }, first)).toEqual([]);
    });

    it('go on, have ended, or were two', () => {
      const open = { id: String(at(100)), at: 100 };
      const options = { from: 400, open };
      expect(
        spans(found({ written: 900, down: 100, done: true }, options)),
      ).toEqual([[100, null]]);
      const [ended] = found({ written: 900, up: 500, done: true }, options);
      expect(spans([ended])).toEqual([[100, 500]]);
      expect(ended.endedAtEstimated).toBe(false);
      const two = found({ written: 900, down: 700, done: true }, options);
      expect(spans(two)).toEqual([
        [100, 400],
        [700, null],
      ]);
      expect(two.map(one => one.endedAtEstimated)).toEqual([true, false]);
    });

    it('are none where it came back from zero, or was down before and that was no outage', () => {
      const state = { written: 900, down: 500, done: true };
      expect(
        found(state, {
          from: 400,
          before: { desired: 0, ready: 0, since: 50 },
        }),
      ).toEqual([]);
      expect(
        found(state, {
          from: 600,
          before: { desired: 2, ready: 0, since: 499 },
        }),
      ).toEqual([]);
    });
  });
});
