import fc from 'fast-check';
import { backoffMs } from './backoff';

describe('back-off', () => {
  const options = { baseMs: 1_000, maxMs: 60_000 };

  it('doubles from the base to the maximum', () => {
    const waits = [1, 2, 3, 4, 5, 6, 7, 8, 500].map(failures =>
      backoffMs(failures, options, () => 0),
    );
    expect(waits).toEqual([
      1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000,
    ]);
  });

  it('takes away at most half by chance', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10_000 }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (failures, chance) => {
          const full = backoffMs(failures, options, () => 0);
          const wait = backoffMs(failures, options, () => chance);
          expect(wait).toBeGreaterThanOrEqual(full / 2);
          expect(wait).toBeLessThanOrEqual(full);
        },
      ),
    );
  });
});
