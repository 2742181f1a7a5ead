import { instant } from '@landfall/backstage-plugin-fleet-common';
import * as fc from 'fast-check';
import { makeCalendar } from '../calendar';
import {
  serviceCapacity,
  type ServiceCapacityEvidence,
} from './serviceCapacity';
import { anyUsage, NOON, usageHour } from './testing';

const options = {
  calendar: makeCalendar({ now: instant(NOON + 30 * 60_000), zone: 'UTC' }),
  windowDays: 7,
} as const;
const derive = (given: Partial<ServiceCapacityEvidence>) =>
  serviceCapacity(
    { platforms: [], usage: [], allocatable: new Map(), traffic: [], ...given },
    options,
  );
const known = (value: number) => ({ value, missing: null });
const notTold = { value: null, missing: 'not_told' };

describe('capacity of a service', () => {
  it('is CPU used ÷ CPU requested, by day and over all hours of the window', () => {
    const [one] = derive({
      usage: [
        usageHour({ ago: 24, used: 3, requested: 4 }),
        usageHour({ ago: 1, used: 1, requested: 4 }),
        usageHour({ used: 2, requested: 2 }),
      ],
    });
    expect(one).toMatchObject({
      platform: 'kubernetes',
      hours: 3,
      usedCores: known(2),
      requestedCores: known(10 / 3),
      usedOfRequested: known(0.6),
    });
    expect(one.days).toMatchObject([
      { day: '2026-11-17', hours: 1, usedOfRequested: known(0.75) },
      { day: '2026-11-18', hours: 2, usedOfRequested: known(0.5) },
    ]);
  });

  it('cuts days in the zone of the portal', () => {
    const [one] = serviceCapacity(
      {
        platforms: [],
        // 23:00 and 24:00 in Stockholm.
        usage: [
          usageHour({ ago: 14, used: 1 }),
          usageHour({ ago: 13, used: 2 }),
        ],
        allocatable: new Map(),
        traffic: [],
      },
      {
        ...options,
        calendar: makeCalendar({
          now: instant(NOON),
          zone: 'Europe/Stockholm',
        }),
      },
    );
    expect(one.days.map(({ day, hours }) => [day, hours])).toEqual([
      ['2026-11-17', 1],
      ['2026-11-18', 1],
    ]);
  });

  it('is about today and the n − 1 days before', () => {
    const [one] = derive({
      usage: [
        usageHour({ ago: 6 * 24 + 12, used: 1 }),
        usageHour({ ago: 6 * 24 + 13, used: 5 }),
      ],
    });
    expect(one.usedCores).toEqual(known(1));
  });

  it('adds up what is told of targets, unless somebody tells of the service', () => {
    const targets = [
      usageHour({ part: 'a', used: 1, requested: 2 }),
      usageHour({ part: 'b', used: 2, requested: 3 }),
    ];
    expect(derive({ usage: targets })).toMatchObject([
      { usedCores: known(3), requestedCores: known(5) },
    ]);
    expect(
      derive({ usage: [...targets, usageHour({ used: 4 })] }),
    ).toMatchObject([{ usedCores: known(4), requestedCores: known(5) }]);
  });

  it('takes the greater number of two who tell of the same, as they may count the same', () => {
    expect(
      derive({
        usage: [
          usageHour({ used: 2, minReplicas: 3, maxReplicas: 3 }),
          usageHour({ used: 1, minReplicas: 2, maxReplicas: 5 }),
        ],
      }),
    ).toMatchObject([
      { usedCores: known(2), minReplicas: known(2), maxReplicas: known(5) },
    ]);
  });

  it('keeps the least and the greatest number of replicas of each day, and whether an autoscaler owns them as told last', () => {
    const [one] = derive({
      usage: [
        usageHour({ ago: 24, minReplicas: 1, maxReplicas: 9, autoscaled: 0 }),
        usageHour({ ago: 2, minReplicas: 2, maxReplicas: 6, autoscaled: 1 }),
        usageHour({ ago: 1, minReplicas: 3, maxReplicas: 4, autoscaled: 1 }),
        usageHour({ used: 1 }),
      ],
    });
    expect(one).toMatchObject({
      minReplicas: known(1),
      maxReplicas: known(9),
      autoscaled: true,
    });
    expect(one.days).toMatchObject([
      { minReplicas: known(1), maxReplicas: known(9), autoscaled: false },
      { minReplicas: known(2), maxReplicas: known(6), autoscaled: true },
    ]);
  });

  it('is a share of the nodes that it runs on, and of the whole platform only where nobody tells of those', () => {
    const allocatable = new Map([
      ['kubernetes', [{ at: instant(NOON), values: { allocatable: 40 } }]],
    ]);
    expect(
      derive({
        allocatable,
        usage: [usageHour({ requested: 4, allocatable: 16 })],
      }),
    ).toMatchObject([
      { requestedOfAllocatable: known(0.25), allocatableOf: 'nodes' },
    ]);
    expect(
      derive({ allocatable, usage: [usageHour({ requested: 4 })] }),
    ).toMatchObject([
      { requestedOfAllocatable: known(0.1), allocatableOf: 'platform' },
    ]);
    expect(
      derive({ allocatable, usage: [usageHour({ ago: 1, requested: 4 })] }),
    ).toMatchObject([{ requestedOfAllocatable: notTold, allocatableOf: null }]);
  });

  it('is missing with its reason where nobody tells, and where nothing is requested, and never zero', () => {
    expect(
      derive({
        platforms: ['helios'],
        usage: [usageHour({ used: 1, requested: 0 })],
      }),
    ).toEqual([
      {
        platform: 'helios',
        hours: 0,
        usedCores: notTold,
        requestedCores: notTold,
        usedOfRequested: notTold,
        requestedOfAllocatable: notTold,
        minReplicas: notTold,
        maxReplicas: notTold,
        autoscaled: null,
        allocatableOf: null,
        requestsPerSecond: notTold,
        days: [],
      },
      expect.objectContaining({
        usedCores: known(1),
        requestedCores: known(0),
        usedOfRequested: { value: null, missing: 'nothing_to_divide_by' },
      }),
    ]);
  });

  it('sums requests per second over targets', () => {
    const traffic = (part: string | null, requestsPerSecond: number) => ({
      platform: 'kubernetes',
      part,
      at: instant(NOON),
      values: { requestsPerSecond },
    });
    expect(
      derive({ traffic: [traffic('a', 10), traffic('b', 5), traffic('b', 4)] }),
    ).toMatchObject([{ requestsPerSecond: known(15) }]);
    expect(
      derive({ traffic: [traffic('a', 10), traffic(null, 12)] }),
    ).toMatchObject([{ requestsPerSecond: known(12) }]);
  });

  it('does not depend on who tells first', () => {
    fc.assert(
      fc.property(
        anyUsage.chain(usage =>
          fc.tuple(
            fc.constant(usage),
            fc.shuffledSubarray(usage, {
              minLength: usage.length,
              maxLength: usage.length,
            }),
          ),
        ),
        ([usage, shuffled]) => {
          expect(derive({ usage: shuffled })).toEqual(derive({ usage }));
        },
      ),
    );
  });

  it('has days that add up to the window, and shares that are not negative', () => {
    fc.assert(
      fc.property(anyUsage, usage => {
        for (const { days, ...all } of derive({ usage })) {
          expect(days.reduce((sum, { hours }) => sum + hours, 0)).toBe(
            all.hours,
          );
          for (const one of [...days, all]) {
            expect(one.usedOfRequested.value ?? 0).toBeGreaterThanOrEqual(0);
            expect(
              one.requestedOfAllocatable.value ?? 0,
            ).toBeGreaterThanOrEqual(0);
            const { value, missing } = one.usedOfRequested;
            expect((value === null) !== (missing === null)).toBe(true);
          }
          const told = (hours: typeof days) =>
            hours.flatMap(({ minReplicas: { value } }) => value ?? []);
          expect(all.minReplicas.value).toBe(
            told(days).length === 0 ? null : Math.min(...told(days)),
          );
          // A mean of the window lies between those of its days.
          const means = days.flatMap(({ usedCores }) => usedCores.value ?? []);
          const { value: mean } = all.usedCores;
          expect(mean === null).toBe(means.length === 0);
          const near = 1e-9 * (1 + (mean ?? 0));
          expect(mean ?? Infinity).toBeGreaterThanOrEqual(
            Math.min(...means) - near,
          );
          expect(mean ?? -Infinity).toBeLessThanOrEqual(
            Math.max(...means) + near,
          );
        }
      }),
    );
  });

  it('counts core-hours of days that sum up to those of the window', () => {
    const usage = Array.from({ length: 60 }, (_, ago) =>
      usageHour({ ago, used: (ago % 7) / 4, requested: 2 }),
    );
    const [{ days, ...all }] = derive({ usage });
    const coreHours = (one: Pick<typeof all, 'hours' | 'usedCores'>) =>
      one.hours * (one.usedCores.value ?? NaN);
    expect(days.reduce((sum, one) => sum + coreHours(one), 0)).toBeCloseTo(
      coreHours(all),
      9,
    );
    expect(all.hours).toBe(60);
  });
});
