import { instant } from '@landfall/backstage-plugin-fleet-common';
import * as fc from 'fast-check';
import { defaultDeploymentRules, deriveDeployments } from './deployments';
import { joinDeployments, type DeploymentEvidence } from './joinCi';
import { ciDeployment, minute, MINUTE, NOON, part } from './testing';
import type { CiDeploymentFact } from './types';

const SHA = '3f2a9b1c4d5e6f708192a3b4c5d6e7f809102132';
const join = (given: Partial<DeploymentEvidence>) =>
  joinDeployments({
    rollouts: [],
    ci: [],
    releases: [],
    clusters: [],
    ...given,
  });
const inCluster = [
  { environment: 'production', since: minute(-1_000), until: null },
];
const membersOf = (given: Partial<DeploymentEvidence>) =>
  join(given).deployments.map(one => [
    ...one.parts.map(p => p.id),
    ...one.ci.map(c => c.id),
  ]);

describe('a CI deployment and the rollouts of the same version', () => {
  it('are one deployment', () => {
    expect(
      membersOf({
        rollouts: [
          part({ target: 'eu', minute: 3 }),
          part({ target: 'us', minute: 20 }),
        ],
        ci: [ciDeployment({ version: 'v1' })],
        clusters: inCluster,
      }),
    ).toEqual([['eu-r3', 'us-r20', 'ci0']]);
  });

  it('join within 60 min of the earliest of them, not chained', () => {
    const ci = [ciDeployment({ version: 'v1' })];
    expect(
      membersOf({
        rollouts: [
          part({ target: 'a', minute: 50 }),
          part({ target: 'b', minute: 61 }),
        ],
        ci,
      }),
    ).toEqual([['a-r50', 'ci0'], ['b-r61']]);
  });

  it('take times and outcome from the cluster', () => {
    const { deployments } = join({
      rollouts: [part({ minute: 3, finishedAt: minute(9) })],
      ci: [ciDeployment({ version: 'v1', outcome: 'failed' })],
    });
    expect(deployments).toMatchObject([
      {
        startedAt: minute(3),
        finishedAt: minute(9),
        outcome: 'succeeded',
        earliestAt: minute(0),
      },
    ]);
  });

  it('are two where the environment or the version is another', () => {
    expect(
      membersOf({
        rollouts: [part({ minute: 3 })],
        ci: [
          ciDeployment({ version: 'v1', environment: 'staging' }),
          ciDeployment({ minute: -70, version: 'v2' }),
        ],
      }),
    ).toEqual([['ci-70'], ['ci0'], ['eu-r3']]);
  });

  it('of two deployments of a version within the hour, tell of the one that has just begun', () => {
    expect(
      membersOf({
        rollouts: [part({ minute: 1 }), part({ minute: 10, class: 'config' })],
        ci: [
          ciDeployment({ minute: 0, version: 'v1' }),
          ciDeployment({ minute: 11, version: 'v1' }),
        ],
      }),
    ).toEqual([
      ['eu-r1', 'ci0'],
      ['eu-r10', 'ci11'],
    ]);
  });

  it('never join a restart', () => {
    expect(
      membersOf({
        rollouts: [part({ minute: 3, class: 'restart' })],
        ci: [ciDeployment({ version: 'v1' })],
        clusters: inCluster,
      }),
    ).toEqual([['eu-r3']]);
  });

  it.each<[string, Partial<CiDeploymentFact>, string, string | undefined]>([
    ['the digest', { version: 'sha256:1' }, 'shop/cart:main', 'sha256:1'],
    [
      'a pinned digest',
      { version: 'sha256:1' },
      'shop/cart@sha256:1',
      undefined,
    ],
    [
      'the image',
      { images: ['mirror.example/shop/cart:v1'] },
      'shop/cart:v1',
      undefined,
    ],
    ['the tag as version', { version: 'v1.2.0' }, 'shop/cart:1.2.0', undefined],
    [
      'the tag as reference',
      { ref: 'refs/tags/v1.2.0' },
      'shop/cart:v1.2.0',
      undefined,
    ],
    ['the commit as tag', { commit: SHA }, 'shop/cart:3f2a9b1', undefined],
    [
      'the commit at the end of the tag',
      { commit: SHA },
      'shop/cart:v1-4-g3f2a9b1',
      undefined,
    ],
    ['the release of the tag', { commit: SHA }, 'shop/cart:v7', undefined],
  ])('are known as one by %s', (_, ci, image, digest) => {
    const { deployments, unjoined } = join({
      rollouts: [part({ minute: 3, image, digest })],
      ci: [ciDeployment(ci)],
      releases: [{ tag: 'v7', commit: SHA }],
      clusters: inCluster,
    });
    expect(deployments).toHaveLength(1);
    expect(deployments[0].ci).toHaveLength(1);
    expect(unjoined).toEqual([]);
  });

  it.each<[string, Partial<CiDeploymentFact>, string]>([
    ['another commit', { commit: SHA }, 'shop/cart:aaaaaaa'],
    ['a tag that is no commit', { commit: SHA }, 'shop/cart:latest'],
    ['six digits', { commit: SHA }, 'shop/cart:3f2a9b'],
    ['another image', { images: ['shop/basket:v1'] }, 'shop/cart:v1'],
  ])('are not known as one by %s', (_, ci, image) => {
    const { deployments, unjoined } = join({
      rollouts: [part({ minute: 3, image })],
      ci: [ciDeployment(ci)],
    });
    expect(deployments).toMatchObject([{ ci: [] }]);
    expect(unjoined).toMatchObject([{ kind: 'ci_of_another_version' }]);
  });
});

