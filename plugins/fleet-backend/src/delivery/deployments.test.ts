import { instant } from '@landfall/backstage-plugin-fleet-common';
import * as fc from 'fast-check';
import {
  defaultDeploymentRules,
  deriveDeployments,
  type ServiceRollout,
} from './deployments';
import { MINUTE, NOON, part } from './testing';

const idsOf = (...parts: ServiceRollout[]) =>
  deriveDeployments(parts).map(one => one.parts.map(p => p.id));

describe('a deployment', () => {
  it('is one version in one environment on several targets', () => {
    expect(
      idsOf(
        part({ target: 'eu', minute: 0 }),
        part({ target: 'us', minute: 20 }),
        part({ target: 'eu-staging', minute: 1, environment: 'staging' }),
        part({ target: 'asia', minute: 5, image: 'shop/cart:v2' }),
      ),
    ).toEqual([['eu-r0', 'us-r20'], ['eu-staging-r1'], ['asia-r5']]);
  });

  it('takes what starts within 60 min of the earliest, not chained', () => {
    expect(
      idsOf(
        part({ target: 'a', minute: 0 }),
        part({ target: 'b', minute: 50 }),
        part({ target: 'c', minute: 60 }),
        part({ target: 'd', minute: 61 }),
      ),
    ).toEqual([['a-r0', 'b-r50', 'c-r60'], ['d-r61']]);
  });

  it('takes no longer than it is told to', () => {
    const derived = deriveDeployments(
      [
        part({ target: 'a', minute: 0 }),
        part({ target: 'b', minute: 10 }),
        part({ target: 'c', minute: 11 }),
      ],
      { ...defaultDeploymentRules, joinMs: 10 * MINUTE },
    );
    expect(derived.map(one => one.parts.map(p => p.id))).toEqual([
      ['a-r0', 'b-r10'],
      ['c-r11'],
    ]);
  });

  it('has at most one rollout per target: a second opens a new one', () => {
    expect(
      idsOf(
        part({ target: 'a', minute: 0 }),
        part({ target: 'b', minute: 1 }),
        part({ target: 'a', minute: 10, class: 'config' }),
        part({ target: 'b', minute: 11, class: 'config' }),
      ),
    ).toEqual([
      ['a-r0', 'b-r1'],
      ['a-r10', 'b-r11'],
    ]);
  });

  it('is never joined by a restart', () => {
    expect(
      idsOf(
        part({ target: 'a', minute: 0 }),
        part({ target: 'b', minute: 1, class: 'restart' }),
        part({ target: 'c', minute: 2, class: 'restart' }),
      ),
    ).toEqual([['a-r0'], ['b-r1'], ['c-r2']]);
  });

  it.each([
    ['release', true, true],
    ['config', true, true],
    ['rollback', true, true],
    ['restart', true, false],
    ['release', false, false],
  ] as const)(
    '%s with production %s counts: %s',
    (kind, production, counted) => {
      const [one] = deriveDeployments([part({ class: kind, production })]);
      expect(one.counted).toBe(counted);
    },
  );

  describe('finishes', () => {
    const parts = [
      part({ target: 'a', finishedAt: instant(NOON + 9 * MINUTE) }),
      part({ target: 'b', finishedAt: instant(NOON + 3 * MINUTE) }),
      part({ target: 'c', finishedAt: instant(NOON + 5 * MINUTE) }),
    ];
    it.each([
      ['last', 9],
      ['first', 3],
      ['majority', 5],
    ] as const)(
      'with the %s successful target, if so configured',
      (finish, m) => {
        const [one] = deriveDeployments(parts, {
          ...defaultDeploymentRules,
          finish,
        });
        expect(one.finishedAt).toBe(NOON + m * MINUTE);
        expect(one.durationSeconds).toBe(m * 60);
      },
    );

    it('with the last by default', () => {
      expect(deriveDeployments(parts)[0].finishedAt).toBe(NOON + 9 * MINUTE);
    });

    it('not while a target is in progress, and nobody knows after a gap', () => {
      for (const outcome of ['in_progress', 'unknown'] as const) {
        const [one] = deriveDeployments([
          ...parts,
          part({ target: 'd', outcome }),
        ]);
        expect(one).toMatchObject({ finishedAt: null, durationSeconds: null });
      }
    });
  });

  it('that is overdue counts as failed meanwhile, and stays open', () => {
    const [one] = deriveDeployments([
      part({
        outcome: 'in_progress',
        overdueSince: instant(NOON + 5),
        finishedAt: null,
      }),
    ]);
    expect(one).toMatchObject({
      outcome: 'in_progress',
      failing: true,
      overdueSince: NOON + 5,
      countedAt: NOON + 5,
    });
  });

  it('that goes back on one target is a rollback', () => {
    const [one] = deriveDeployments([
      part({ target: 'a', class: 'release' }),
      part({ target: 'b', class: 'rollback' }),
    ]);
    expect(one.class).toBe('rollback');
  });
});

