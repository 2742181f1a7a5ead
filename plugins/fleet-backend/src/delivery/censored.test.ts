import * as fc from 'fast-check';
import { censoredQuantile, survival, type Duration } from './censored';
import { median } from './median';

const ended = (...lengths: number[]): Duration[] =>
  lengths.map(seconds => ({ seconds, open: false }));
const open = (...lengths: number[]): Duration[] =>
  lengths.map(seconds => ({ seconds, open: true }));

/**
 * Weeks in remission of E. J. Freireich et al., "The Effect of 6-Mercaptopurine on the Duration of Steroid-induced Remissions in Acute Leukemia",
 * Blood 21 (1963), 699–716, as in J. P. Klein and M. L. Moeschberger, "Survival Analysis", 2nd edition (2003), table 1.1. The estimates are
 * their table 4.1A.
 */
const treated = [
  ...ended(6, 6, 6, 7, 10, 13, 16, 22, 23),
  ...open(6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35),
];
const placebo = ended(
  ...[1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23],
);

describe('the product-limit estimate', () => {
  it('is that of the published remissions', () => {
    const published = [
      [6, 0.857],
      [7, 0.807],
      [10, 0.753],
      [13, 0.69],
      [16, 0.627],
      [22, 0.538],
      [23, 0.448],
    ];
    expect(
      survival(treated).map(({ seconds, share }) => [
        seconds,
        Math.round(share * 1000) / 1000,
      ]),
    ).toEqual(published);
  });

  it('has the published medians', () => {
    expect(censoredQuantile(treated, 0.5)).toBe(23);
    expect(censoredQuantile(placebo, 0.5)).toBe(8);
  });

  it('has quantiles where the curve falls so far, and says where it does not', () => {
    expect(censoredQuantile(treated, 0.25)).toBe(13);
    expect(censoredQuantile(treated, 0.9)).toBeNull();
    expect(censoredQuantile(placebo, 0.9)).toBe(17);
  });

  it('is not reached where all are open, or there are none', () => {
    expect(censoredQuantile(open(1, 2, 3), 0.5)).toBeNull();
    expect(censoredQuantile([], 0.5)).toBeNull();
  });

  it('keeps what is open at the length at which another ends', () => {
    expect(survival([...ended(5), ...open(5)])).toEqual([
      { seconds: 5, share: 0.5 },
    ]);
  });

  it('is the middle of a level stretch', () => {
    expect(censoredQuantile(ended(10, 20), 0.5)).toBe(15);
  });

  it('is the beginning of one that no later end closes, as in R', () => {
    // median(survfit(Surv(c(10, 20), c(1, 0)) ~ 1)) of R's `survival` is 10.
    expect(censoredQuantile([...ended(10), ...open(20)], 0.5)).toBe(10);
  });
});

const durations = fc.array(
  fc.record({
    seconds: fc.integer({ min: 0, max: 20 }),
    open: fc.boolean(),
  }),
  { minLength: 1, maxLength: 30 },
);

describe('censored quantiles', () => {
  it('with nothing open have the ordinary median', () => {
    const lengths = fc.array(fc.integer({ min: 0, max: 50 }), {
      minLength: 1,
      maxLength: 40,
    });
    fc.assert(
      fc.property(lengths, list => {
        expect(censoredQuantile(ended(...list), 0.5)).toBeCloseTo(
          median(list) ?? -1,
          9,
        );
      }),
    );
  });

  it('do not depend on order, fall never, and grow with the share', () => {
    fc.assert(
      fc.property(durations, list => {
        const steps = survival(list);
        expect(survival([...list].reverse())).toEqual(steps);
        steps.forEach((step, i) => {
          expect(step.share).toBeLessThan(steps[i - 1]?.share ?? 1 + 1e-12);
          expect(step.share).toBeGreaterThanOrEqual(0);
        });
        const half = censoredQuantile(list, 0.5);
        const most = censoredQuantile(list, 0.9);
        expect(most ?? Infinity).toBeGreaterThanOrEqual(half ?? Infinity);
      }),
    );
  });

  it('come of a curve that is nowhere lower when what had ended is opened again', () => {
    const shareAt = (list: Parameters<typeof survival>[0], time: number) =>
      survival(list).findLast(({ seconds }) => seconds <= time)?.share ?? 1;
    fc.assert(
      fc.property(
        durations,
        fc.nat(),
        fc.integer({ min: 0, max: 21 }),
        (list, n, time) => {
          const reopened = list.map((one, i) =>
            i === n % list.length ? { ...one, open: true } : one,
          );
          expect(shareAt(reopened, time)).toBeGreaterThanOrEqual(
            shareAt(list, time) - 1e-12,
          );
        },
      ),
    );
  });
});
