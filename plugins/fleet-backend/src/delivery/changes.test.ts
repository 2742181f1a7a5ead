import { findChanges } from './changes';
import { CommitGraph } from './commitGraph';
import { PullRequests } from './pullRequests';
import { commitFact, deployment, minute, pullRequest } from './testing';
import type { CommitFact, DeploymentFact, PullRequestFact } from './types';

//  a ── b ── c ── m ── d
//       └─ x ─────┘
const commits = [
  commitFact('a', { minute: 0 }),
  commitFact('b', { minute: 1, parents: ['a'] }),
  commitFact('c', { minute: 2, parents: ['b'] }),
  commitFact('x', { minute: 3, parents: ['b'] }),
  commitFact('m', { minute: 4, parents: ['c', 'x'] }),
  commitFact('d', { minute: 5, parents: ['m'] }),
];

function changesOf(
  deployments: DeploymentFact[],
  given: {
    commits?: CommitFact[];
    pullRequests?: PullRequestFact[];
    paths?: string[];
    maximumCommits?: number;
  } = {},
) {
  const graph = new CommitGraph(given.commits ?? commits);
  const all = findChanges(
    deployments,
    {
      graph,
      pullRequests: new PullRequests(given.pullRequests ?? [], graph),
      paths: given.paths ?? [],
    },
    { maximumCommits: given.maximumCommits ?? 5_000 },
  );
  return deployments.map(one => {
    const changes = all.get(one.id);
    return {
      brought: changes?.brought.map(brought => brought.commit).sort(),
      baseline: changes?.baseline,
      previous: changes?.previous?.id ?? null,
      quality: changes?.quality.map(finding => finding.kind),
    };
  });
}
const nth = (n: number, ...rest: Parameters<typeof changesOf>) =>
  changesOf(...rest)[n];
const B = deployment('b', { minute: 10 });
const D = deployment('d', { minute: 20 });

describe('the commits of a deployment', () => {
  it('are those since the version that was live before, without merges', () => {
    expect(nth(1, [B, D])).toEqual({
      brought: ['c', 'd', 'x'],
      baseline: false,
      previous: 'd10',
      quality: [],
    });
  });

  it('are none of the first: it is a baseline', () => {
    expect(nth(0, [D])).toEqual({
      brought: [],
      baseline: true,
      previous: null,
      quality: [],
    });
  });

  it('are none of a rollback, of a restart, and of another configuration', () => {
    const others = (['rollback', 'restart'] as const).map((kind, i) =>
      deployment('d', { minute: 20 + i, class: kind }),
    );
    const config = deployment('b', { minute: 30, class: 'config' });
    for (const one of [...others, config]) {
      expect(nth(1, [B, one])).toMatchObject({ brought: [], quality: [] });
    }
  });

  it.each([
    ['failed', ['c', 'd', 'x']],
    ['superseded', ['c', 'd', 'x']],
    ['in_progress', ['c', 'd', 'x']],
    ['unknown', ['d']],
    ['succeeded', ['d']],
  ] as const)(
    'are counted from what was live: after one that %s',
    (outcome, brought) => {
      const middle = deployment('m', { minute: 15, outcome });
      expect(nth(2, [B, middle, D])).toMatchObject({ brought });
    },
  );

  it('are counted anew after a rollback', () => {
    const back = deployment('b', { minute: 30, class: 'rollback' });
    const again = deployment('d', { minute: 40 });
    expect(nth(3, [B, D, back, again])).toMatchObject({
      brought: ['c', 'd', 'x'],
      previous: 'd30',
    });
  });

  it('are counted in each environment by itself, and not where nobody knows it', () => {
    const staging = deployment('d', { minute: 15, environment: 'staging' });
    const nowhere = deployment('d', { minute: 16, environment: null });
    expect(changesOf([B, staging, nowhere, D])).toMatchObject([
      { baseline: true },
      { baseline: true },
      { baseline: false, brought: [], quality: [] },
      { previous: 'd10', brought: ['c', 'd', 'x'] },
    ]);
  });
});

