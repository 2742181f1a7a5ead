import { instant } from '@landfall/backstage-plugin-fleet-common';
import * as fc from 'fast-check';
import { CommitGraph } from './commitGraph';
import { NOON, MINUTE } from './testing';
import type { CommitFact } from './types';

const commit = (
  name: string,
  parents: string[] | null,
  minute = 0,
): CommitFact => ({
  commit: name,
  parents,
  committedAt: instant(NOON + minute * MINUTE),
  authoredAt: null,
  reverts: [],
  directories: null,
  link: null,
});
const between = (graph: CommitGraph, base: string, head: string) =>
  graph.range({ base, head, limit: 5_000 });
const namesOf = (graph: CommitGraph, base: string, head: string) =>
  between(graph, base, head)?.commits.map(one => one.commit);

//  a ── b ── c ── m ── d
//       └─ x ── y ┘
const merged = new CommitGraph([
  commit('d', ['m'], 6),
  commit('m', ['c', 'y'], 5),
  commit('y', ['x'], 4),
  commit('c', ['b'], 3),
  commit('x', ['b'], 2),
  commit('b', ['a'], 1),
  commit('a', [], 0),
]);

describe('what lies between two commits', () => {
  it('is what the second has and the first has not', () => {
    expect(namesOf(merged, 'b', 'd')?.sort()).toEqual([
      'c',
      'd',
      'm',
      'x',
      'y',
    ]);
    expect(namesOf(merged, 'c', 'd')).toEqual(['x', 'y', 'm', 'd']);
    expect(between(merged, 'c', 'd')).toMatchObject({
      relation: 'follows',
      incomplete: false,
    });
  });

  it('is nothing between a commit and itself, or one before it', () => {
    expect(namesOf(merged, 'd', 'd')).toEqual([]);
    expect(namesOf(merged, 'd', 'b')).toEqual([]);
  });

  it('is told apart after a forced push: they share an ancestor only', () => {
    expect(between(merged, 'y', 'c')).toMatchObject({
      commits: [{ commit: 'c' }],
      relation: 'diverged',
      incomplete: false,
    });
  });

  it('is not known between repositories that share nothing', () => {
    const graph = new CommitGraph([commit('a', []), commit('b', [])]);
    expect(between(graph, 'a', 'b')).toMatchObject({ relation: 'unrelated' });
  });

  it('is not known of commits that nobody tells of', () => {
    expect(between(merged, 'vanished', 'd')).toBeNull();
    expect(between(merged, 'd', 'vanished')).toBeNull();
  });

  it('begins at a base of which only its child is known', () => {
    const graph = new CommitGraph([commit('b', ['a'])]);
    expect(between(graph, 'a', 'b')).toMatchObject({
      commits: [{ commit: 'b' }],
      relation: 'follows',
      incomplete: false,
    });
  });

  it('is incomplete where a way ends in what is not known', () => {
    const graph = new CommitGraph([
      commit('m', ['b', 'lost']),
      commit('b', ['a']),
    ]);
    expect(between(graph, 'a', 'm')).toMatchObject({
      relation: 'follows',
      incomplete: true,
    });
    const untold = new CommitGraph([commit('b', null), commit('a', [])]);
    expect(between(untold, 'a', 'b')).toMatchObject({
      relation: 'unrelated',
      incomplete: true,
    });
  });

  it.each([
    ['first', [commit('b', null), commit('b', ['a'])]],
    ['last', [commit('b', ['a']), commit('b', null)]],
  ])(
    'is not forgotten when CI, which knows no parents, tells of a commit %s',
    (_, told) => {
      const graph = new CommitGraph([commit('a', []), ...told]);
      expect(between(graph, 'a', 'b')).toMatchObject({
        commits: [commit('b', ['a'])],
        relation: 'follows',
        incomplete: false,
      });
    },
  );

  it('is not looked at beyond the limit', () => {
    expect(merged.range({ base: 'b', head: 'd', limit: 4 })).toMatchObject({
      tooLong: true,
      commits: [],
    });
    expect(merged.range({ base: 'b', head: 'd', limit: 5 })).toMatchObject({
      tooLong: false,
    });
  });

  it('ends even where commits claim to be their own ancestors', () => {
    const graph = new CommitGraph([
      commit('a', ['b']),
      commit('b', ['a']),
      commit('c', ['b']),
    ]);
    expect(between(graph, 'a', 'c')).not.toBeNull();
  });

  it('is found in a long history without a step per ancestor', () => {
    const graph = new CommitGraph(
      Array.from({ length: 5_000 }, (_, i) =>
        commit(`c${i}`, i > 0 ? [`c${i - 1}`] : [], i),
      ),
    );
    const lengths = Array.from(
      { length: 499 },
      (_, i) => namesOf(graph, `c${10 * i}`, `c${10 * i + 10}`)?.length,
    );
    expect(new Set(lengths)).toEqual(new Set([10]));
  });
});

