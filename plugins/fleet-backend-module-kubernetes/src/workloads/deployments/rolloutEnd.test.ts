import { instant } from '@landfall/backstage-plugin-fleet-common';
import type { PodState } from './projections';
import { finishOf } from './rolloutEnd';
import type { StatusNote } from './statusNotes';

const at = (seconds: number) => instant(seconds * 1_000);
const START = instant(100_250);
const note = (changes: Partial<StatusNote>): StatusNote => ({
  revision: 2,
  holds: [{ at: at(160), estimated: false }],
  holding: true,
  served: true,
  success: { at: at(150), replicaSet: 'web-2' },
  overdue: undefined,
  refusal: '',
  reason: '',
  ...changes,
});
const pod = (seconds: number): PodState => ({
  uid: `pod-${seconds}`,
  namespace: 'shop',
  replicaSetUid: 'rs',
  createdAt: at(seconds - 5),
  ready: true,
  readyChangedAt: at(seconds),
  digests: {},
  containers: [],
  crashing: [],
  restarts: [],
  request: 0,
  node: undefined,
  finished: false,
});
const finish = (
  status: StatusNote | undefined,
  pods: PodState[] = [],
  start = START,
) => finishOf({ note: status, start, replicaSet: 'web-2', pods });

describe('the finish of a rollout', () => {
  it('is unknown while the counts have not held', () => {
    expect(finish(undefined)).toBeUndefined();
    expect(finish(note({ holds: [], holding: false }))).toBeUndefined();
  });

  it('is the stamp of success', () => {
    expect(finish(note({}))).toEqual({ at: at(150), estimated: false });
  });

  it('is not before the start, though the stamp is cut to the second', () => {
    const success = { at: at(100), replicaSet: 'web-2' };
    expect(finish(note({ success }))).toEqual({ at: START, estimated: false });
  });

  it.each([
    ['names another ReplicaSet', { at: at(150), replicaSet: 'web-1' }],
    ['is older than the rollout', { at: at(99), replicaSet: 'web-2' }],
    ['is not there', undefined],
  ])(
    'is when the counts were seen to hold, where the stamp %s',
    (_, success) => {
      expect(finish(note({ success }))).toEqual({
        at: at(160),
        estimated: false,
      });
    },
  );

  it('is when the last pod became ready, where the counts held before we looked', () => {
    const found = note({
      success: undefined,
      holds: [{ at: at(500), estimated: true }],
    });
    expect(finish(found, [pod(120), pod(140)])).toEqual({
      at: at(140),
      estimated: true,
    });
    expect(finish(found)).toEqual({ at: at(500), estimated: true });
    // A pod that came later, by a node that was drained, tells nothing.
    expect(finish(found, [pod(900)])).toEqual({ at: at(500), estimated: true });
  });

  it('is its start, where the counts held all along', () => {
    const held = note({
      success: undefined,
      holds: [{ at: at(50), estimated: false }],
    });
    expect(finish(held)).toEqual({ at: START, estimated: true });
    expect(finish({ ...held, holding: false })).toBeUndefined();
  });
});