describe('the commits of pull requests', () => {
  const original = (commit: string, at: number, merge = false) => ({
    commit,
    committedAt: minute(at),
    authoredAt: minute(at),
    merge,
  });

  it('are the original ones where they were squashed and the host still knows them', () => {
    const squashed = pullRequest(1, {
      mergeCommit: 'd',
      commits: [original('o1', 1), original('om', 2, true), original('o2', 3)],
    });
    expect(nth(1, [B, D], { pullRequests: [squashed] }).brought).toEqual([
      'c',
      'o1',
      'o2',
      'x',
    ]);
  });

  it('are the squashed one where the host does not know them any more', () => {
    const forgotten = pullRequest(1, { mergeCommit: 'd', commits: null });
    expect(nth(1, [B, D], { pullRequests: [forgotten] }).brought).toEqual([
      'c',
      'd',
      'x',
    ]);
  });

  it('are those on the base where they were rebased', () => {
    const rebased = pullRequest(1, {
      mergeCommit: 'r2',
      commits: [original('o1', 1), original('o2', 2)],
    });
    const history = [
      commitFact('a'),
      commitFact('r1', { parents: ['a'], authoredAt: minute(1) }),
      commitFact('r2', { parents: ['r1'], authoredAt: minute(2) }),
    ];
    expect(
      nth(
        1,
        [deployment('a', { minute: 10 }), deployment('r2', { minute: 20 })],
        {
          commits: history,
          pullRequests: [rebased],
        },
      ).brought,
    ).toEqual(['r1', 'r2']);
  });

  it('are those of the branch where it was merged', () => {
    const merged = pullRequest(1, {
      mergeCommit: 'm',
      commits: [original('x', 3)],
    });
    expect(nth(1, [B, D], { pullRequests: [merged] }).brought).toEqual([
      'c',
      'd',
      'x',
    ]);
  });
});

describe('the commits of one service of a repository of several', () => {
  const within = (directories: (string[] | null)[]) =>
    commits.map((one, i) => ({ ...one, directories: directories[i] }));

  it('are those that change its directories', () => {
    const history = within([
      [''],
      [''],
      ['services/cart/src'],
      ['services/cartography'],
      ['services/cart'],
      ['docs', 'services/cart'],
    ]);
    expect(
      nth(1, [B, D], { commits: history, paths: ['services/cart'] }).brought,
    ).toEqual(['c', 'd']);
    expect(
      nth(1, [B, D], { commits: history, paths: ['services/cart', ''] })
        .brought,
    ).toEqual(['c', 'd', 'x']);
  });

  it('are left out and listed where nobody tells what they change', () => {
    const history = within([
      [''],
      [''],
      null,
      ['docs'],
      null,
      ['services/cart'],
    ]);
    expect(
      nth(1, [B, D], { commits: history, paths: ['services/cart'] }),
    ).toMatchObject({ brought: ['d'], quality: ['unknown_paths'] });
  });
});

describe('commits that cannot be told are left out, and listed', () => {
  const nameless = (why: 'no_evidence' | 'ambiguous') =>
    deployment('v7', { minute: 20, commit: { commit: null, why } });

  it.each([
    [
      'a version without a commit',
      [B, nameless('no_evidence')],
      'version_without_commit',
    ],
    [
      'a version of several commits',
      [B, nameless('ambiguous')],
      'version_with_ambiguous_commit',
    ],
    [
      'a vanished commit',
      [B, deployment('gone', { minute: 20 })],
      'unknown_commit',
    ],
    [
      'a vanished commit before',
      [deployment('gone', { minute: 10 }), D],
      'unknown_base',
    ],
  ])('%s', (_, deployments, kind) => {
    expect(nth(1, deployments)).toMatchObject({ brought: [], quality: [kind] });
  });

  it('a version before it without a commit', () => {
    const unnamed = deployment('v7', {
      minute: 10,
      commit: { commit: null, why: 'no_evidence' },
    });
    expect(nth(1, [unnamed, D])).toMatchObject({
      brought: [],
      quality: ['unknown_base'],
    });
  });

  it('but the same version again, without a commit, lacks nothing', () => {
    const unnamed = (at: number) =>
      deployment('v7', {
        minute: at,
        class: at > 10 ? 'config' : 'release',
        commit: { commit: null, why: 'no_evidence' },
      });
    expect(nth(1, [unnamed(10), unnamed(20)])).toMatchObject({
      brought: [],
      quality: [],
    });
  });

  it('after a failure are told of the same version that then succeeds', () => {
    const failed = deployment('d', { minute: 15, outcome: 'failed' });
    const mended = deployment('d', { minute: 20, class: 'config' });
    expect(nth(2, [B, failed, mended])).toMatchObject({
      brought: ['c', 'd', 'x'],
    });
  });

  it('more than the limit', () => {
    expect(nth(1, [B, D], { maximumCommits: 3 })).toMatchObject({
      brought: [],
      quality: ['range_too_long'],
    });
  });

  it('a history that shares nothing with the one before', () => {
    expect(
      nth(1, [B, deployment('n', { minute: 20 })], {
        commits: [...commits, commitFact('n')],
      }),
    ).toMatchObject({ brought: [], quality: ['history_rewritten'] });
  });

  it('a gap in the history between the two', () => {
    expect(
      nth(1, [B, deployment('n', { minute: 20 })], {
        commits: [...commits, commitFact('n', { parents: ['lost'] })],
      }),
    ).toMatchObject({ brought: [], quality: ['history_incomplete'] });
  });

  it('but what followed a forced push is told, and listed', () => {
    expect(
      nth(1, [B, deployment('n', { minute: 20 })], {
        commits: [...commits, commitFact('n', { parents: ['a'] })],
      }),
    ).toMatchObject({ brought: ['n'], quality: ['history_rewritten'] });
  });
});
