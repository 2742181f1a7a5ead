import fc from 'fast-check';
import { median } from './median';
import { quantile } from './quantile';

describe('quantile', () => {
  it.each([
    // R 4.3: quantile(c(1, 2, 3, 4), c(.25, .5, .75, .85)), type 7.
    [[4, 1, 3, 2], 0.25, 1.75],
    [[4, 1, 3, 2], 0.5, 2.5],
    [[4, 1, 3, 2], 0.75, 3.25],
    [[4, 1, 3, 2], 0.85, 3.55],
    [[7], 0.85, 7],
  ])('of %j at %d is %d', (values, share, expected) => {
    expect(quantile(values, share)).toBeCloseTo(expected, 12);
  });

  it('is the median in the middle, and lies between the least and the greatest', () => {
    const values = fc.array(fc.integer({ min: -1000, max: 1000 }), {
      minLength: 1,
    });
    fc.assert(
      fc.property(
        values,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (v, p) => {
          expect(quantile(v, 0.5)).toBe(median(v));
          expect(quantile(v, p)).toBeGreaterThanOrEqual(Math.min(...v));
          expect(quantile(v, p)).toBeLessThanOrEqual(Math.max(...v));
        },
      ),
    );
  });

  it('refuses nothing', () => {
    expect(() => quantile([], 0.5)).toThrow('no quantile of nothing');
  });
});
