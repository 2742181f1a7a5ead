/** The property tests of `ledger.md` that decide whether the read models can be trusted. */
import { KUBERNETES_ID } from '@landfall/backstage-plugin-fleet-common';
import type { ObservationInput } from '@landfall/backstage-plugin-fleet-node';
import * as fc from 'fast-check';
import type { Knex } from 'knex';
import { eachDatabase } from '../database/testing';
import type { Ledger } from '../ledger/types';
import { rebuild } from './rebuild';
import { DAY, MINUTE, NOW, TestCompany, type TestDirectory } from './testing';

jest.setTimeout(240_000);

const RUNS = 12;

/** Two services on two clusters, one of them also in staging; one workload of nobody. */
const TARGETS = [
  { cluster: 'eu', workload: 'cart' },
  { cluster: 'us', workload: 'cart' },
  { cluster: 'staging', workload: 'cart' },
  { cluster: 'eu', workload: 'pay' },
  { cluster: 'eu', workload: 'stray' },
].map(place => ({
  platform: 'kubernetes',
  namespace: 'shop',
  workloadKind: 'Deployment',
  ...place,
}));

const DIRECTORY: TestDirectory = {
  components: {
    cart: { [KUBERNETES_ID]: 'cart' },
    pay: { [KUBERNETES_ID]: 'pay' },
  },
  config: {
    environments: [
      { name: 'staging', match: { cluster: 'staging' } },
      {
        name: 'production',
        production: true,
        match: { cluster: ['eu', 'us'] },
      },
    ],
  },
};

const rolloutFacts = fc.record({
  target: fc.nat(TARGETS.length - 1),
  minutesAgo: fc.oneof(
    fc.integer({ min: 1, max: 200 }),
    fc.integer({ min: 1, max: 30 * 24 * 60 }),
  ),
  image: fc.constantFrom('cart:v1', 'cart:v2', 'cart:main'),
  digest: fc.constantFrom(undefined, 'sha256:1', 'sha256:2'),
  configuration: fc.constantFrom('c1', 'c2'),
  revision: fc.integer({ min: 1, max: 9 }),
  incarnation: fc.constantFrom('a', 'b'),
  backfilled: fc.boolean(),
  overdue: fc.boolean(),
  outcome: fc.constantFrom(
    'in_progress' as const,
    'succeeded' as const,
    'failed' as const,
    'superseded' as const,
    'unknown' as const,
  ),
});

/** The versions in which a rollout becomes known. */
function versionsOfRollout(
  fact: typeof rolloutFacts extends fc.Arbitrary<infer T> ? T : never,
  index: number,
): ObservationInput[] {
  const at = NOW - fact.minutesAgo * MINUTE;
  const ended = fact.outcome !== 'in_progress';
  const version = (
    number: number,
    rest: { ended: boolean; overdue: boolean; digest?: string },
  ): ObservationInput => ({
    kind: 'rollout',
    key: `rollout/${index}`,
    version: number,
    at,
    ended: rest.ended,
    endedAt: rest.ended && fact.outcome !== 'unknown' ? at + 3 * MINUTE : null,
    backfilled: fact.backfilled,
    target: TARGETS[fact.target],
    body: {
      images: [
        {
          container: 'app',
          reference: fact.image,
          ...(rest.digest ? { digest: rest.digest } : {}),
        },
      ],
      configuration: fact.configuration,
      outcome: rest.ended ? fact.outcome : 'in_progress',
      overdueSince: rest.overdue ? at + MINUTE : null,
      crashLoopingSince: null,
      reason: '',
      revision: fact.revision,
      incarnation: fact.incarnation,
      facts: {},
    },
  });
  return [
    version(1, { ended: false, overdue: false }),
    version(2, { ended: false, overdue: fact.overdue, digest: fact.digest }),
    ...(ended
      ? [version(3, { ended, overdue: fact.overdue, digest: fact.digest })]
      : []),
  ];
}

const presenceFacts = fc.record({
  target: fc.nat(TARGETS.length - 1),
  incarnation: fc.constantFrom('a', 'b'),
  states: fc.array(
    fc.record({
      desired: fc.constantFrom(null, 0, 1, 3),
      ready: fc.integer({ min: 0, max: 3 }),
    }),
    { minLength: 1, maxLength: 3 },
  ),
  gone: fc.boolean(),
});

function versionsOfPresence(
  fact: typeof presenceFacts extends fc.Arbitrary<infer T> ? T : never,
): ObservationInput[] {
  const target = TARGETS[fact.target];
  const at = NOW - (fact.incarnation === 'a' ? 20 : 10) * DAY;
  return fact.states.map((state, i): ObservationInput => {
    const ended = fact.gone && i === fact.states.length - 1;
    const since = at + i * MINUTE;
    return {
      kind: 'presence',
      key: `presence/${fact.target}/${fact.incarnation}`,
      version: i,
      at,
      ended,
      endedAt: ended ? since : null,
      target,
      body: {
        images: [{ container: 'app', reference: `cart:v${i}` }],
        ...state,
        since,
        paused: false,
        incarnation: fact.incarnation,
        labels: { [KUBERNETES_ID]: target.workload },
        annotations: {},
      },
    };
  });
}

