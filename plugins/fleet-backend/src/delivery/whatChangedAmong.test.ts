import * as fc from 'fast-check';
import { distributionOf } from './distribution';
import type { Metric } from './types';
import { MAX_PARTS } from './whatChanged';
import { whatChangedAmong, type ServiceMetric } from './whatChangedAmong';

function of(
  service: string,
  value: number | null,
  previous: number | null,
  unit: Metric['unit'] = 'seconds',
): ServiceMetric {
  return {
    service,
    metric: {
      metric: unit === 'count' ? 'pages' : 'lead_time',
      unit,
      value,
      previous,
      n: value === null ? 0 : 4,
      previousN: previous === null ? 0 : 4,
      p75: null,
      p90: null,
      open: 0,
      missing: value === null ? 'none_in_window' : null,
    },
  };
}

it('names the services without which the median of a team would have moved otherwise', () => {
  const answer = whatChangedAmong([
    of('a', 10, 10),
    of('b', 90, 20),
    of('c', 80, 30),
    of('d', 40, 40),
    of('e', 50, 50),
  ]);
  expect(answer).toMatchObject({
    value: 50,
    n: 5,
    previous: 30,
    previousN: 5,
    how: 'left_out',
    unexplained: null,
  });
  // Without b: from 35 to 45, so 10 instead of 20.
  expect(answer.parts).toContainEqual({
    of: { kind: 'service', service: 'b' },
    n: 4,
    previousN: 4,
    value: 90,
    previous: 20,
    influence: 10,
  });
});

it('adds up what is counted, of the services that were observed in both windows', () => {
  const answer = whatChangedAmong([
    of('a', 7, 2, 'count'),
    of('b', 1, 3, 'count'),
    of('c', 4, 4, 'count'),
    of('new', 9, null, 'count'),
    of('quiet', null, null, 'count'),
  ]);
  expect(answer).toMatchObject({
    value: 12,
    previous: 9,
    n: 3,
    how: 'adds_up',
  });
  expect(answer.parts.map(part => [part.of.service, part.influence])).toEqual([
    ['a', 5],
    ['b', -2],
  ]);
});

it.each([
  ['missing', [of('a', null, 3), of('b', null, null)]],
  ['no_previous', [of('a', 1, null), of('b', 2, null), of('c', 3, null)]],
  ['no_previous', [of('a', 1, null, 'count')]],
  ['missing', [of('a', null, 1, 'count')]],
  ['too_few', [of('a', 1, 2), of('b', 2, 5)]],
  ['same', [of('a', 1, 3), of('b', 2, 2), of('c', 3, 1)]],
  ['same', [of('a', 1, 2, 'count'), of('b', 2, 1, 'count')]],
] as const)('says that there is nothing to tell: %s', (why, services) => {
  expect(whatChangedAmong(services)).toMatchObject({
    unexplained: why,
    parts: [],
  });
});

const someServices = (unit: Metric['unit']) =>
  fc
    .array(
      fc.tuple(
        fc.option(fc.integer({ min: 0, max: 20 })),
        fc.option(fc.integer({ min: 0, max: 20 })),
      ),
      { minLength: 1, maxLength: 25 },
    )
    .map(list =>
      list.map(([value, previous], i) => of(`s${i}`, value, previous, unit)),
    );

it('explains the distribution that is shown, and each influence is what leaving that service out makes of it', () => {
  const moved = (services: readonly ServiceMetric[]) => {
    const { median, previousMedian } = distributionOf(
      services.map(({ metric }) => metric),
    );
    return (median ?? NaN) - (previousMedian ?? NaN);
  };
  fc.assert(
    fc.property(someServices('seconds'), services => {
      const answer = whatChangedAmong(services);
      const shown = distributionOf(services.map(({ metric }) => metric));
      expect(answer.value).toBe(shown.median);
      expect(answer.previous).toBe(shown.previousMedian);
      expect(answer.parts.length).toBeLessThanOrEqual(MAX_PARTS);
      for (const part of answer.parts) {
        const left = services.filter(one => one.service !== part.of.service);
        expect(part.influence).toBeCloseTo(moved(services) - moved(left), 9);
      }
    }),
  );
});

it('adds up to the difference of what is counted', () => {
  fc.assert(
    fc.property(someServices('count'), services => {
      const { value, previous, parts, rest, unexplained } =
        whatChangedAmong(services);
      fc.pre(unexplained === null);
      const sum = parts.reduce((all, one) => all + one.influence, 0);
      expect(sum + (rest.influence ?? NaN)).toBe(
        (value ?? NaN) - (previous ?? NaN),
      );
    }),
  );
});
