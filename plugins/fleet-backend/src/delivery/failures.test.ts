import { CommitGraph } from './commitGraph';
import { deriveDelivery } from './deriveDelivery';
import { defaultDeliveryRules, type DeliveryRules } from './rules';
import {
  commitFact,
  deployment,
  incident,
  minute,
  pullRequest,
} from './testing';
import type {
  CommitFact,
  DeploymentFact,
  Failure,
  IncidentFact,
  PullRequestFact,
} from './types';

const history = [
  commitFact('aaaaaaa1'),
  commitFact('bbbbbbb2', { parents: ['aaaaaaa1'] }),
  commitFact('ccccccc3', { parents: ['bbbbbbb2'] }),
  commitFact('ddddddd4', { parents: ['ccccccc3'] }),
];

function derive(
  deployments: DeploymentFact[],
  given: {
    commits?: CommitFact[];
    pullRequests?: PullRequestFact[];
    incidents?: IncidentFact[];
    rules?: Partial<DeliveryRules>;
  } = {},
) {
  return deriveDelivery(
    {
      deployments,
      graph: new CommitGraph(given.commits ?? history),
      pullRequests: given.pullRequests ?? [],
      incidents: given.incidents ?? [],
      paths: [],
      now: minute(100_000),
    },
    { ...defaultDeliveryRules, ...given.rules },
  ).deployments;
}
const failuresOf = (...given: Parameters<typeof derive>) =>
  Object.fromEntries(
    derive(...given)
      .filter(one => one.failedBy.length > 0)
      .map(one => [one.id, one.failedBy]),
  );
const reworkOf = (...given: Parameters<typeof derive>) =>
  Object.fromEntries(
    derive(...given)
      .filter(one => one.rework.length > 0)
      .map(one => [one.id, one.rework]),
  );

const A = deployment('aaaaaaa1', { minute: 0 });
const B = deployment('bbbbbbb2', { minute: 100 });
const C = deployment('ccccccc3', { minute: 200 });
const D = deployment('ddddddd4', { minute: 300 });

describe('a deployment has failed if its rollout failed', () => {
  it('or is open beyond its deadline meanwhile', () => {
    const failed = deployment('bbbbbbb2', { minute: 100, outcome: 'failed' });
    const overdue = deployment('ccccccc3', {
      minute: 200,
      outcome: 'in_progress',
      failing: true,
    });
    expect(failuresOf([A, failed, overdue])).toEqual({
      d100: [{ rule: 'rollout' }],
      d200: [{ rule: 'rollout' }],
    });
  });
});

describe('a deployment has failed if it was rolled back', () => {
  const back = deployment('aaaaaaa1', { minute: 300, class: 'rollback' });

  it('V1, V2, V3, then V1 again: V2', () => {
    expect(failuresOf([A, B, C, back])).toEqual({
      d100: [{ rule: 'rolled_back', by: 'd300' }],
    });
  });

  it('alternative: the one directly before, V3', () => {
    expect(
      failuresOf([A, B, C, back], { rules: { rolledBack: 'directly_before' } }),
    ).toEqual({ d200: [{ rule: 'rolled_back', by: 'd300' }] });
  });

  it('and the rollback was rework', () => {
    expect(reworkOf([A, B, C, back])).toEqual({ d300: ['rollback'] });
  });
});

