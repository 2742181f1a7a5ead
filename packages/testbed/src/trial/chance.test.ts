import fc from 'fast-check';
import { chanceFrom } from './chance';

describe('chance', () => {
  it('is the same for the same seed, and another for another', () => {
    const draw = (seed: number) => {
      const chance = chanceFrom(seed);
      return Array.from({ length: 20 }, () => chance.between(0, 1));
    };
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
  });

  it('stays within its bounds', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.integer({ min: 1, max: 9 }),
        (seed, width) => {
          const drawn = chanceFrom(seed).between(5, 5 + width);
          expect(drawn).toBeGreaterThanOrEqual(5);
          expect(drawn).toBeLessThan(5 + width);
        },
      ),
    );
  });

  it('picks by weight, and never what weighs nothing', () => {
    const chance = chanceFrom(1);
    const picked = { often: 0, seldom: 0, never: 0 };
    for (let turn = 0; turn < 3_000; turn += 1) {
      picked[
        chance.pick([
          { weight: 2, value: 'often' },
          { weight: 0, value: 'never' },
          { weight: 1, value: 'seldom' },
        ] as const)
      ] += 1;
    }
    expect(picked.never).toBe(0);
    expect(picked.often / picked.seldom).toBeGreaterThan(1.7);
    expect(picked.often / picked.seldom).toBeLessThan(2.3);
  });
});
