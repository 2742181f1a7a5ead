import { instant } from '@landfall/backstage-plugin-fleet-common';
import { testProjection } from '../../testing/projection';
import type { Sight } from '../types';
import { CrashEpisodes, type CrashEpisode } from './crashEpisodes';
import { disturbancesOf } from './disturbances';
import { HourlyCounts, type HourlyCount } from './hourlyCounts';
import { projectPod, type PodState } from './projections';

const projection = testProjection();
const HOUR = 3_600;
const START = Date.UTC(2026, 0, 5, 9);
const at = (seconds: number) => instant(START + seconds * 1_000);
const stamp = (seconds: number) =>
  `${new Date(at(seconds)).toISOString().slice(0, 19)}Z`;

/** A pod as the API gives it, of one container. */
function pod(
  restarts: number,
  options: {
    /** When it ended last, and why. */
    ended?: number;
    reason?: string;
    /** When it was started again; it waits if it was not. */
    started?: number;
    /** It has ended and nothing was done about it yet. */
    dead?: boolean;
    created?: number;
    ready?: boolean;
  } = {},
): PodState {
  const { ended, reason = 'Error', started, dead, created = 0 } = options;
  const terminated = ended !== undefined && {
    terminated: { exitCode: 1, reason, finishedAt: stamp(ended) },
  };
  const waiting = { waiting: { reason: 'CrashLoopBackOff' } };
  const running = { running: { startedAt: stamp(started ?? created) } };
  const waits = ended !== undefined && started === undefined;
  const alive = waits ? waiting : running;
  const ready = options.ready ?? !waits;
  const state = projectPod(
    {
      metadata: {
        uid: 'pod',
        name: 'pod',
        namespace: 'shop',
        creationTimestamp: stamp(created),
        ownerReferences: [
          {
            apiVersion: 'apps/v1',
            kind: 'ReplicaSet',
            uid: 'set',
            controller: true,
          },
        ],
      },
      status: {
        containerStatuses: [
          {
            name: 'main',
            ready,
            restartCount: restarts,
            state: dead ? terminated : alive,
            lastState: dead ? {} : terminated || {},
          },
          { name: 'sidecar', restartCount: 0, ready: true, state: running },
        ],
      },
    },
    projection,
  );
  if (!state) throw new Error('The pod has an owner');
  return state;
}

const watched: Sight = { by: 'watch', now: at(10_000) };
const listed = (from: number | null): Sight => ({
  by: 'list',
  now: at(10_000),
  from: from === null ? null : at(from),
});

const kinds = (
  now: PodState,
  before: PodState | undefined,
  sight: Sight = watched,
) =>
  disturbancesOf(now, before, sight).map(({ kind, count, at: when }) => [
    kind,
    count,
    (when - START) / 1_000,
  ]);

describe('what disturbs a pod', () => {
  it('is nothing while its containers run, and nothing is kept for that', () => {
    expect(pod(0).restarts).toEqual([]);
    expect(kinds(pod(0), pod(0))).toEqual([]);
  });

  it('is each restart, when the container was started again', () => {
    const once = pod(1, { ended: 100, started: 105 });
    expect(kinds(once, pod(0))).toEqual([['restart', 1, 105]]);
    expect(kinds(once, once)).toEqual([]);
    expect(kinds(pod(4, { ended: 200 }), once)).toEqual([['restart', 3, 200]]);
  });

  it('is a kill for lack of memory once, through all states that tell of it', () => {
    const killed = { ended: 100, reason: 'OOMKilled' };
    const states = [
      pod(0),
      pod(0, { ...killed, dead: true }),
      pod(0, killed),
      pod(1, { ...killed, started: 110 }),
      pod(1, { ended: 300, reason: 'OOMKilled' }),
      pod(2, { ended: 300, reason: 'OOMKilled', started: 320 }),
      pod(3, { ended: 400, started: 420 }),
    ];
    const told = states
      .slice(1)
      .flatMap((state, index) => kinds(state, states[index]));
    expect(told).toEqual([
      ['out_of_memory', 1, 100],
      ['restart', 1, 110],
      ['out_of_memory', 1, 300],
      ['restart', 1, 320],
      ['restart', 1, 420],
    ]);
  });

  it('is not what happened before the first look', () => {
    const killed = pod(9, { ended: 100, reason: 'OOMKilled', started: 105 });
    expect(kinds(killed, undefined, listed(null))).toEqual([]);
    expect(kinds(killed, undefined, watched)).toEqual([]);
  });

  it('is found after a gap as far as its times tell', () => {
    const killed = pod(9, { ended: 500, reason: 'OOMKilled', started: 505 });
    expect(kinds(killed, undefined, listed(600))).toEqual([]);
    expect(kinds(killed, undefined, listed(400))).toEqual([
      ['restart', 1, 505],
      ['out_of_memory', 1, 500],
    ]);
    // Made in the gap: all of its restarts were in it.
    expect(
      kinds(
        pod(9, { created: 450, ended: 500, started: 505 }),
        undefined,
        listed(400),
      ),
    ).toEqual([['restart', 9, 505]]);
    expect(kinds(killed, pod(7, { ended: 90 }), listed(400))).toEqual([
      ['restart', 2, 505],
      ['out_of_memory', 1, 500],
    ]);
  });
});