describe('a deployment has failed if a fix names it', () => {
  const reverting = (reverts: string[]) =>
    history.map(one => (one.commit === 'ddddddd4' ? { ...one, reverts } : one));
  const revert: Failure[] = [{ rule: 'fixed', by: 'd300', fix: 'revert' }];
  const hotfix: Failure[] = [{ rule: 'fixed', by: 'd300', fix: 'hotfix' }];

  it('by reverting one of its commits', () => {
    const commits = reverting(['bbbbbbb']);
    expect(failuresOf([A, B, C, D], { commits })).toEqual({ d100: revert });
    expect(reworkOf([A, B, C, D], { commits })).toEqual({ d300: ['revert'] });
  });

  it('not by reverting what it brought itself', () => {
    const commits = reverting(['ccccccc3']);
    expect(failuresOf([A, B, D], { commits })).toEqual({});
    expect(reworkOf([A, B, D], { commits })).toEqual({});
  });

  it('by reverting what was squashed into one of its commits', () => {
    const squashed = pullRequest(7, {
      mergeCommit: 'bbbbbbb2',
      commits: [
        {
          commit: 'fffffff1',
          committedAt: minute(1),
          authoredAt: null,
          merge: false,
        },
      ],
    });
    for (const name of ['bbbbbbb2', 'fffffff1']) {
      expect(
        failuresOf([A, B, C, D], {
          commits: reverting([name]),
          pullRequests: [squashed],
        }),
      ).toEqual({ d100: revert });
    }
  });

  it('by a pull request that reverts one of its pull requests', () => {
    expect(
      failuresOf([A, B, C, D], {
        pullRequests: [
          pullRequest(7, { mergeCommit: 'bbbbbbb2' }),
          pullRequest(8, { mergeCommit: 'ddddddd4', reverts: 7 }),
        ],
      }),
    ).toEqual({ d100: revert });
  });

  it.each([
    ['a label', { labels: ['HotFix'] }],
    ['a branch', { head: 'hotfix/null-pointer' }],
  ])('by a hotfix of what it replaced: %s', (_, given) => {
    const pullRequests = [
      pullRequest(8, { mergeCommit: 'ddddddd4', ...given }),
    ];
    expect(failuresOf([A, B, C, D], { pullRequests })).toEqual({
      d200: hotfix,
    });
    expect(reworkOf([A, B, C, D], { pullRequests })).toEqual({
      d300: ['hotfix'],
    });
  });

  it('by labels and branches that are configured', () => {
    const pullRequests = [
      pullRequest(8, { mergeCommit: 'ddddddd4', labels: ['urgent'] }),
    ];
    expect(failuresOf([A, C, D], { pullRequests })).toEqual({});
    expect(
      failuresOf([A, C, D], {
        pullRequests,
        rules: { hotfixLabels: ['urgent'] },
      }),
    ).toEqual({ d200: hotfix });
  });

  it('by a hotfix of the incident that it caused', () => {
    expect(
      failuresOf([A, B, C, D], {
        incidents: [incident({ minute: 150, key: 'INC-1' })],
        pullRequests: [
          pullRequest(8, {
            mergeCommit: 'ddddddd4',
            labels: ['hotfix'],
            fixes: ['INC-1'],
          }),
        ],
      }),
    ).toEqual({
      d100: [{ rule: 'incident', incident: 'i150', named: false }, ...hotfix],
    });
  });
});

describe('a deployment has failed if an incident of the same service', () => {
  const opened = (at: number, given: Partial<IncidentFact> = {}) => ({
    incidents: [incident({ minute: at, ...given })],
  });
  const blamed = (at: number, named = false): Failure[] => [
    { rule: 'incident', incident: `i${at}`, named },
  ];

  it('opened after its finish, before the next deployment', () => {
    expect(failuresOf([A, B, C], opened(101))).toEqual({ d100: blamed(101) });
    expect(failuresOf([A, B, C], opened(199))).toEqual({ d100: blamed(199) });
    expect(failuresOf([A, B, C], opened(100.5))).toEqual({});
  });

  it('and within 24 h', () => {
    const day = 24 * 60;
    expect(failuresOf([A, B], opened(101 + day))).toEqual({
      d100: blamed(101 + day),
    });
    expect(failuresOf([A, B], opened(102 + day))).toEqual({});
    expect(
      failuresOf([A, B], { ...opened(163), rules: { incidentMs: 3_600_000 } }),
    ).toEqual({});
  });

  it('not one of another environment or a restart', () => {
    const others = [
      deployment('bbbbbbb2', { minute: 110, class: 'restart' }),
      deployment('ccccccc3', {
        minute: 120,
        environment: 'staging',
        production: false,
      }),
    ];
    expect(failuresOf([A, B, ...others], opened(130))).toEqual({
      d100: blamed(130),
    });
  });

  it.each([
    ['a commit', { commits: ['bbbbbbb'], versions: [] }],
    ['a version', { commits: [], versions: ['bbbbbbb2'] }],
  ])('or names it by %s', (_, causedBy) => {
    expect(failuresOf([A, B, C], opened(9_000, { causedBy }))).toEqual({
      d100: blamed(9_000, true),
    });
  });

  it('that names another cause is not blamed on what came before', () => {
    const causedBy = { commits: ['eeeeeee'], versions: [] };
    expect(failuresOf([A, B], opened(110, { causedBy }))).toEqual({});
  });

  it('never one of another service, unless it names a commit', () => {
    expect(failuresOf([A, B], opened(110, { own: false }))).toEqual({});
    const commits = { commits: ['bbbbbbb2'], versions: [] };
    expect(
      failuresOf([A, B], opened(110, { own: false, causedBy: commits })),
    ).toEqual({ d100: blamed(110, true) });
    const versions = { commits: [], versions: ['bbbbbbb2'] };
    expect(
      failuresOf([A, B], opened(110, { own: false, causedBy: versions })),
    ).toEqual({});
  });

  it('and a fix linked to it is rework', () => {
    expect(
      reworkOf([A, B, C], {
        ...opened(110, { aliases: ['https://x.example/incidents/1'] }),
        pullRequests: [
          pullRequest(8, {
            mergeCommit: 'ccccccc3',
            fixes: ['https://x.example/incidents/1'],
          }),
        ],
      }),
    ).toEqual({ d200: ['incident_fix'] });
  });
});
