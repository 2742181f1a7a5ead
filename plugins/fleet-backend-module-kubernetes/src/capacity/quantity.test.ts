import fc from 'fast-check';
import { milliOf } from './quantity';

describe('a quantity', () => {
  it.each([
    ['250m', 250],
    ['1', 1000],
    ['0.5', 500],
    ['.5', 500],
    ['1.', 1000],
    ['+1', 1000],
    ['0', 0],
    ['-0', 0],
    ['1e3', 1_000_000],
    ['1E3', 1_000_000],
    ['1.5e1', 15_000],
    ['2500e-3', 2500],
    ['2k', 2_000_000],
    ['1Ki', 1_024_000],
    ['1000000u', 1000],
    ['5000000n', 5],
    [2, 2000],
    [0.25, 250],
  ])('%s is %d thousandths', (text, milli) => {
    expect(milliOf(text)).toBe(milli);
  });

  it.each([
    ['0.0001', 1],
    ['1n', 1],
    ['1.0005', 1001],
    ['100.5m', 101],
    ['1e-30', 1],
  ])('%s is rounded up to %d, as the scheduler does', (text, milli) => {
    expect(milliOf(text)).toBe(milli);
  });

  it.each([
    ['', 'empty'],
    ['.', 'without digits'],
    ['m', 'a suffix alone'],
    ['1e3m', 'an exponent and a suffix'],
    ['1mi', 'an unknown suffix'],
    ['1 m', 'with a space'],
    ['0x10', 'hexadecimal'],
    ['1,5', 'with a comma'],
    ['-1', 'below zero'],
    ['1E', 'beyond what can be counted'],
    ['1e999', 'far beyond it'],
    ['9'.repeat(65), 'too long'],
    [Infinity, 'endless'],
    [NaN, 'no number'],
    [null, 'null'],
    [{}, 'an object'],
  ] as [unknown, string][])('%s is none: %s', value => {
    expect(milliOf(value)).toBeNull();
  });

  it('is what its digits and its suffix say, rounded up to the next thousandth', () => {
    const suffixes = {
      n: [1n, 1_000_000n],
      u: [1n, 1_000n],
      m: [1n, 1n],
      '': [1_000n, 1n],
      k: [1_000_000n, 1n],
      Ki: [1_024_000n, 1n],
    } as const;
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1_000_000 }),
        fc.integer({ min: 0, max: 6 }),
        fc.constantFrom(
          ...(Object.keys(suffixes) as (keyof typeof suffixes)[]),
        ),
        (digits, places, suffix) => {
          const text = String(digits).padStart(places + 1, '0');
          const point = text.length - places;
          const [times, by] = suffixes[suffix];
          const above = BigInt(digits) * times;
          const below = by * 10n ** BigInt(places);
          expect(
            milliOf(`${text.slice(0, point)}.${text.slice(point)}${suffix}`),
          ).toBe(Number((above + below - 1n) / below));
        },
      ),
    );
  });

  it('never makes more of less', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1e6, noNaN: true }),
        fc.double({ min: 0, max: 1e6, noNaN: true }),
        (one, other) => {
          const [less, more] = [Math.min(one, other), Math.max(one, other)];
          expect(milliOf(less.toFixed(9))).toBeLessThanOrEqual(
            milliOf(more.toFixed(9)) ?? NaN,
          );
        },
      ),
    );
  });

  it('of any text is null or a whole number from zero on', () => {
    fc.assert(
      fc.property(fc.string(), text => {
        const milli = milliOf(text);
        expect(
          milli === null || (Number.isSafeInteger(milli) && milli >= 0),
        ).toBe(true);
      }),
    );
  });
});