describe('what CI tells', () => {
  it('stands alone where the environment has no target in a cluster', () => {
    const { deployments, unjoined } = join({
      ci: [ciDeployment({ commit: SHA, finishedAt: minute(4) })],
    });
    expect(deployments).toMatchObject([
      {
        parts: [],
        version: '3f2a9b1',
        class: 'release',
        counted: true,
        outcome: 'succeeded',
        startedAt: minute(0),
        finishedAt: minute(4),
        durationSeconds: 240,
      },
    ]);
    expect(unjoined).toEqual([]);
  });

  it('stands alone from before there was one', () => {
    expect(
      membersOf({
        ci: [
          ciDeployment({ minute: 0, version: 'v1' }),
          ciDeployment({ minute: 200, version: 'v2' }),
        ],
        clusters: [
          { environment: 'production', since: minute(100), until: null },
        ],
      }),
    ).toEqual([['ci0']]);
  });

  it('stands alone again when the cluster’s environment is gone', () => {
    expect(
      membersOf({
        ci: [
          ciDeployment({ minute: 0, version: 'v1' }),
          ciDeployment({ minute: 200, version: 'v2' }),
        ],
        clusters: [
          {
            environment: 'production',
            since: minute(-1_000),
            until: minute(100),
          },
        ],
      }),
    ).toEqual([['ci200']]);
  });

  it('with a clock an hour off is not counted beside the rollout that it began', () => {
    for (const start of [-61, 64]) {
      const { deployments, unjoined } = join({
        rollouts: [part({ minute: 3 })],
        ci: [ciDeployment({ minute: start, version: 'v1' })],
        clusters: inCluster,
      });
      expect(deployments).toHaveLength(1);
      expect(unjoined).toMatchObject([{ kind: 'ci_without_rollout' }]);
    }
  });

  it.each([
    ['unmapped_ci_environment', { environment: null, version: 'v1' }],
    ['ci_without_version', {}],
    ['ci_of_another_version', { version: 'v9' }],
    ['ci_without_rollout', { version: 'v1', at: minute(300) }],
  ])('and does not join is listed: %s', (kind, ci) => {
    const { deployments, unjoined } = join({
      rollouts: [part({ minute: 3 })],
      ci: [ciDeployment(ci)],
      clusters: inCluster,
    });
    expect(deployments).toHaveLength(1);
    expect(deployments[0].ci).toEqual([]);
    expect(unjoined).toMatchObject([
      { kind, what: 'ci0', detail: { environment: 'prod' } },
    ]);
  });

  it('going back to an earlier version is a rollback, the same again a restart that never counts', () => {
    const versions = ['v1', 'v2', 'v2', 'v1', 'v3'];
    const { deployments } = join({
      ci: versions.map((version, i) =>
        ciDeployment({ minute: 100 * i, version }),
      ),
    });
    expect(deployments.map(one => [one.class, one.counted])).toEqual([
      ['release', true],
      ['release', true],
      ['restart', false],
      ['rollback', true],
      ['release', true],
    ]);
    expect(deployments.map(one => one.previousVersion)).toEqual([
      null,
      'v1',
      'v2',
      'v2',
      'v1',
    ]);
  });

  it('again after it failed is what it was meant to be, however much later', () => {
    const { deployments } = join({
      ci: [
        ciDeployment({ minute: 0, version: 'v1' }),
        ciDeployment({ minute: 100, version: 'v2', outcome: 'failed' }),
        ciDeployment({ minute: 200, version: 'v2', outcome: 'failed' }),
        ciDeployment({ minute: 300, version: 'v2' }),
        ciDeployment({ minute: 400, version: 'v1', outcome: 'failed' }),
        ciDeployment({ minute: 500, version: 'v1' }),
        ciDeployment({ minute: 600, version: 'v1', outcome: 'failed' }),
        ciDeployment({ minute: 700, version: 'v1' }),
      ],
    });
    expect(deployments.map(one => one.class)).toEqual([
      ...['release', 'release', 'release', 'release'],
      ...['rollback', 'rollback', 'restart', 'restart'],
    ]);
  });

  it.each(['unknown', 'superseded'] as const)(
    'that ended %s moved nothing: the version before it is still the one that is replaced',
    outcome => {
      const { deployments } = join({
        ci: [
          ciDeployment({ minute: 0, version: 'v1' }),
          ciDeployment({ minute: 100, version: 'v2', outcome }),
          ciDeployment({ minute: 200, version: 'v2' }),
          ciDeployment({ minute: 300, version: 'v3', outcome }),
          ciDeployment({ minute: 400, version: 'v2' }),
        ],
      });
      expect(deployments.map(one => [one.class, one.previousVersion])).toEqual([
        ['release', null],
        ['release', 'v1'],
        ['release', 'v1'],
        ['release', 'v2'],
        ['restart', 'v2'],
      ]);
    },
  );

  it('by a branch only is a release each time, and listed', () => {
    const { deployments, unjoined } = join({
      ci: [0, 10].map(start => ciDeployment({ minute: start, ref: 'main' })),
    });
    expect(deployments.map(one => one.class)).toEqual(['release', 'release']);
    expect(unjoined.map(one => one.kind)).toEqual([
      'ci_without_version',
      'ci_without_version',
    ]);
  });

  it.each<[string, Partial<CiDeploymentFact>, Partial<CiDeploymentFact>]>([
    ['the commit', { commit: SHA, version: 'a' }, { commit: SHA, ref: 'main' }],
    ['the version', { commit: SHA, version: 'v1' }, { ref: 'refs/tags/v1' }],
    ['an image', { images: ['shop/cart:v1'] }, { images: ['shop/cart:v1'] }],
    ['a version that is the commit', { commit: SHA }, { version: '3f2a9b1' }],
  ])('in two tools is one deployment, by %s', (_, one, other) => {
    const { deployments } = join({
      ci: [
        ciDeployment(one),
        ciDeployment({ minute: 1, origin: 'jenkins:main/cart', ...other }),
      ],
    });
    expect(deployments).toHaveLength(1);
  });

  it('in two tools is two deployments, by another commit', () => {
    expect(
      membersOf({
        ci: [
          ciDeployment({ commit: SHA, version: 'v1' }),
          ciDeployment({ minute: 1, commit: 'f'.repeat(40), version: 'v1' }),
        ],
      }),
    ).toEqual([['ci0'], ['ci1']]);
  });

  it('of a run that was repeated counts as it ended last', () => {
    const { deployments } = join({
      ci: [
        ciDeployment({ minute: 0, version: 'v1', outcome: 'failed' }),
        ciDeployment({ minute: 10, version: 'v1' }),
      ],
    });
    expect(deployments).toMatchObject([
      { outcome: 'succeeded', finishedAt: minute(12) },
    ]);
  });
});

