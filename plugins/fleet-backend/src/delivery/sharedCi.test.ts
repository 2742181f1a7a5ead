import * as fc from 'fast-check';
import { CommitGraph } from './commitGraph';
import { attributeCi, type CiTold, type Sharer } from './sharedCi';
import { ciDeployment, commitFact, part } from './testing';
import { Touched } from './touched';
import type { CiDeploymentFact } from './types';

const ORIGIN = 'github.com/acme/mono';
const sha = (number: number) => `${number}`.padStart(40, 'c');

/** A line of commits; of each the directory that it changes. */
const history = (...directories: (string | null)[]) =>
  directories.map((directory, i) =>
    commitFact(sha(i), {
      minute: -1_000 + i,
      parents: i === 0 ? [] : [sha(i - 1)],
      directories: directory === null ? null : [directory],
    }),
  );
const sharer = (service: string, given: Partial<Sharer> = {}): Sharer => ({
  service,
  directories: [`services/${service}`],
  runs: true,
  names: null,
  ...given,
});
const deployed = (
  minute: number,
  commit: number | null,
  given: Partial<CiDeploymentFact> = {},
) =>
  ciDeployment({
    minute,
    origin: ORIGIN,
    commit: commit === null ? null : sha(commit),
    ...given,
  });

const CART = sharer('cart');
const PAY = sharer('pay');

/** What each of the services makes of the same. */
function attribute(given: {
  sharers?: readonly Sharer[];
  ci: readonly CiDeploymentFact[];
  commits?: ReturnType<typeof history>;
  rollouts?: Record<string, CiTold['rollouts']>;
  repositories?: Record<string, string[]>;
}) {
  const { sharers = [CART, PAY], repositories = {} } = given;
  const commits =
    given.commits ??
    history('services/cart', 'services/cart', 'services/pay', 'docs');
  const told = (service: string, takenByOthers: CiTold['takenByOthers']) =>
    attributeCi({
      service,
      ci: given.ci,
      rollouts: given.rollouts?.[service] ?? [],
      releases: new Map(),
      sharers: new Map([[ORIGIN, sharers]]),
      own: new Map([
        [ORIGIN, sharers.find(one => one.service === service) as Sharer],
      ]),
      repositories: repositories[service] ?? [ORIGIN],
      takenByOthers,
      touched: new Touched(new CommitGraph(commits), { limit: 100 }),
      joinMs: 3_600_000,
    });
  const services = sharers.map(({ service }) => service);
  // As projections do: until nobody takes anything else.
  let taken = new Map(services.map(one => [one, told(one, new Map())]));
  for (let round = 0; round < 3; round++) {
    const before = taken;
    taken = new Map(
      services.map(service => {
        const others = new Map<string, Set<'cluster' | 'commits'>>();
        for (const [other, { taken: its }] of before) {
          for (const { fact, by } of other === service ? [] : its) {
            const known = others.get(fact.id) ?? new Set();
            others.set(fact.id, known.add(by));
          }
        }
        return [service, told(service, others)];
      }),
    );
  }
  return {
    own: Object.fromEntries(
      [...taken].map(([service, one]) => [service, one.own.map(f => f.id)]),
    ),
    untold: [...taken].flatMap(([service, one]) =>
      one.untold.map(({ kind, what, detail }) => [
        ...[service, kind, what],
        detail.reason ?? null,
      ]),
    ),
    taken,
  };
}

