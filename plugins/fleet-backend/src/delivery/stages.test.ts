import * as fc from 'fast-check';
import type { Changes } from './changes';
import { defaultDeliveryRules } from './rules';
import { deployedPullRequests, STAGES } from './stages';
import { deployment, minute, pullRequest } from './testing';
import type { PullRequestFact } from './types';

const brought = (pullRequests: PullRequestFact[]): Changes => ({
  baseline: false,
  previous: null,
  landed: [],
  quality: [],
  brought: pullRequests.map(one => ({
    commit: `c${one.number}`,
    committedAt: minute(0),
    authoredAt: null,
    pullRequest: one,
    link: null,
  })),
});
const original = (at: number, merge = false) => ({
  commit: `o${at}`,
  committedAt: minute(at),
  authoredAt: minute(at - 5),
  merge,
});
const reviewed = pullRequest(1, {
  commits: [original(10), original(12), original(1, true)],
  openedAt: minute(20),
  firstReviewAt: minute(50),
  mergedAt: minute(60),
});
const deployed = deployment('v2', {
  startedAt: minute(100),
  finishedAt: minute(104),
});
const stagesOf = (one: PullRequestFact, rules = defaultDeliveryRules) => {
  const { stages } = deployedPullRequests(deployed, brought([one]), rules);
  return STAGES.map(stage => {
    const seconds = stages[stage];
    return seconds === null ? null : seconds / 60;
  });
};

describe('the stages of a pull request', () => {
  it('are coding, pickup, review, waiting, rollout', () => {
    expect(stagesOf(reviewed)).toEqual([10, 30, 10, 40, 4]);
  });

  it('end coding and begin pickup when it was made ready for review', () => {
    expect(stagesOf({ ...reviewed, readyAt: minute(35) })).toEqual([
      25, 15, 10, 40, 4,
    ]);
  });

  it('begin with when the first commit was written, if so configured', () => {
    expect(
      stagesOf(reviewed, {
        ...defaultDeliveryRules,
        leadTimeFrom: 'author',
      })[0],
    ).toBe(15);
  });

  it('are missing where nobody knows an end', () => {
    expect(
      stagesOf({ ...reviewed, commits: null, firstReviewAt: null }),
    ).toEqual([null, null, null, 40, 4]);
  });

  it('are missing, not zero and not negative, where the end precedes the start, and listed', () => {
    const reviewedLate = { ...reviewed, firstReviewAt: minute(70) };
    expect(stagesOf(reviewedLate)).toEqual([10, 50, null, 40, 4]);
    expect(
      deployedPullRequests(
        deployed,
        brought([reviewedLate]),
        defaultDeliveryRules,
      ).quality,
    ).toEqual([
      {
        kind: 'negative_stage',
        what: 'pr1',
        detail: { stage: 'review', deployment: 'd0' },
        improves: 1,
      },
    ]);
  });

  it('have no rollout where it did not succeed', () => {
    const { stages } = deployedPullRequests(
      { ...deployed, outcome: 'failed' },
      brought([reviewed]),
      defaultDeliveryRules,
    );
    expect(stages).toMatchObject({ waiting: 40 * 60, rollout: null });
  });

  it('of a deployment are the medians over its pull requests, each once', () => {
    const quick = { ...reviewed, id: 'pr2', number: 2, mergedAt: minute(90) };
    const { pullRequests, stages } = deployedPullRequests(
      deployed,
      brought([quick, reviewed, reviewed]),
      defaultDeliveryRules,
    );
    expect(pullRequests.map(one => one.number)).toEqual([1, 2]);
    expect(stages.waiting).toBe(25 * 60);
  });

  it('add up to the whole way where all are known, and none is negative', () => {
    const instants = fc.tuple(
      ...Array.from({ length: 4 }, () => fc.integer({ min: 0, max: 200 })),
    );
    fc.assert(
      fc.property(instants, ([first, opened, seen, merged]) => {
        const minutes = stagesOf(
          pullRequest(1, {
            commits: [original(first)],
            openedAt: minute(opened),
            firstReviewAt: minute(seen),
            mergedAt: minute(merged),
          }),
        );
        const known = minutes.filter(one => one !== null);
        expect(known.every(one => one >= 0)).toBe(true);
        const whole = 104 - first;
        const sum = known.reduce((a, b) => a + b, 0);
        const allKnown = known.length === STAGES.length;
        expect(allKnown && Math.abs(sum - whole) > 1e-6).toBe(false);
      }),
    );
  });
});
