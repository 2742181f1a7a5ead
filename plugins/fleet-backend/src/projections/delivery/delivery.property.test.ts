/** What is derived of delivery is the same however it became known: the property tests of `ledger.md`, for commits, CI and incidents. */
import { KUBERNETES_ID } from '@landfall/backstage-plugin-fleet-common';
import {
  originOfImage,
  type ObservationInput,
} from '@landfall/backstage-plugin-fleet-node';
import * as fc from 'fast-check';
import type { Knex } from 'knex';
import { eachDatabase } from '../../database/testing';
import { rebuild } from '../rebuild';
import { DAY, MINUTE, NOW, TestCompany, type TestDirectory } from '../testing';
import { ciInProduction } from './testing';

jest.setTimeout(240_000);

const RUNS = 12;
const ORIGIN = 'github.com/acme/shop';
const SERVICE = 'component:default/cart';

/** Three services of one repository, of which one runs in a cluster that tells. */
const DIRECTORY: TestDirectory = {
  components: {
    cart: {
      [KUBERNETES_ID]: 'cart',
      'github.com/project-slug': 'acme/shop',
    },
    jobs: {
      'github.com/project-slug': 'acme/shop',
      'landfall.dev/source-paths': 'jobs',
    },
    mail: {
      'github.com/project-slug': 'acme/shop',
      'landfall.dev/source-paths': 'mail',
      'landfall.dev/ci-environments': 'mail-*',
    },
  },
  config: {
    environments: [
      { name: 'production', production: true, match: { cluster: 'eu' } },
    ],
  },
};

const target = {
  platform: 'kubernetes',
  cluster: 'eu',
  namespace: 'shop',
  workloadKind: 'Deployment',
  workload: 'cart',
};
const sha = (number: number) => `${number}`.padStart(40, 'a');
const digestOf = (number: number) => `sha256:${`${number}`.padStart(64, 'b')}`;
const COMMITS = 6;

const commits = Array.from({ length: COMMITS }, (_, i): ObservationInput => {
  const at = NOW - (20 - 2 * i) * DAY;
  return {
    kind: 'change',
    key: `${ORIGIN}@${sha(i)}`,
    version: at,
    at,
    ended: true,
    endedAt: at,
    origin: ORIGIN,
    body: {
      commit: sha(i),
      parents: i === 0 ? [] : [sha(i - 1)],
      authoredAt: at,
      reverts: i === 4 ? [sha(3)] : [],
      directories: [['jobs'], ['docs'], ['jobs', 'mail'], null][i % 4],
    },
  };
});

const rollouts = fc.record({
  hoursAgo: fc.integer({ min: 1, max: 24 * 18 }),
  commit: fc.nat(COMMITS - 1),
  outcome: fc.constantFrom('succeeded' as const, 'failed' as const),
  // Else the tag tells nothing, and the label of the image perhaps does.
  tagged: fc.boolean(),
});
const ciDeployments = fc.record({
  hoursAgo: fc.integer({ min: 1, max: 24 * 18 }),
  minutesLater: fc.integer({ min: -30, max: 30 }),
  commit: fc.nat(COMMITS - 1),
  environment: fc.constantFrom('production', 'production', 'qa', 'mail-eu'),
  outcome: fc.constantFrom('succeeded' as const, 'failed' as const),
});
const incidents = fc.record({
  hoursAgo: fc.integer({ min: 1, max: 24 * 18 }),
  minutes: fc.option(fc.integer({ min: 1, max: 3000 })),
  names: fc.boolean(),
});

const troubles = fc.record({
  kind: fc.constantFrom(
    'outage' as const,
    'operation' as const,
    'disruption' as const,
  ),
  hoursAgo: fc.integer({ min: 1, max: 24 * 18 }),
  minutes: fc.option(fc.integer({ min: 0, max: 300 })),
});

