import fc from 'fast-check';
import type { Band } from './bands';
import { sharesOf, type TrafficVersion } from './shares';

const span = { from: 0, to: 1_000 };

const band = (from: number, to: number, ready: number): Band => ({
  from,
  to,
  ready,
  desired: null,
});

const told = (
  platform: string,
  since: number,
  requestsPerSecond: number,
  given: Partial<TrafficVersion> = {},
): TrafficVersion => ({
  observation: platform,
  seq: since,
  platform,
  requestsPerSecond,
  since,
  endedAt: null,
  ...given,
});

const shares = (
  bands: Record<string, Band[]>,
  traffic: TrafficVersion[] = [],
  steps = 10,
) =>
  Object.fromEntries(
    sharesOf({ bands: new Map(Object.entries(bands)), traffic, span, steps }),
  );

describe('the share of a platform', () => {
  it('is by traffic where all platforms with instances tell of it', () => {
    expect(
      shares({ old: [band(0, 1_000, 6)], new: [band(500, 1_000, 2)] }, [
        told('old', 0, 90),
        told('new', 500, 10),
      ]),
    ).toEqual({
      old: [
        { from: 0, to: 500, share: 1, by: 'traffic' },
        { from: 500, to: 1_000, share: 0.9, by: 'traffic' },
      ],
      new: [
        { from: 0, to: 500, share: 0, by: 'traffic' },
        { from: 500, to: 1_000, share: 0.1, by: 'traffic' },
      ],
    });
  });

  it('is by ready instances where one of them does not', () => {
    expect(
      shares({ old: [band(0, 1_000, 6)], new: [band(0, 1_000, 2)] }, [
        told('old', 0, 90),
      ]).old,
    ).toEqual([{ from: 0, to: 1_000, share: 0.75, by: 'instances' }]);
  });

  it('takes the highest of several who tell of one platform', () => {
    expect(
      shares({ old: [band(0, 1_000, 1)], new: [band(0, 1_000, 1)] }, [
        told('old', 0, 30),
        told('old', 0, 10, { observation: 'another' }),
        told('new', 0, 10),
      ]).old[0].share,
    ).toBe(0.75);
  });

  it('is not known where nothing runs and nothing is told', () => {
    expect(shares({ old: [band(500, 1_000, 0)] })).toEqual({ old: [] });
  });

  it('adds up to all of it at each moment, whatever was told', () => {
    const platforms = fc.constantFrom('a', 'b', 'c');
    const traffic = fc.array(
      fc.record({
        observation: fc.constantFrom('1', '2', '3'),
        seq: fc.nat(),
        platform: platforms,
        requestsPerSecond: fc.nat(1_000),
        since: fc.integer({ min: -500, max: 1_200 }),
        endedAt: fc.option(fc.integer({ min: 0, max: 1_200 })),
      }),
    );
    const bands = fc.dictionary(
      platforms,
      fc.array(
        fc
          .tuple(fc.nat(999), fc.nat(500), fc.nat(5))
          .map(([from, long, n]) => band(from, from + long + 1, n)),
      ),
    );
    fc.assert(
      fc.property(bands, traffic, (given, versions) => {
        const found = Object.values(shares(given, versions));
        const edges = new Set(found.flat().map(({ from }) => from));
        for (const at of edges) {
          const here = found.flatMap(spans =>
            spans.filter(({ from, to }) => from <= at && at < to),
          );
          const sum = here.reduce((total, { share }) => total + share, 0);
          expect(sum).toBeCloseTo(1, 9);
          expect(new Set(here.map(({ by }) => by)).size).toBe(1);
        }
      }),
    );
  });
});