const someRollouts = fc
  .array(
    fc.record({
      target: fc.constantFrom('a', 'b'),
      minute: fc.integer({ min: 0, max: 240 }),
      image: fc.constantFrom('shop/cart:v1', 'shop/cart:v2'),
      class: fc.constantFrom('release' as const, 'restart' as const),
    }),
    { maxLength: 12 },
  )
  .map(given => given.map((one, i) => ({ ...part(one), id: `r${i}` })));
const someCi = fc
  .array(
    fc.record({
      minute: fc.integer({ min: 0, max: 240 }),
      version: fc.constantFrom('v1', 'v2', null),
      environment: fc.constantFrom('production', 'staging', null),
      takes: fc.integer({ min: -5, max: 30 }),
    }),
    { maxLength: 8 },
  )
  .map(given =>
    given.map(({ takes, environment, ...rest }, i) =>
      ciDeployment({
        ...rest,
        environment,
        production: environment === 'production',
        finishedAt: instant(NOON + (rest.minute + takes) * MINUTE),
        id: `ci${i}`,
      }),
    ),
  );

describe('joined deployments', () => {
  it('without CI are those of the rollouts', () => {
    fc.assert(
      fc.property(someRollouts, rollouts => {
        expect(join({ rollouts }).deployments.map(one => one.parts)).toEqual(
          deriveDeployments(rollouts).map(one => one.parts),
        );
      }),
    );
  });

  it('hold every rollout once; CI is in one or listed; none lasts a negative time', () => {
    fc.assert(
      fc.property(someRollouts, someCi, (rollouts, ci) => {
        const { deployments, unjoined } = join({
          rollouts,
          ci,
          clusters: inCluster,
        });
        expect(
          deployments.flatMap(one => one.parts.map(p => p.id)).sort(),
        ).toEqual(rollouts.map(one => one.id).sort());
        const listed = unjoined
          .filter(one => one.kind !== 'ci_without_version')
          .map(one => one.what);
        const joined = deployments.flatMap(one => one.ci.map(c => c.id));
        const nameless = ci
          .filter(one => one.version === null && one.environment !== null)
          .map(one => one.id);
        expect(
          [...new Set([...listed, ...joined, ...nameless])].sort(),
        ).toEqual(ci.map(one => one.id).sort());
        expect(joined.filter(id => listed.includes(id))).toEqual([]);
        for (const one of deployments) {
          expect(one.durationSeconds ?? 0).toBeGreaterThanOrEqual(0);
          for (const member of [...one.parts, ...one.ci]) {
            expect(member.at - one.earliestAt).toBeLessThanOrEqual(
              defaultDeploymentRules.joinMs,
            );
          }
        }
      }),
    );
  });

  it('do not depend on the order in which things are told', () => {
    fc.assert(
      fc.property(someRollouts, someCi, (rollouts, ci) => {
        expect(
          join({
            rollouts: [...rollouts].reverse(),
            ci: [...ci].reverse(),
            clusters: inCluster,
          }),
        ).toEqual(join({ rollouts, ci, clusters: inCluster }));
      }),
    );
  });

  it('that began more than 60 min before a change stay as they were', () => {
    fc.assert(
      fc.property(
        someRollouts,
        someCi,
        fc.integer({ min: 0, max: 240 }),
        (rollouts, ci, changed) => {
          const before = <T extends { at: number }>(list: readonly T[]) =>
            list.filter(one => one.at < minute(changed));
          const settled = (given: Partial<DeploymentEvidence>) =>
            join(given)
              .deployments.filter(
                one =>
                  one.earliestAt <
                  minute(changed) - defaultDeploymentRules.joinMs,
              )
              .map(one => [one.parts, one.ci]);
          expect(
            settled({ rollouts: before(rollouts), ci: before(ci) }),
          ).toEqual(settled({ rollouts, ci }));
        },
      ),
    );
  });
});
