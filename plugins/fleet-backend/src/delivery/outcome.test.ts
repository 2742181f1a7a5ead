import { instant } from '@landfall/backstage-plugin-fleet-common';
import { explainRollouts } from './classify';
import { deploymentOutcome } from './outcome';
import type { RolloutFact } from './rollout';
import { NOON, rollout } from './testing';

const outcomesOf = (...facts: RolloutFact[]) =>
  explainRollouts(facts).map(explained => explained.outcome);

const open = (given: Parameters<typeof rollout>[0]) =>
  rollout({
    reported: 'in_progress',
    ended: false,
    finishedAt: null,
    ...given,
  });
const then = instant(NOON);

describe('the outcome of a rollout', () => {
  it('is `superseded` when a newer one started before it finished', () => {
    expect(
      outcomesOf(
        open({ minute: 0, image: 'cart:v1' }),
        rollout({ minute: 1, image: 'cart:v2' }),
      ),
    ).toEqual(['superseded', 'succeeded']);
  });

  it('stays open while its deadline is overrun', () => {
    expect(outcomesOf(open({ overdueSince: then }))).toEqual(['in_progress']);
  });

  it.each([
    ['overrun', { overdueSince: then }],
    ['crash-looping', { crashLoopingSince: then }],
  ])('is `failed` when it was replaced while %s', (_, trouble) => {
    expect(
      outcomesOf(
        open({ minute: 0, image: 'cart:v1', ...trouble }),
        rollout({ minute: 1, image: 'cart:v2' }),
      ),
    ).toEqual(['failed', 'succeeded']);
  });

  it('is `failed` when it was deleted while overrun', () => {
    expect(outcomesOf(open({ overdueSince: then, ended: true }))).toEqual([
      'failed',
    ]);
  });

  it('is `failed` when a rollback replaced it', () => {
    expect(
      outcomesOf(
        rollout({ minute: 0, image: 'cart:v1' }),
        open({ minute: 1, image: 'cart:v2' }),
        rollout({ minute: 2, image: 'cart:v1' }),
      ),
    ).toEqual(['succeeded', 'failed', 'succeeded']);
  });

  it('stays `succeeded` when a rollback comes after its finish', () => {
    expect(
      outcomesOf(
        rollout({ minute: 0, image: 'cart:v1' }),
        rollout({ minute: 1, image: 'cart:v2' }),
        rollout({ minute: 2, image: 'cart:v1' }),
      ),
    ).toEqual(['succeeded', 'succeeded', 'succeeded']);
  });

  it('stays `unknown` after a gap', () => {
    expect(
      outcomesOf(
        rollout({ minute: 0, reported: 'unknown', finishedAt: null }),
        rollout({ minute: 1, image: 'cart:v2' }),
      ),
    ).toEqual(['unknown', 'succeeded']);
  });
});

describe('the outcome of a deployment', () => {
  it.each([
    [['failed', 'in_progress', 'succeeded'], 'failed'],
    [['in_progress', 'succeeded'], 'in_progress'],
    [['succeeded', 'succeeded'], 'succeeded'],
    [['superseded', 'superseded'], 'superseded'],
    [['superseded', 'succeeded'], 'unknown'],
    [['unknown', 'succeeded'], 'unknown'],
  ] as const)('of %j is %s', (parts, outcome) => {
    expect(deploymentOutcome(parts)).toBe(outcome);
  });
});