/** All that becomes known, each fact with its versions, in the order in which it happened. */
const reports = fc
  .record({
    known: fc.subarray(commits),
    labelled: fc.subarray([...commits.keys()]),
    rollouts: fc.array(rollouts, { maxLength: 5 }),
    ci: fc.array(ciDeployments, { maxLength: 5 }),
    incidents: fc.array(incidents, { maxLength: 3 }),
    troubles: fc.array(troubles, { maxLength: 4 }),
    looksSince: fc.option(fc.integer({ min: 1, max: 20 })),
  })
  .map(given => [
    ...given.known,
    ...given.rollouts.flatMap((fact, i): ObservationInput[] => {
      const at = NOW - fact.hoursAgo * 60 * MINUTE;
      const version = (number: number, ended: boolean): ObservationInput => ({
        kind: 'rollout',
        key: `rollout/${i}`,
        version: number,
        at,
        ended,
        endedAt: ended ? at + 3 * MINUTE : null,
        target,
        body: {
          images: [
            fact.tagged
              ? { container: 'app', reference: `shop/cart:${sha(fact.commit)}` }
              : {
                  container: 'app',
                  reference: 'registry.example/shop/cart:latest',
                  digest: digestOf(fact.commit),
                },
          ],
          configuration: 'c1',
          outcome: ended ? fact.outcome : 'in_progress',
          overdueSince: null,
          crashLoopingSince: null,
          reason: '',
          revision: i,
          incarnation: 'a',
          facts: {},
        },
      });
      return [version(1, false), version(2, true)];
    }),
    ...given.labelled.flatMap((number): ObservationInput[] => {
      const version = (found: boolean): ObservationInput => ({
        kind: 'image',
        key: digestOf(number),
        version: NOW + (found ? 1 : 0),
        at: NOW - 20 * DAY,
        ended: found,
        endedAt: found ? NOW - 20 * DAY : null,
        origin: originOfImage(digestOf(number)),
        body: {
          found,
          madeFrom: found ? { commit: sha(number), origin: ORIGIN } : null,
          base: null,
        },
      });
      return [version(false), version(true)];
    }),
    ...given.ci.flatMap((fact, i): ObservationInput[] => {
      const at = NOW - fact.hoursAgo * 60 * MINUTE + fact.minutesLater * MINUTE;
      const version = (number: number, ended: boolean): ObservationInput => ({
        kind: 'ci_deployment',
        key: `${ORIGIN}#deployment/${i}`,
        version: number,
        at,
        ended,
        endedAt: ended ? at + 5 * MINUTE : null,
        origin: ORIGIN,
        body: {
          environment: fact.environment,
          tier: null,
          commit: sha(fact.commit),
          ref: null,
          version: null,
          images: [],
          outcome: ended ? fact.outcome : 'in_progress',
          pipelineRun: null,
        },
      });
      return [version(1, false), version(2, true)];
    }),
    ...given.incidents.map((fact, i): ObservationInput => {
      const at = NOW - fact.hoursAgo * 60 * MINUTE;
      return {
        kind: 'incident',
        key: `incident/${i}`,
        version: 1,
        at,
        ended: fact.minutes !== null,
        endedAt: fact.minutes === null ? null : at + fact.minutes * MINUTE,
        service: SERVICE,
        body: {
          severity: null,
          acknowledgedAt: null,
          causedBy: {
            commits: fact.names ? [sha(2)] : [],
            versions: [],
          },
        },
      };
    }),
    ...given.troubles.map((fact, i): ObservationInput => {
      const at = NOW - fact.hoursAgo * 60 * MINUTE;
      const common = { key: `trouble/${i}`, version: 1, at, target };
      switch (fact.kind) {
        case 'outage':
          return {
            ...common,
            kind: 'outage',
            ended: fact.minutes !== null,
            endedAt: fact.minutes === null ? null : at + fact.minutes * MINUTE,
            body: { cause: 'unavailable' },
          };
        case 'operation':
          return {
            ...common,
            kind: 'operation',
            ended: true,
            endedAt: at,
            body: { operation: 'scale', actor: 'person', from: 1, to: 2 },
          };
        default:
          return {
            ...common,
            kind: 'disruption',
            ended: true,
            endedAt: at + 60 * MINUTE,
            body: { disruption: 'restart', count: 3 },
          };
      }
    }),
    ...(given.looksSince === null
      ? []
      : [
          {
            kind: 'presence',
            key: 'presence',
            version: 1,
            at: NOW - given.looksSince * DAY,
            ended: false,
            endedAt: null,
            target,
            body: {
              images: [{ container: 'app', reference: 'shop/cart:v1' }],
              desired: 2,
              ready: 2,
              since: NOW - given.looksSince * DAY,
              paused: false,
              incarnation: 'a',
              labels: { [KUBERNETES_ID]: 'cart' },
              annotations: {},
            },
          } satisfies ObservationInput,
        ]),
  ]);