describe('a commit by the beginning of its name', () => {
  const graph = new CommitGraph([
    commit('abc1234f', []),
    commit('abc1234e', []),
    commit('def5678a', ['0123456']),
  ]);
  it.each([
    ['def5678', { found: 'one', commit: 'def5678a' }],
    ['abc1234f', { found: 'one', commit: 'abc1234f' }],
    ['abc1234', { found: 'several' }],
    ['fff', { found: 'none' }],
    ['0123456', { found: 'none' }],
  ])('%s', (prefix, found) => {
    expect(graph.find(prefix)).toEqual(found);
  });
});

/** Histories in which each commit has up to two earlier ones as parents, some of them not told. */
const histories = fc
  .array(
    fc.record({
      parents: fc.uniqueArray(fc.nat(), { maxLength: 2 }),
      told: fc.integer({ min: 0, max: 9 }).map(n => n > 0),
    }),
    { minLength: 2, maxLength: 25 },
  )
  .map(given =>
    given.map(({ parents, told }, i) => ({
      told,
      fact: commit(
        `c${i}`,
        i === 0 ? [] : [...new Set(parents.map(n => `c${n % i}`))],
        i,
      ),
    })),
  );

function ancestors(facts: Map<string, CommitFact>, of: string): Set<string> {
  const seen = new Set<string>();
  const rest = [of];
  for (let name = rest.pop(); name !== undefined; name = rest.pop()) {
    if (!seen.has(name)) {
      seen.add(name);
      rest.push(...(facts.get(name)?.parents ?? []));
    }
  }
  return seen;
}

describe('ranges', () => {
  it('are what set differences of ancestors say, in whatever order commits are told', () => {
    fc.assert(
      fc.property(histories, fc.nat(), fc.nat(), fc.nat(), (all, b, h, r) => {
        const told = all.filter(one => one.told).map(one => one.fact);
        const facts = new Map(told.map(fact => [fact.commit, fact]));
        const [base, head] = [`c${b % all.length}`, `c${h % all.length}`];
        const turned = [
          ...told.slice(r % (told.length + 1)),
          ...told.slice(0, r % (told.length + 1)),
        ].reverse();
        const range = between(new CommitGraph(told), base, head);
        expect(between(new CommitGraph(turned), base, head)).toEqual(range);
        if (range === null) {
          return;
        }
        const not = ancestors(facts, base);
        const expected = [...ancestors(facts, head)].filter(
          name => facts.has(name) && !not.has(name),
        );
        expect(range.commits.map(one => one.commit).sort()).toEqual(
          expected.sort(),
        );
        const places = new Map(range.commits.map((one, i) => [one.commit, i]));
        for (const one of range.commits) {
          for (const parent of one.parents ?? []) {
            expect(places.get(parent) ?? -1).toBeLessThan(
              places.get(one.commit) ?? 0,
            );
          }
        }
      }),
    );
  });
});
