import { instant } from '@landfall/backstage-plugin-fleet-common';
import * as fc from 'fast-check';
import { makeCalendar } from '../calendar';
import type { HostSpan } from './hosts';
import { companyCapacity, type PlatformEvidence } from './platformCapacity';
import { anyPlatformHours, HOUR, NOON, platformHour } from './testing';

const options = {
  calendar: makeCalendar({ now: instant(NOON + HOUR), zone: 'UTC' }),
  windowDays: 7,
} as const;
const derive = (given: Partial<PlatformEvidence>) =>
  companyCapacity({ told: [], hosts: [], ...given }, options);
const known = (value: number) => ({ value, missing: null });
const notTold = { value: null, missing: 'not_told' };

const host = (given: Partial<HostSpan> = {}): HostSpan => ({
  platform: 'helios',
  at: instant(NOON - 48 * HOUR),
  endedAt: null,
  cpus: 8,
  ...given,
});

describe('capacity of platforms', () => {
  it('is used ÷ allocatable and workloads per node, with clusters added up', () => {
    const { platforms } = derive({
      told: [
        platformHour({
          ...{ part: 'eu', used: 6, requested: 8, allocatable: 16 },
          ...{ nodes: 2, workloads: 12 },
        }),
        platformHour({
          ...{ part: 'us', used: 4, requested: 4, allocatable: 24 },
          ...{ nodes: 3, workloads: 8 },
        }),
      ],
    });
    expect(platforms).toMatchObject([
      {
        platform: 'kubernetes',
        usedCores: known(10),
        allocatableCores: known(40),
        usedOfAllocatable: known(0.25),
        requestedOfAllocatable: known(0.3),
        workloadsPerNode: known(4),
        days: [{ day: '2026-11-18', usedOfAllocatable: known(0.25) }],
      },
    ]);
  });

  it('takes what hosts can give where nobody tells it otherwise', () => {
    const hosts = [host(), host({ cpus: 4, at: instant(NOON - HOUR / 2) })];
    const told = [platformHour({ platform: 'helios', used: 3 })];
    const [{ days, ...helios }] = derive({ told, hosts }).platforms;
    expect(helios).toMatchObject({
      platform: 'helios',
      usedOfAllocatable: known(0.25),
    });
    expect(days.map(({ day, hours }) => [day, hours])).toEqual([
      ['2026-11-16', 13],
      ['2026-11-17', 24],
      ['2026-11-18', 13],
    ]);
    // Two of its 13 hours ended with both of them.
    expect(days[2]).toMatchObject({
      allocatableCores: known((11 * 8 + 2 * 12) / 13),
      nodes: known((11 + 2 * 2) / 13),
    });
    expect(
      derive({
        told: [platformHour({ platform: 'helios', used: 3, allocatable: 4 })],
        hosts,
      }).platforms,
    ).toMatchObject([{ usedOfAllocatable: known(0.75) }]);
  });

  it('does not count a host before it was there nor after it was taken out', () => {
    const { platforms } = derive({
      hosts: [host({ endedAt: instant(NOON - 46 * HOUR) })],
    });
    expect(platforms).toMatchObject([{ hours: 2, nodes: known(1) }]);
  });

  it('tells no sum of some hosts for all', () => {
    const { platforms } = derive({
      told: [platformHour({ platform: 'helios', used: 3 })],
      hosts: [host(), host({ cpus: null })],
    });
    const reason = { value: null, missing: 'not_of_all_hosts' };
    expect(platforms).toMatchObject([
      {
        nodes: known(2),
        allocatableCores: reason,
        usedOfAllocatable: reason,
        requestedOfAllocatable: notTold,
      },
    ]);
  });

  it('tells how many times as high a number is on one platform as on another, or why it cannot', () => {
    const kubernetes = platformHour({
      ...{ used: 6, allocatable: 10, workloads: 30, nodes: 2 },
    });
    expect(
      derive({
        told: [
          kubernetes,
          platformHour({ platform: 'helios', used: 1, allocatable: 5 }),
          platformHour({
            ...{ platform: 'heritage', used: 0, allocatable: 5 },
            ...{ workloads: 5, nodes: 1 },
          }),
        ],
      }).ratios,
    ).toEqual([
      {
        ...{ platform: 'helios', to: 'heritage' },
        usedOfAllocatable: { value: null, missing: 'nothing_to_divide_by' },
        workloadsPerNode: notTold,
      },
      {
        ...{ platform: 'helios', to: 'kubernetes' },
        usedOfAllocatable: known(0.2 / 0.6),
        workloadsPerNode: notTold,
      },
      {
        ...{ platform: 'heritage', to: 'kubernetes' },
        usedOfAllocatable: known(0),
        workloadsPerNode: known(5 / 15),
      },
    ]);
  });

  it('is compared with the window before, where that is told of from its first day to its last', () => {
    // Today and the six days before, of which the first began at midnight.
    const told = (ago: number, used: number) =>
      platformHour({ ago, used, allocatable: 10, workloads: 6, nodes: 2 });
    const [first, last] = [13 * 24 + 12, 7 * 24];
    const previousOf = (hours: ReturnType<typeof told>[]) =>
      derive({ told: [told(1, 5), ...hours] }).platforms[0].previous;
    expect(previousOf([told(first, 1), told(last, 2)])).toEqual({
      usedOfAllocatable: known(0.15),
      requestedOfAllocatable: notTold,
      workloadsPerNode: known(3),
    });
    // Before the window before.
    expect(
      previousOf([told(first + 1, 9), told(first, 1), told(last, 2)]),
    ).toMatchObject({ usedOfAllocatable: known(0.15) });
    expect(previousOf([told(first - 24, 1), told(last, 2)])).toBeNull();
    expect(previousOf([told(first, 1), told(last + 24, 2)])).toBeNull();
    expect(previousOf([])).toBeNull();
  });

  it('knows of no platform of which nobody tells', () => {
    expect(derive({})).toEqual({ platforms: [], ratios: [] });
  });

  it('does not depend on who tells first, and has no negative numbers', () => {
    fc.assert(
      fc.property(
        anyPlatformHours.chain(told =>
          fc.tuple(
            fc.constant(told),
            fc.shuffledSubarray(told, {
              minLength: told.length,
              maxLength: told.length,
            }),
          ),
        ),
        ([told, shuffled]) => {
          const capacity = derive({ told });
          expect(derive({ told: shuffled })).toEqual(capacity);
          for (const { days, ...all } of capacity.platforms) {
            expect(days.reduce((sum, { hours }) => sum + hours, 0)).toBe(
              all.hours,
            );
            for (const { usedOfAllocatable: share } of [...days, all]) {
              expect(share.value ?? 0).toBeGreaterThanOrEqual(0);
              expect((share.value === null) !== (share.missing === null)).toBe(
                true,
              );
            }
          }
        },
      ),
    );
  });
});
