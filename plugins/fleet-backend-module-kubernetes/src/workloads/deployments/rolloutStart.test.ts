import { instant } from '@landfall/backstage-plugin-fleet-common';
import type { Appearance } from './appearances';
import type { PodState, ReplicaSetState } from './projections';
import { startOf, type StartOptions } from './rolloutStart';

const at = (seconds: number) => instant(seconds * 1_000);
const state: ReplicaSetState = {
  uid: 'rs',
  namespace: 'shop',
  name: 'web-1',
  createdAt: at(100),
  writtenAt: at(900),
  deploymentUid: 'd',
  revision: 3,
  history: [1],
  images: [],
  containers: [],
  templateAnnotations: {},
  madeFrom: undefined,
  configuration: '',
  ready: 0,
};
const unseen: Appearance = { revision: 3, at: null, by: 'list' };
const podAt = (seconds: number): PodState => ({
  uid: `pod-${seconds}`,
  namespace: 'shop',
  replicaSetUid: 'rs',
  createdAt: at(seconds),
  ready: true,
  readyChangedAt: null,
  digests: {},
  containers: [],
  crashing: [],
  restarts: [],
  request: 0,
  node: undefined,
  finished: false,
});
const start = (changes: Partial<StartOptions>) =>
  startOf({
    appearance: unseen,
    record: { state, appearances: [] },
    pods: [],
    deploymentCreatedAt: at(100),
    others: [
      { revision: 1, at: at(100) },
      { revision: 2, at: at(200) },
    ],
    seenUntil: null,
    now: at(1_000),
    ...changes,
  });

describe('the start of a rollout', () => {
  it('is the creation of a new ReplicaSet, or the raise of an old one as it was seen', () => {
    const appearance: Appearance = { revision: 3, at: at(300), by: 'watch' };
    expect(start({ appearance })).toEqual({ at: at(300), estimated: false });
  });

  it('is the earliest pod made since the revision before, where a rollback was found later', () => {
    const pods = [podAt(410), podAt(400), podAt(150)];
    expect(start({ pods })).toEqual({ at: at(400), estimated: true });
  });

  it('is not before the revision before, nor after the next', () => {
    expect(start({})).toEqual({ at: at(200), estimated: true });
    const others = [
      { revision: 2, at: at(200) },
      { revision: 4, at: at(350) },
    ];
    expect(start({ pods: [podAt(400)], others }).at).toBe(at(350));
  });

  it('is not before what was seen last: it would have been seen', () => {
    expect(start({ seenUntil: at(600) }).at).toBe(at(600));
  });

  it('is the creation of the Deployment that took an older ReplicaSet over', () => {
    const appearance: Appearance = { revision: 3, at: at(100), by: 'list' };
    expect(start({ appearance, deploymentCreatedAt: at(700) })).toEqual({
      at: at(700),
      estimated: false,
    });
  });
});
