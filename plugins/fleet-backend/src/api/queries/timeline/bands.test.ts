import fc from 'fast-check';
import { bandsOf, type PresenceVersion } from './bands';

const HOUR = 3_600_000;
const span = { from: 10 * HOUR, to: 20 * HOUR };

function version(
  since: number,
  ready: number,
  given: Partial<PresenceVersion> = {},
): PresenceVersion {
  return {
    observation: 'a',
    seq: since,
    since: since * HOUR,
    ready,
    desired: 2,
    endedAt: null,
    ...given,
  };
}

const bands = (...versions: PresenceVersion[]) =>
  bandsOf(versions, { span, resolution: 0 }).map(({ from, to, ready }) => [
    from / HOUR,
    to / HOUR,
    ready,
  ]);

describe('when a target was there', () => {
  it('is from each change of its state to the next, within the span', () => {
    expect(bands(version(5, 2), version(12, 1), version(15, 2))).toEqual([
      [10, 12, 2],
      [12, 15, 1],
      [15, 20, 2],
    ]);
  });

  it('ends when its incarnation was gone', () => {
    expect(
      bands(version(12, 2), version(14, 0, { endedAt: 15 * HOUR })),
    ).toEqual([
      [12, 14, 2],
      [14, 15, 0],
    ]);
  });

  it('goes on where a later version takes back that it was gone', () => {
    expect(
      bands(version(12, 2, { endedAt: 14 * HOUR }), version(15, 2)),
    ).toEqual([[12, 20, 2]]);
  });

  it('has a hole between two incarnations, and the larger of two that overlap', () => {
    expect(
      bands(
        version(11, 2, { endedAt: 12 * HOUR }),
        version(13, 1, { observation: 'b', endedAt: 16 * HOUR }),
        version(15, 2, { observation: 'c' }),
      ),
    ).toEqual([
      [11, 12, 2],
      [13, 15, 1],
      [15, 20, 2],
    ]);
  });

  it('shows the trough of what changes faster than can be drawn', () => {
    const flapping = [10, 10.1, 10.2, 10.3].map((at, index) =>
      version(at, index % 2, { seq: index }),
    );
    expect(bandsOf(flapping, { span, resolution: HOUR })).toEqual([
      {
        from: span.from,
        to: 10.3 * HOUR,
        ready: 0,
        desired: 2,
      },
      { from: 10.3 * HOUR, to: span.to, ready: 1, desired: 2 },
    ]);
  });

  const versions = fc.array(
    fc.record({
      observation: fc.constantFrom('a', 'b', 'c'),
      seq: fc.nat(1_000),
      since: fc.integer({ min: 0, max: 30 * HOUR }),
      ready: fc.nat(3),
      desired: fc.option(fc.nat(3)),
      endedAt: fc.option(fc.integer({ min: 0, max: 30 * HOUR })),
    }),
    { maxLength: 60 },
  );

  it('never overlaps, stays within the span and is bounded, whatever was told in whichever order', () => {
    fc.assert(
      fc.property(versions, fc.integer({ min: 1, max: 50 }), (list, steps) => {
        const unique = list.map((each, seq) => ({ ...each, seq }));
        const resolution = (span.to - span.from) / steps;
        const found = bandsOf(unique, { span, resolution });
        for (const [index, band] of found.entries()) {
          expect(band.to).toBeGreaterThan(band.from);
          expect(band.from).toBeGreaterThanOrEqual(
            found[index - 1]?.to ?? span.from,
          );
          expect(band.to).toBeLessThanOrEqual(span.to);
        }
        expect(found.length).toBeLessThanOrEqual(3 * steps + 1);
        expect(bandsOf([...unique].reverse(), { span, resolution })).toEqual(
          found,
        );
      }),
    );
  });
});