const arrivals = reports.chain(all =>
  fc.record({
    clean: fc.constant(all),
    shuffled: fc.shuffledSubarray(all, { minLength: all.length }),
    size: fc.integer({ min: 1, max: 5 }),
  }),
);

describe('what is derived of delivery', () => {
  eachDatabase(under => {
    let database: Knex;
    beforeAll(async () => {
      database = await under.open();
    });
    const open = () =>
      new TestCompany(database, { delivery: ciInProduction() });
    const record = async (
      company: TestCompany,
      observations: readonly ObservationInput[],
    ) => {
      const { refused } = await company.ledger.record({
        source: 'all',
        scope: 'all',
        observations,
      });
      expect(refused).toEqual([]);
    };
    const cleanPass = async (
      company: TestCompany,
      observations: readonly ObservationInput[],
    ) => {
      await company.clear();
      await company.know(DIRECTORY);
      await record(company, observations);
      await company.projector.settle();
      return company.readModels();
    };

    it('is the same in whatever order and however late it becomes known', async () => {
      await fc.assert(
        fc.asyncProperty(arrivals, async ({ clean, shuffled, size }) => {
          const expected = await cleanPass(open(), clean);
          const company = open();
          await company.clear();
          await company.know(DIRECTORY);
          for (let i = 0; i < shuffled.length; i += size) {
            await record(company, shuffled.slice(i, i + size));
            await company.projector.settle();
          }
          await company.projector.settle();
          expect(await company.readModels()).toEqual(expected);
        }),
        { numRuns: RUNS, endOnFailure: true },
      );
    });

    it('is the same after a rebuild', async () => {
      await fc.assert(
        fc.asyncProperty(reports, async observations => {
          const company = open();
          const expected = await cleanPass(company, observations);
          await company.loseReadModels();
          await rebuild(company);
          await open().projector.settle();
          expect(await company.readModels()).toEqual(expected);
        }),
        { numRuns: RUNS, endOnFailure: true },
      );
    });

    it('is the same for a repository that is annotated at the end as for one annotated right from the start, and forgotten with the annotation', async () => {
      await fc.assert(
        fc.asyncProperty(reports, async observations => {
          const company = open();
          const expected = await cleanPass(company, observations);
          const bare: TestDirectory = {
            ...DIRECTORY,
            components: {
              cart: { [KUBERNETES_ID]: 'cart' },
              jobs: {},
              mail: {},
            },
          };
          await company.clear();
          await company.know(bare);
          await record(company, observations);
          await company.projector.settle();
          const without = await company.readModels();
          await company.know(DIRECTORY);
          await company.projector.settle();
          expect(await company.readModels()).toEqual(expected);
          await company.know(bare);
          await company.projector.settle();
          expect(await company.readModels()).toEqual(without);
        }),
        { numRuns: RUNS, endOnFailure: true },
      );
    });
  });
});
