import { instant } from '@landfall/backstage-plugin-fleet-common';
import * as fc from 'fast-check';
import { BAND_EDITIONS, bandOf, BANDS, bandSource } from './bands';
import { makeCalendar } from './calendar';
import { distributionOf } from './distribution';
import { bornAt, timesToNewService, type ServiceBirth } from './newService';
import { minute, NOON } from './testing';
import type { Metric, MetricName } from './types';

const metric = (value: number | null, given: Partial<Metric> = {}): Metric => ({
  metric: 'lead_time',
  unit: 'seconds',
  value,
  n: value === null ? 0 : 10,
  p75: null,
  p90: null,
  open: 0,
  previous: null,
  previousN: 0,
  missing: value === null ? 'none_in_window' : null,
  ...given,
});

describe('a team', () => {
  it('is a distribution over its services, each counting once however often it deploys', () => {
    expect(
      distributionOf([
        metric(1, { n: 1_000, previous: 2 }),
        metric(2),
        metric(3, { previous: 5 }),
        metric(4),
        metric(null, { previous: 100 }),
        metric(null, { missing: 'no_commits_known' }),
      ]),
    ).toEqual({
      metric: 'lead_time',
      unit: 'seconds',
      n: 4,
      missing: { none_in_window: 1, no_commits_known: 1 },
      p10: expect.closeTo(1.3),
      p25: 1.75,
      median: 2.5,
      p75: 3.25,
      p90: expect.closeTo(3.7),
      previousMedian: 3.5,
    });
  });

  it('has no number where none of its services has one', () => {
    expect(distributionOf([metric(null)])).toMatchObject({
      n: 0,
      median: null,
      previousMedian: null,
    });
  });

  it('never blends metrics', () => {
    expect(() =>
      distributionOf([metric(1), metric(1, { metric: 'pages' })]),
    ).toThrow('of one metric, not of 2');
    expect(() => distributionOf([])).toThrow('not of 0');
  });
});

describe('a band', () => {
  const hour = 3_600;
  const day = 24 * hour;
  const of = (name: MetricName, value: number, n = 3) => ({
    metric: name,
    value,
    n,
  });

  it.each([
    ['2021', 'lead_time', hour, 'elite'],
    ['2021', 'lead_time', 2 * hour, 'high'],
    ['2021', 'lead_time', 20 * day, 'medium'],
    ['2021', 'lead_time', 200 * day, 'low'],
    ['2021', 'deployment_frequency', 8, 'elite'],
    ['2021', 'deployment_frequency', 1, 'high'],
    ['2021', 'deployment_frequency', 0.1, 'medium'],
    ['2021', 'deployment_frequency', 0, 'low'],
    ['2021', 'change_fail_rate', 0.15, 'elite'],
    ['2021', 'change_fail_rate', 0.2, null],
    ['2023', 'lead_time', 2 * hour, 'elite'],
    ['2023', 'lead_time', 2 * day, 'high'],
    ['2023', 'lead_time', 20 * day, 'medium'],
    ['2023', 'lead_time', 60 * day, 'low'],
    ['2023', 'deployment_frequency', 8, 'elite'],
    ['2023', 'deployment_frequency', 7, 'high'],
    ['2023', 'deployment_frequency', 1, 'high'],
    ['2023', 'deployment_frequency', 0.5, 'medium'],
    ['2023', 'deployment_frequency', 0.1, 'low'],
    ['2023', 'change_fail_rate', 0.05, 'elite'],
    ['2023', 'change_fail_rate', 0.1, 'high'],
    ['2023', 'change_fail_rate', 0.15, 'medium'],
    ['2023', 'change_fail_rate', 0.64, 'low'],
    ['2023', 'recovery_time', hour, 'elite'],
    ['2023', 'recovery_time', 2 * hour, 'high'],
    ['2023', 'recovery_time', 2 * day, 'medium'],
    ['2023', 'recovery_time', 40 * day, 'low'],
    ['2023', 'rework_rate', 0.1, null],
    ['2023', 'pages', 1, null],
  ] as const)('of %s: %s of %d is %s', (edition, name, value, band) => {
    expect(bandOf(of(name, value), edition)).toBe(band);
  });

  it('is none with fewer than 3 data points, or without a number', () => {
    expect(bandOf(of('lead_time', 1, 2), '2023')).toBeNull();
    expect(
      bandOf({ metric: 'lead_time', value: null, n: 9 }, '2023'),
    ).toBeNull();
  });

  it('names its source', () => {
    for (const edition of BAND_EDITIONS) {
      expect(bandSource(edition).title).toContain(edition);
    }
  });

  it('never gets better as the number gets worse', () => {
    const rank = (value: number, name: MetricName) => {
      const band = bandOf(of(name, value), '2023');
      return band === null ? -1 : BANDS.indexOf(band);
    };
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1e8, noNaN: true }),
        fc.double({ min: 0, max: 1e8, noNaN: true }),
        (a, b) => {
          const [less, more] = a < b ? [a, b] : [b, a];
          expect(rank(less, 'lead_time')).toBeLessThanOrEqual(
            rank(more, 'lead_time'),
          );
          expect(rank(less, 'deployment_frequency')).toBeGreaterThanOrEqual(
            rank(more, 'deployment_frequency'),
          );
        },
      ),
    );
  });
});

describe('time to a new service', () => {
  const calendar = makeCalendar({ now: instant(NOON), zone: 'UTC' });
  const birth = (given: Partial<ServiceBirth>): ServiceBirth => ({
    service: 's',
    registeredAt: minute(-1_000),
    firstCommitAt: null,
    deployedAt: minute(-900),
    platform: 'kubernetes',
    ...given,
  });
  const times = (...births: ServiceBirth[]) =>
    timesToNewService(births, { calendar, windowDays: 30 });

  it('goes from registration or first commit, the earlier, to the first successful production deployment', () => {
    expect(times(birth({}))).toEqual([
      {
        platform: 'kubernetes',
        n: 1,
        open: 0,
        medianSeconds: 6_000,
        p90Seconds: 6_000,
      },
    ]);
    expect(times(birth({ firstCommitAt: minute(-1_100) }))).toMatchObject([
      { medianSeconds: 12_000 },
    ]);
    expect(bornAt({ registeredAt: null, firstCommitAt: null })).toBeNull();
  });

  it('is of services born in the window, by platform of birth', () => {
    expect(
      times(
        birth({ platform: 'helios' }),
        birth({}),
        birth({ registeredAt: minute(-31 * 24 * 60) }),
        birth({ registeredAt: null }),
      ).map(one => [one.platform, one.n]),
    ).toEqual([
      ['helios', 1],
      ['kubernetes', 1],
    ]);
  });

  it('keeps those that are not in production yet', () => {
    expect(times(birth({ deployedAt: null, platform: null }))).toMatchObject([
      { platform: null, n: 1, open: 1, medianSeconds: null },
    ]);
  });

  it('leaves out what ran before it was born', () => {
    expect(times(birth({ deployedAt: minute(-2_000) }))).toEqual([]);
  });
});
