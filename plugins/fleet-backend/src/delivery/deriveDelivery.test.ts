import { instant } from '@landfall/backstage-plugin-fleet-common';
import * as fc from 'fast-check';
import { CommitGraph } from './commitGraph';
import { deriveDelivery } from './deriveDelivery';
import {
  commitFact,
  deployment,
  incident,
  minute,
  MINUTE,
  NOON,
  pullRequest,
} from './testing';
import type {
  CommitFact,
  DeploymentFact,
  IncidentFact,
  PullRequestFact,
} from './types';

const NAMES = Array.from({ length: 8 }, (_, i) => `${i}`.repeat(8));

const commits: fc.Arbitrary<CommitFact[]> = fc
  .array(
    fc.record({
      parents: fc.uniqueArray(fc.nat(), { minLength: 1, maxLength: 2 }),
      reverts: fc.option(fc.nat()),
      minute: fc.integer({ min: -50, max: 200 }),
    }),
    { minLength: 1, maxLength: NAMES.length },
  )
  .map(list =>
    list.map(({ parents, reverts, ...rest }, i) =>
      commitFact(NAMES[i], {
        ...rest,
        parents: i === 0 ? [] : [...new Set(parents.map(n => NAMES[n % i]))],
        reverts: reverts === null ? [] : [NAMES[reverts % NAMES.length]],
      }),
    ),
  );
const deployments: fc.Arbitrary<DeploymentFact[]> = fc
  .array(
    fc.record({
      version: fc.constantFrom(...NAMES),
      environment: fc.constantFrom('production', 'staging', null),
      class: fc.constantFrom(
        'release' as const,
        'config' as const,
        'rollback' as const,
        'restart' as const,
      ),
      outcome: fc.constantFrom(
        'succeeded' as const,
        'failed' as const,
        'unknown' as const,
        'in_progress' as const,
      ),
      after: fc.integer({ min: 0, max: 30 }),
      takes: fc.option(fc.integer({ min: -5, max: 30 })),
    }),
    { maxLength: 10 },
  )
  .map(list => {
    let start = 0;
    return list.map(({ version, after, takes, environment, ...rest }, i) => {
      start += after;
      return deployment(version, {
        ...rest,
        minute: start,
        id: `d${i}`,
        environment,
        production: environment === 'production',
        target: environment ?? 'nowhere',
        finishedAt:
          takes === null ? null : instant(NOON + (start + takes) * MINUTE),
      });
    });
  });
const pullRequests: fc.Arbitrary<PullRequestFact[]> = fc
  .array(
    fc.record({
      mergeCommit: fc.constantFrom(...NAMES),
      labels: fc.constantFrom([], ['hotfix']),
      reverts: fc.constantFrom(null, 1, 2),
      fixes: fc.constantFrom([], ['P1']),
      squashed: fc.boolean(),
    }),
    { maxLength: 3 },
  )
  .map(list =>
    list.map(({ squashed, ...rest }, i) =>
      pullRequest(i + 1, {
        ...rest,
        commits: squashed
          ? [
              {
                commit: `a${i}aaaaaa`,
                committedAt: minute(i),
                authoredAt: null,
                merge: false,
              },
            ]
          : null,
      }),
    ),
  );
const incidents: fc.Arbitrary<IncidentFact[]> = fc
  .array(
    fc.record({
      minute: fc.integer({ min: 0, max: 300 }),
      lasts: fc.option(fc.integer({ min: 0, max: 60 })),
      own: fc.boolean(),
      commit: fc.option(fc.constantFrom(...NAMES)),
    }),
    { maxLength: 4 },
  )
  .map(list =>
    list.map(({ lasts, commit, ...rest }, i) =>
      incident({
        ...rest,
        id: `i${i}`,
        key: `P${i}`,
        resolvedAt: lasts === null ? null : minute(rest.minute + lasts),
        causedBy: { commits: commit === null ? [] : [commit], versions: [] },
      }),
    ),
  );
const facts = fc.record({ commits, deployments, pullRequests, incidents });
type Facts = typeof facts extends fc.Arbitrary<infer T> ? T : never;

const derive = (given: Facts) =>
  deriveDelivery({
    ...given,
    graph: new CommitGraph(given.commits),
    paths: [],
    now: minute(1_000),
  });

describe('what is derived of a service', () => {
  it('does not depend on the order in which facts are told', () => {
    fc.assert(
      fc.property(facts, given => {
        expect(
          derive({
            commits: [...given.commits].reverse(),
            deployments: [...given.deployments].reverse(),
            pullRequests: [...given.pullRequests].reverse(),
            incidents: [...given.incidents].reverse(),
          }),
        ).toEqual(derive(given));
      }),
    );
  });

  it('holds each deployment once, each commit once per environment, and no negative span', () => {
    fc.assert(
      fc.property(facts, given => {
        const derived = derive(given).deployments;
        expect(derived.map(one => one.id).sort()).toEqual(
          given.deployments.map(one => one.id).sort(),
        );
        const byId = new Map(given.deployments.map(one => [one.id, one]));
        const counted = derived.flatMap(one =>
          one.commits
            .filter(commit => commit.counts)
            .map(({ commit }) => `${byId.get(one.id)?.environment} ${commit}`),
        );
        expect(new Set(counted).size).toBe(counted.length);
        for (const one of derived) {
          const spans = [
            ...one.commits.map(commit => commit.seconds),
            ...one.pullRequests.flatMap(({ stages }) => Object.values(stages)),
            one.recovery?.seconds ?? null,
          ];
          expect(spans.every(span => span === null || span >= 0)).toBe(true);
          expect(one.leadTime.batchSize).toBe(one.commits.length);
        }
      }),
    );
  });

  it('has a recovery exactly where a deployment has failed, and nothing before a baseline', () => {
    fc.assert(
      fc.property(facts, given => {
        const derived = derive(given).deployments;
        for (const one of derived) {
          expect(one.recovery !== null).toBe(one.failedBy.length > 0);
        }
        for (const baseline of derived.filter(one => one.baseline)) {
          expect(baseline.commits).toEqual([]);
          expect(baseline.previous).toBeNull();
        }
      }),
    );
  });

  it('counts commits of what succeeded and was not rolled back only', () => {
    fc.assert(
      fc.property(facts, given => {
        const byId = new Map(given.deployments.map(one => [one.id, one]));
        const counting = derive(given).deployments.filter(one =>
          one.commits.some(commit => commit.counts),
        );
        for (const one of counting) {
          expect(byId.get(one.id)?.outcome).toBe('succeeded');
          expect(one.rolledBackBy).toBeNull();
        }
      }),
    );
  });

  it('keeps what a deployment brought when later ones are told', () => {
    fc.assert(
      fc.property(facts, fc.nat(), (given, n) => {
        const earlier = given.deployments.slice(
          0,
          n % (given.deployments.length + 1),
        );
        const before = derive({ ...given, deployments: earlier }).deployments;
        const after = new Map(
          derive(given).deployments.map(one => [one.id, one]),
        );
        for (const one of before) {
          expect(
            after.get(one.id)?.commits.map(commit => commit.commit),
          ).toEqual(one.commits.map(commit => commit.commit));
          expect(after.get(one.id)?.previous).toBe(one.previous);
        }
      }),
    );
  });
});