describe('counts by the hour', () => {
  const restart = (seconds: number, count = 1) => ({
    kind: 'restart' as const,
    ...{ count, at: at(seconds), backfilled: false, unsure: false },
  });
  const brief = (counts: HourlyCount[]) =>
    counts.map(one => [
      (one.at - START) / 1_000,
      (one.last - START) / 1_000,
      one.count,
      one.ended,
    ]);
  const here = { gone: false };

  it('are spans from the first to the last, and end a little after their hour', () => {
    const hours = new HourlyCounts();
    hours.add(restart(100));
    expect(brief(hours.look(at(100), here))).toEqual([[100, 100, 1, false]]);
    for (let seconds = 200; seconds < 800; seconds += 100) {
      hours.add(restart(seconds));
      expect(hours.look(at(seconds), here)).toEqual([]);
    }
    expect(hours.dueAt).toBe(at(1_000));
    expect(brief(hours.look(at(1_000), here))).toEqual([[100, 700, 7, false]]);
    expect(hours.dueAt).toBe(at(HOUR + 120));
    hours.add(restart(HOUR - 1));
    hours.add(restart(HOUR));
    expect(brief(hours.look(at(HOUR + 120), here))).toEqual([
      [100, HOUR - 1, 8, true],
      [HOUR, HOUR, 1, false],
    ]);
  });

  it('take what comes too late into the next hour, marked as estimated', () => {
    const hours = new HourlyCounts();
    hours.add(restart(100));
    hours.look(at(2 * HOUR), here);
    hours.add(restart(200));
    const [late] = hours.look(at(2 * HOUR), here);
    expect(late).toMatchObject({ at: at(HOUR), estimated: true, count: 1 });
  });

  it('end with the Deployment', () => {
    const hours = new HourlyCounts();
    hours.add(restart(100));
    expect(brief(hours.look(at(200), { gone: true }))).toEqual([
      [100, 100, 1, true],
    ]);
    expect(hours.dueAt).toBe(Infinity);
  });

  it('go on after a restart of the portal, which counts nothing twice', () => {
    const hours = new HourlyCounts();
    hours.restore({
      ...{ kind: 'restart', hour: START / HOUR / 1_000, at: at(100) },
      ...{ count: 3, estimated: false, backfilled: false },
    });
    hours.add({ ...restart(150), backfilled: true, unsure: true });
    hours.add(restart(900));
    expect(brief(hours.look(at(HOUR + 120), here))).toEqual([
      [100, 900, 4, true],
    ]);
  });
});

describe('crash loops', () => {
  const look = (
    episodes: CrashEpisodes,
    seconds: number,
    pods: PodState[],
    more: { restarts?: number; gone?: boolean; gapUntil?: number } = {},
  ) =>
    episodes.look({
      pods: pods.filter(one => one.crashing.length > 0),
      restarts: more.restarts ?? 0,
      gapUntil: more.gapUntil === undefined ? null : at(more.gapUntil),
      goneAt: more.gone ? at(seconds) : null,
      now: at(seconds),
    });
  const brief = (episode: CrashEpisode | undefined) =>
    episode && [
      (episode.at - START) / 1_000,
      (episode.last - START) / 1_000,
      episode.count,
      episode.ended,
    ];

  it('are one episode from the first crash to the last, though the container runs in between', () => {
    const episodes = new CrashEpisodes();
    expect(look(episodes, 50, [pod(0)])).toBeUndefined();
    expect(
      look(episodes, 60, [pod(1, { ended: 55, started: 60 })]),
    ).toBeUndefined();
    expect(brief(look(episodes, 100, [pod(1, { ended: 100 })]))).toEqual([
      ...[100, 100, 1, false],
    ]);
    const running = pod(2, { ended: 100, started: 110, ready: true });
    expect(look(episodes, 110, [running], { restarts: 1 })).toBeUndefined();
    expect(look(episodes, 300, [pod(2, { ended: 300 })])).toBeUndefined();
    const last = pod(3, { ended: 300, started: 340, ready: true });
    expect(look(episodes, 340, [last], { restarts: 1 })).toBeUndefined();
    expect(episodes.dueAt).toBe(at(940));
    expect(look(episodes, 939, [last])).toBeUndefined();
    expect(brief(look(episodes, 940, [last]))).toEqual([100, 300, 3, true]);
    expect(look(episodes, 2_000, [last])).toBeUndefined();
    expect(brief(look(episodes, 3_000, [pod(4, { ended: 3_000 })]))).toEqual([
      ...[3_000, 3_000, 4, false],
    ]);
  });

  it('end with the Deployment', () => {
    const episodes = new CrashEpisodes();
    look(episodes, 100, [pod(1, { ended: 100 })]);
    expect(brief(look(episodes, 150, [], { gone: true }))).toEqual([
      ...[100, 100, 1, true],
    ]);
    expect(look(episodes, 160, [], { gone: true })).toBeUndefined();
    expect(episodes.dueAt).toBe(Infinity);
  });

  it('that are found going on began earlier', () => {
    const found = look(new CrashEpisodes(), 500, [pod(7, { ended: 480 })], {
      gapUntil: 490,
    });
    expect(found).toMatchObject({ atEstimated: true, backfilled: true });
  });

  it('go on after a restart of the portal', () => {
    const episodes = new CrashEpisodes();
    episodes.restore({
      ...{ id: 'pod/main/1', at: at(100), atEstimated: false },
      ...{ count: 2, backfilled: false },
    });
    // Pods come a moment later than their Deployment.
    expect(look(episodes, 500, [])).toBeUndefined();
    expect(look(episodes, 501, [pod(5, { ended: 480 })])).toBeUndefined();
    const calm = pod(6, { ended: 480, started: 510, ready: true });
    expect(look(episodes, 510, [calm], { restarts: 1 })).toBeUndefined();
    const ended = look(episodes, 1_110, [calm]);
    expect(brief(ended)).toEqual([100, 480, 3, true]);
    expect(ended).toMatchObject({ id: 'pod/main/1', lastEstimated: false });
  });
});