describe('a deployment that CI tells of what several services share', () => {
  it('is of those in whose directories its commits change something', () => {
    const { own, untold } = attribute({
      ci: [deployed(0, 0), deployed(10, 1), deployed(20, 2), deployed(30, 3)],
    });
    expect(own).toEqual({ cart: ['ci10'], pay: ['ci20'] });
    expect(untold).toEqual([
      [
        ...['cart', 'shared_ci_deployment', 'ci0'],
        'it is the first that is known there',
      ],
    ]);
  });

  it('counts with what was not live: a failed one brings nothing to the next', () => {
    const { own } = attribute({
      ci: [
        deployed(0, 0),
        deployed(10, 1, { outcome: 'failed' }),
        deployed(20, 2),
      ],
    });
    expect(own).toEqual({ cart: ['ci10', 'ci20'], pay: ['ci20'] });
  });

  it('that goes back is of those whose changes it takes away, and means their own version to them', () => {
    const { own, taken } = attribute({
      commits: history('x', 'services/cart', 'docs', 'services/cart'),
      ci: [
        ...[deployed(0, 0), deployed(10, 1), deployed(20, 2)],
        ...[deployed(30, 3), deployed(40, 2)],
      ],
    });
    expect(own).toEqual({ cart: ['ci10', 'ci30', 'ci40'], pay: [] });
    expect(taken.get('cart')?.own.at(-1)).toMatchObject({
      commit: sha(2),
      standsFor: sha(1),
    });
  });

  it('is of each whose cluster rolled out its version then, and of no other by commits', () => {
    const image = `shop/x:${sha(2)}`;
    const { own, untold } = attribute({
      sharers: [CART, PAY, sharer('jobs')],
      ci: [deployed(0, 0), deployed(10, 2)],
      rollouts: {
        cart: [part({ minute: 15, image })],
        jobs: [part({ minute: 80, image })],
      },
    });
    expect(own).toEqual({ cart: ['ci10'], pay: [], jobs: [] });
    expect(untold.map(([, , what]) => what)).toEqual(['ci0']);
  });

  it('is not measured against what only a cluster got', () => {
    const { own } = attribute({
      ci: [...[deployed(0, 1), deployed(10, 3), deployed(20, 3)]].map(
        (one, i) => ({ ...one, id: `d${i}` }),
      ),
      rollouts: {
        cart: [part({ minute: 10, image: `shop/cart:${sha(3)}` })],
      },
    });
    // All that came since the first one, also what was in the second.
    expect(own).toEqual({ cart: ['d1', 'd2'], pay: [] });
  });

  it('is of those that name its environment, whatever else says', () => {
    const { own, untold } = attribute({
      sharers: [
        CART,
        sharer('pay', { names: environment => environment === 'prod' }),
      ],
      ci: [deployed(0, 0), deployed(10, 1, { ciEnvironment: 'other' })],
    });
    expect(own).toEqual({ cart: ['ci10'], pay: ['ci0'] });
    expect(untold).toEqual([]);
  });

  it.each<[string, Partial<Parameters<typeof attribute>[0]>, string]>([
    [
      'some say no directories',
      { sharers: [CART, sharer('pay', { directories: [] })] },
      'not all of them say which directories are theirs',
    ],
    [
      'it tells no commit',
      { ci: [deployed(0, 0), deployed(10, null)] },
      'no known commit of theirs is told',
    ],
    [
      'its commit is not known',
      { ci: [deployed(0, 0), deployed(10, 9)] },
      'no known commit of theirs is told',
    ],
    [
      'nobody knows what its commits change',
      { commits: history('x', null, null) },
      'it is not known what its commits change',
    ],
    [
      'all name other environments',
      {
        sharers: [
          sharer('cart', { names: () => false }),
          sharer('pay', { names: () => false }),
        ],
      },
      'none of them names this environment',
    ],
  ])('is nobody’s and listed once where %s', (_, given, reason) => {
    const { own, untold } = attribute({
      ci: [deployed(0, 0), deployed(10, 2)],
      commits: history('x', 'docs', 'docs'),
      ...given,
    });
    expect(own).toEqual({ cart: [], pay: [] });
    expect(untold.filter(([, , what]) => what === 'ci10')).toEqual([
      ['cart', 'shared_ci_deployment', 'ci10', reason],
    ]);
  });

  it('is listed once where its environment maps to nothing', () => {
    const { own, untold } = attribute({
      ci: [deployed(0, 0, { environment: null })],
    });
    expect(own).toEqual({ cart: [], pay: [] });
    expect(untold).toEqual([['cart', 'unmapped_ci_environment', 'ci0', null]]);
  });

  it('of a job that deploys several repositories is of whoever has its commit', () => {
    const { own, untold } = attribute({
      sharers: [
        sharer('cart', { directories: [] }),
        sharer('pay', { directories: [] }),
      ],
      repositories: { cart: ['github.com/acme/cart'], pay: [] },
      ci: [deployed(0, 0)],
    });
    expect(own.cart).toEqual(['ci0']);
    expect(untold).toEqual([]);
  });

  it('which names its service, or is of one service alone, is of that as ever', () => {
    const named = deployed(0, 3, { named: true });
    expect(attribute({ ci: [named] }).own.cart).toEqual(['ci0']);
    expect(
      attribute({ sharers: [CART], ci: [deployed(0, 3, { commit: null })] }),
    ).toMatchObject({ own: { cart: ['ci0'] }, untold: [] });
  });

  it('to an environment that the one service does not name is listed, as whose it is may be misspelt', () => {
    const cart = sharer('cart', { names: name => name === 'prodution' });
    const { own, untold } = attribute({
      sharers: [cart],
      ci: [deployed(0, 3), deployed(100, 3, { environment: null })],
    });
    expect(own).toEqual({ cart: [] });
    expect(untold).toEqual([
      [
        ...['cart', 'shared_ci_deployment', 'ci0'],
        'none of them names this environment',
      ],
      ['cart', 'unmapped_ci_environment', 'ci100', null],
    ]);
  });

  it('is somebody’s or listed at most once, in whatever order it is told', () => {
    const facts = fc.array(
      fc.record({
        minute: fc.integer({ min: 0, max: 300 }),
        commit: fc.option(fc.integer({ min: 0, max: 5 })),
        outcome: fc.constantFrom('succeeded' as const, 'failed' as const),
        mapped: fc.boolean(),
      }),
      { maxLength: 8 },
    );
    const commits = fc.array(
      fc.constantFrom('services/cart', 'services/pay', 'docs', null),
      { minLength: 5, maxLength: 5 },
    );
    fc.assert(
      fc.property(
        fc.record({ facts, commits, rolled: fc.integer({ min: 0, max: 4 }) }),
        given => {
          const ci = given.facts.map((one, i) =>
            deployed(one.minute, one.commit, {
              id: `d${i}`,
              outcome: one.outcome,
              ...(one.mapped ? {} : { environment: null }),
            }),
          );
          const make = (list: typeof ci) =>
            attribute({
              ci: list,
              commits: history(...given.commits),
              rollouts: {
                pay: [part({ minute: 100, image: `x:${sha(given.rolled)}` })],
              },
            });
          const { own, untold, taken } = make(ci);
          const listed = untold.map(([, , what]) => what);
          expect(new Set(listed).size).toBe(listed.length);
          const whose = new Set(Object.values(own).flat());
          expect(listed.filter(one => whose.has(String(one)))).toEqual([]);
          for (const id of whose) {
            const lists = [...taken.values()].filter(
              one => one.own.some(f => f.id === id) && one.lists(id),
            );
            const byCommits = [...taken.values()].some(one =>
              one.taken.some(t => t.fact.id === id && t.by === 'commits'),
            );
            expect(byCommits ? lists.length : 1).toBe(1);
          }
          expect(make([...ci].reverse()).own).toEqual(own);
        },
      ),
    );
  });
});
