import fc from 'fast-check';
import { Chance } from './chance';

const draws = (chance: Chance, count = 50) =>
  Array.from({ length: count }, () => chance.next());

describe('chance', () => {
  it('is the same for the same text and another for another', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (one, other) => {
        fc.pre(one !== other);
        expect(draws(new Chance(one))).toEqual(draws(new Chance(one)));
        expect(draws(new Chance(one))).not.toEqual(draws(new Chance(other)));
      }),
    );
  });

  it('stays within its bounds', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.integer(),
        fc.nat(50),
        (seed, from, width) => {
          const chance = new Chance(seed);
          const drawn = chance.whole(from, from + width);
          expect(drawn).toBeGreaterThanOrEqual(from);
          expect(drawn).toBeLessThanOrEqual(from + width);
          expect(chance.oneOf([1, 2, 3])).toBeGreaterThan(0);
        },
      ),
    );
  });

  it('draws around a median: half of them are below it, and none is below zero', () => {
    const chance = new Chance('seed');
    const drawn = Array.from({ length: 20_000 }, () => chance.around(7, 0.9));
    expect(Math.min(...drawn)).toBeGreaterThan(0);
    const below = drawn.filter(value => value < 7).length;
    // 5 standard deviations are 354.
    expect(Math.abs(below - 10_000)).toBeLessThan(354);
  });

  it('is even, also over numbered things that follow each other', () => {
    const byDay = new Chance('seed', 'day', 'cart-api');
    const firsts = Array.from({ length: 20_000 }, (_, day) =>
      byDay.of(18_000 + day).next(),
    );
    const inRow = draws(new Chance('seed'), 20_000);
    for (const drawn of [firsts, inRow]) {
      const tenths = Array.from(
        { length: 10 },
        (_, tenth) =>
          drawn.filter(value => Math.floor(value * 10) === tenth).length,
      );
      // 2,000 each; 5 standard deviations are 212.
      expect(Math.min(...tenths)).toBeGreaterThan(1788);
      expect(Math.max(...tenths)).toBeLessThan(2212);
      const neighbours = drawn
        .slice(1)
        .reduce((sum, value, i) => sum + (value - 0.5) * (drawn[i] - 0.5), 0);
      // Correlation of neighbours: 12 × mean product; its standard deviation is 1/√20,000.
      expect(Math.abs((12 * neighbours) / 20_000)).toBeLessThan(0.036);
    }
  });

  it('counts what happens on average so often', () => {
    const chance = new Chance('count');
    const counts = Array.from({ length: 20_000 }, () => chance.count(1.3));
    const mean = counts.reduce((sum, one) => sum + one, 0) / counts.length;
    // √(1.3 / 20,000) is 0.008.
    expect(Math.abs(mean - 1.3)).toBeLessThan(0.04);
  });
});
