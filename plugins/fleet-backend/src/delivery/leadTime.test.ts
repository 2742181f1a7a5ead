import { instant } from '@landfall/backstage-plugin-fleet-common';
import { findChanges } from './changes';
import { CommitGraph } from './commitGraph';
import { leadTimes } from './leadTime';
import { PullRequests } from './pullRequests';
import { findRollbacks } from './rollbacks';
import { defaultDeliveryRules, type DeliveryRules } from './rules';
import { commitFact, deployment, minute } from './testing';
import type { DeploymentFact } from './types';

const history = [
  commitFact('a', { minute: 0 }),
  commitFact('b', { minute: 10, parents: ['a'], authoredAt: minute(5) }),
  commitFact('c', { minute: 20, parents: ['b'] }),
  commitFact('d', { minute: 30, parents: ['c'] }),
  commitFact('e', { minute: 40, parents: ['d'] }),
];

function timesOf(
  deployments: DeploymentFact[],
  given: { rules?: Partial<DeliveryRules>; commits?: typeof history } = {},
) {
  const rules = { ...defaultDeliveryRules, ...given.rules };
  const graph = new CommitGraph(given.commits ?? history);
  const changes = findChanges(
    deployments,
    { graph, pullRequests: new PullRequests([], graph), paths: [] },
    rules,
  );
  const { takenBackBy } = findRollbacks(deployments, rules);
  const times = leadTimes(deployments, { changes, takenBackBy, rules });
  return deployments.map(one => {
    const { commits = [], leadTime, quality } = times.get(one.id) ?? {};
    return {
      minutes: Object.fromEntries(
        commits
          .filter(commit => commit.counts)
          .map(({ commit, seconds }) => [
            commit,
            seconds === null ? null : seconds / 60,
          ]),
      ),
      leadTime,
      quality: quality?.map(({ kind, what }) => [kind, what]),
    };
  });
}
const A = deployment('a', { minute: 5 });

describe('the lead time of a commit', () => {
  it('is deployment finish − committer time', () => {
    const [, second] = timesOf([A, deployment('d', { minute: 99 })]);
    expect(second.minutes).toEqual({ b: 90, c: 80, d: 70 });
    expect(second.leadTime).toEqual({
      min: 70 * 60,
      median: 80 * 60,
      max: 90 * 60,
      batchSize: 3,
    });
  });

  it('is deployment finish − author time, if so configured', () => {
    const [, second] = timesOf([A, deployment('b', { minute: 99 })], {
      rules: { leadTimeFrom: 'author' },
    });
    expect(second.minutes).toEqual({ b: 95 });
  });

  it('does not exist for a baseline', () => {
    expect(timesOf([deployment('d', { minute: 99 })])).toMatchObject([
      { minutes: {}, leadTime: { min: null, median: null, batchSize: 0 } },
    ]);
  });
});

describe('a commit counts once per environment', () => {
  it('in the first successful deployment', () => {
    expect(
      timesOf([
        A,
        deployment('c', { minute: 50, outcome: 'failed' }),
        deployment('d', { minute: 60 }),
      ]).map(one => Object.keys(one.minutes)),
    ).toEqual([[], [], ['b', 'c', 'd']]);
  });

  it('that was not rolled back', () => {
    expect(
      timesOf([
        A,
        deployment('c', { minute: 50 }),
        deployment('a', { minute: 60, class: 'rollback' }),
        deployment('d', { minute: 70 }),
      ]).map(one => Object.keys(one.minutes)),
    ).toEqual([[], [], [], ['b', 'c', 'd']]);
  });

  it('and again in another environment', () => {
    const staging = { environment: 'staging', production: false };
    expect(
      timesOf([
        A,
        deployment('a', { minute: 6, ...staging }),
        deployment('c', { minute: 50, ...staging }),
        deployment('c', { minute: 60 }),
      ]).map(one => Object.keys(one.minutes)),
    ).toEqual([[], [], ['b', 'c'], ['b', 'c']]);
  });

  it('but is told, without counting, of each deployment that brought it', () => {
    const [, failed] = timesOf([
      A,
      deployment('c', { minute: 50, outcome: 'failed' }),
    ]);
    expect(failed).toMatchObject({
      minutes: {},
      leadTime: { batchSize: 2, median: null },
    });
  });
});

describe('left out of aggregates, and listed', () => {
  it('are negative spans', () => {
    const [, second] = timesOf([A, deployment('d', { minute: 19 })]);
    expect(second.minutes).toEqual({ b: 10, c: 0, d: null });
    expect(second.leadTime).toMatchObject({ min: 0, max: 600, batchSize: 3 });
    expect(second.quality).toEqual([['negative_lead_time', 'd']]);
  });

  it('are commits that became live in a gap of what was seen', () => {
    const [, gap, next] = timesOf([
      A,
      deployment('c', { minute: 50, outcome: 'unknown', finishedAt: null }),
      deployment('d', { minute: 60 }),
    ]);
    expect(gap).toMatchObject({
      minutes: {},
      quality: [['unknown_finish', 'd50']],
    });
    expect(Object.keys(next.minutes)).toEqual(['d']);
  });

  it('are commits from before the epoch', () => {
    const [, second] = timesOf([A, deployment('b', { minute: 99 })], {
      commits: history.map(one => ({
        ...one,
        committedAt: instant(one.commit === 'b' ? 0 : one.committedAt),
      })),
    });
    expect(second).toMatchObject({
      minutes: { b: null },
      quality: [['time_before_the_epoch', 'b']],
    });
  });
});