const services: fc.Arbitrary<ServiceRollout[]> = fc
  .array(
    fc.record({
      target: fc.constantFrom('a', 'b', 'c'),
      minute: fc.integer({ min: 0, max: 240 }),
      image: fc.constantFrom('shop/cart:v1', 'shop/cart:v2'),
      digest: fc.constantFrom(undefined, 'sha256:1', 'sha256:2'),
      environment: fc.constantFrom('production', 'staging', null),
      class: fc.constantFrom('release' as const, 'restart' as const),
      outcome: fc.constantFrom(
        'succeeded' as const,
        'failed' as const,
        'in_progress' as const,
      ),
      takes: fc.integer({ min: -5, max: 30 }),
    }),
    { maxLength: 20 },
  )
  .map(given =>
    given.map(({ takes, ...rest }, i) => ({
      ...part({
        ...rest,
        finishedAt: instant(NOON + (rest.minute + takes) * MINUTE),
        production: rest.environment === 'production',
      }),
      id: `r${i}`,
    })),
  );

describe('deployments', () => {
  it('hold every rollout once, each target at most once, and last no negative time', () => {
    fc.assert(
      fc.property(services, rollouts => {
        const derived = deriveDeployments(rollouts);
        const ids = derived.flatMap(one => one.parts.map(p => p.id));
        expect(ids.sort()).toEqual(rollouts.map(one => one.id).sort());
        for (const one of derived) {
          expect(new Set(one.parts.map(p => p.target)).size).toBe(
            one.parts.length,
          );
          expect(
            one.parts.every(
              p => p.at - one.startedAt <= defaultDeploymentRules.joinMs,
            ),
          ).toBe(true);
          expect(one.durationSeconds ?? 0).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });

  it('do not depend on the order in which rollouts are told', () => {
    fc.assert(
      fc.property(
        services.chain(rollouts =>
          fc.tuple(
            fc.constant(rollouts),
            fc.shuffledSubarray(rollouts, { minLength: rollouts.length }),
          ),
        ),
        ([rollouts, shuffled]) => {
          expect(deriveDeployments(shuffled)).toEqual(
            deriveDeployments(rollouts),
          );
        },
      ),
    );
  });

  it('that began more than 60 min before a change stay as they were', () => {
    fc.assert(
      fc.property(
        services,
        services,
        fc.integer({ min: 0, max: 240 }),
        (before, after, minute) => {
          const change = NOON + minute * MINUTE;
          const unchanged = before.filter(one => one.at < change);
          const changed = after.filter(one => one.at >= change);
          const from = change - defaultDeploymentRules.joinMs;
          const kept = deriveDeployments(before).filter(
            one => one.startedAt < from,
          );
          const owned = new Set(kept.flatMap(one => one.parts));
          const rest = [...unchanged, ...changed].filter(
            one => !owned.has(one),
          );
          expect([...kept, ...deriveDeployments(rest)]).toEqual(
            deriveDeployments([...unchanged, ...changed]),
          );
        },
      ),
    );
  });
});