/** What sources report, in the order in which it happened. */
const reports: fc.Arbitrary<ObservationInput[]> = fc
  .record({
    rollouts: fc.array(rolloutFacts, { minLength: 1, maxLength: 12 }),
    presences: fc.uniqueArray(presenceFacts, {
      maxLength: 6,
      selector: fact => `${fact.target} ${fact.incarnation}`,
    }),
  })
  .map(({ rollouts, presences }) => [
    ...rollouts.flatMap(versionsOfRollout),
    ...presences.flatMap(versionsOfPresence),
  ]);

/** How those reports may arrive: in any order, some twice, in batches, with the projector at work in between, or killed. */
const arrivals = reports.chain(all =>
  fc.record({
    clean: fc.constant(all),
    batches: fc
      .tuple(
        fc.shuffledSubarray(all, { minLength: all.length }),
        fc.subarray(all),
      )
      .chain(([shuffled, twice]) => {
        const told = [...shuffled, ...twice];
        return fc
          .array(fc.integer({ min: 1, max: 6 }), {
            minLength: told.length,
            maxLength: told.length,
          })
          .map(sizes => {
            const batches: ObservationInput[][] = [];
            for (let i = 0; i < told.length; i += batches.at(-1)!.length) {
              batches.push(told.slice(i, i + sizes[batches.length]));
            }
            return batches;
          });
      }),
    works: fc.infiniteStream(fc.constantFrom('idle', 'works', 'is killed')),
  }),
);

async function record(
  ledger: Ledger,
  observations: readonly ObservationInput[],
): Promise<void> {
  const result = await ledger.record({
    source: 'kubernetes',
    scope: 'all',
    observations,
  });
  expect(result.refused).toEqual([]);
}

const killed = new Error('killed');

/** A ledger that fails somewhere within a round when it is told to: then the round is rolled back, as after `kill -9`. */
function mortal(ledger: Ledger, mortality: { reads: number }): Ledger {
  return {
    ...ledger,
    within: transaction => {
      const inner = ledger.within(transaction);
      return {
        ...inner,
        observations: query => {
          if (mortality.reads-- === 0) {
            throw killed;
          }
          return inner.observations(query);
        },
      };
    },
  };
}

async function cleanPass(
  company: TestCompany,
  observations: readonly ObservationInput[],
) {
  await company.clear();
  await company.know(DIRECTORY);
  await record(company.ledger, observations);
  await company.replica().settle();
  return company.readModels();
}

async function pendingOf(database: Knex): Promise<number> {
  const [{ n }] = await database('dirty').count({ n: '*' });
  return Number(n);
}

describe('read models', () => {
  eachDatabase(under => {
    let database: Knex;
    beforeAll(async () => {
      database = await under.open();
    });

    it('are the same however observations arrive and whatever is killed', async () => {
      await fc.assert(
        fc.asyncProperty(arrivals, async ({ clean, batches, works }) => {
          const expected = await cleanPass(new TestCompany(database), clean);
          await new TestCompany(database).clear();
          const mortality = { reads: -1 };
          const company = new TestCompany(database, {
            ledger: ledger => mortal(ledger, mortality),
            roundSize: 3,
          });
          await company.know(DIRECTORY);
          for (const batch of batches) {
            await record(company.ledger, batch);
            const event = works.next().value;
            mortality.reads = event === 'is killed' ? 1 : -1;
            if (event !== 'idle') {
              await company.projector.settle().catch(error => {
                if (error !== killed) throw error;
              });
            }
          }
          mortality.reads = -1;
          await company.projector.settle();
          expect(await company.readModels()).toEqual(expected);
          expect(await pendingOf(database)).toBe(0);
        }),
        { numRuns: RUNS, endOnFailure: true },
      );
    });

    it('are the same after a rebuild', async () => {
      await fc.assert(
        fc.asyncProperty(reports, async observations => {
          const company = new TestCompany(database);
          const expected = await cleanPass(company, observations);
          await company.loseReadModels();
          await rebuild(company);
          await company.replica().settle();
          expect(await company.readModels()).toEqual(expected);
        }),
        { numRuns: RUNS, endOnFailure: true },
      );
    });

    it('are the same for a target attributed at the end as for one attributed right from the start', async () => {
      await fc.assert(
        fc.asyncProperty(reports, async observations => {
          const company = new TestCompany(database);
          const expected = await cleanPass(company, observations);
          await company.clear();
          await company.know({ components: {} });
          await record(company.ledger, observations);
          const projector = company.replica();
          await projector.settle();
          await company.know(DIRECTORY);
          await projector.settle();
          expect(await company.readModels()).toEqual(expected);
        }),
        { numRuns: RUNS, endOnFailure: true },
      );
    });

    it('lose and leave no mark when two projectors work at once', async () => {
      await fc.assert(
        fc.asyncProperty(arrivals, async ({ clean, batches }) => {
          const company = new TestCompany(database);
          const expected = await cleanPass(company, clean);
          await company.clear();
          await company.know(DIRECTORY);
          const replicas = [
            company.replica({ roundSize: 2 }),
            company.replica({ roundSize: 3 }),
          ];
          for (const batch of batches) {
            await Promise.all([
              record(company.ledger, batch),
              ...replicas.map(replica => replica.settle()),
            ]);
          }
          await Promise.all(replicas.map(replica => replica.settle()));
          await replicas[0].settle();
          expect(await company.readModels()).toEqual(expected);
          expect(await pendingOf(database)).toBe(0);
        }),
        { numRuns: RUNS, endOnFailure: true },
      );
    });
  });
});
