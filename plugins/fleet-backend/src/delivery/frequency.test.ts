import {
  DAY_MS,
  instant,
  type Instant,
} from '@landfall/backstage-plugin-fleet-common';
import * as fc from 'fast-check';
import { DateTime } from 'luxon';
import { dayIndex, makeCalendar } from './calendar';
import { frequency, weeks, type CountableDeployment } from './frequency';

// A Wednesday.
const now = instant(Date.UTC(2026, 10, 18, 12));
const utc = makeCalendar({ now, zone: 'UTC' });
const daysAgo = (days: number, hours = 0) =>
  instant(now - days * DAY_MS + hours * 3_600_000);
const success = (countedAt: Instant): CountableDeployment => ({
  countedAt,
  counted: true,
  outcome: 'succeeded',
  failing: false,
});
const longAgo = daysAgo(400);

describe('deployment frequency', () => {
  it('is about today and the n − 1 days before', () => {
    const deployments = [6, 7].map(days => success(daysAgo(days)));
    expect(
      frequency(
        { deployments, observedSince: longAgo },
        { calendar: utc, windowDays: 7 },
      ),
    ).toMatchObject({ deployments: 1, perWeek: 1, previousPerWeek: 1 });
  });

  it('counts only counted successful deployments', () => {
    const deployments = [
      success(now),
      { ...success(now), counted: false },
      { ...success(now), outcome: 'failed' as const, failing: true },
      { ...success(now), outcome: 'in_progress' as const },
    ];
    expect(
      frequency(
        { deployments, observedSince: longAgo },
        { calendar: utc, windowDays: 30 },
      ).deployments,
    ).toBe(1);
  });

  it('is per week of the days that were observed', () => {
    const history = {
      deployments: [
        success(daysAgo(1)),
        success(daysAgo(2)),
        success(daysAgo(20)),
      ],
      observedSince: daysAgo(13),
    };
    expect(frequency(history, { calendar: utc, windowDays: 30 })).toMatchObject(
      {
        deployments: 3,
        perWeek: 1,
        previousPerWeek: null,
        observedSince: '2026-11-05',
      },
    );
  });

  it.each([
    ['for some minutes', daysAgo(0, -0.3), null],
    ['since yesterday', daysAgo(1), null],
    ['since the beginning of today', daysAgo(0, -12), null],
    ['since the beginning of yesterday', daysAgo(1, -12), 3.5],
    ['since the day before yesterday', daysAgo(2), 7 / 3],
  ])(
    'is no rate before a full day was observed: %s',
    (_, observedSince, perWeek) => {
      const history = { deployments: [success(now)], observedSince };
      for (const windowDays of [7, 30, 90] as const) {
        const found = frequency(history, { calendar: utc, windowDays });
        expect(found.deployments).toBe(1);
        expect(found.perWeek).toBe(perWeek);
      }
    },
  );

  it('is nothing that was seen as zero where nobody looked', () => {
    expect(
      frequency(
        { deployments: [], observedSince: null },
        { calendar: utc, windowDays: 30 },
      ),
    ).toEqual({
      windowDays: 30,
      deployments: 0,
      perWeek: null,
      previousPerWeek: null,
      medianDaysPerWeek: null,
      medianGapSeconds: null,
      observedSince: null,
    });
  });

  it('has a median of distinct days over full weeks in which zero weeks count', () => {
    // Full weeks of the window begin on 26 Oct, 2 Nov and 9 Nov; two of three have no deployment.
    const history = {
      deployments: [
        success(daysAgo(8)),
        success(daysAgo(8, 1)),
        success(daysAgo(7)),
      ],
      observedSince: longAgo,
    };
    expect(
      frequency(history, { calendar: utc, windowDays: 30 }).medianDaysPerWeek,
    ).toBe(0);
    expect(
      frequency(
        { ...history, observedSince: instant(Date.UTC(2026, 10, 9)) },
        { calendar: utc, windowDays: 30 },
      ).medianDaysPerWeek,
    ).toBe(2);
  });

  it('has no median of weeks without a full one', () => {
    expect(
      frequency(
        { deployments: [], observedSince: longAgo },
        { calendar: utc, windowDays: 7 },
      ).medianDaysPerWeek,
    ).toBeNull();
  });

  it('has the median gap between deployments of the window', () => {
    const deployments = [0, 1, 4].map(days => success(daysAgo(days)));
    expect(
      frequency(
        { deployments, observedSince: longAgo },
        { calendar: utc, windowDays: 7 },
      ).medianGapSeconds,
    ).toBe(2 * 86_400);
  });
});

describe('weeks', () => {
  it('are 13 full ones and the running one, from Monday', () => {
    const list = weeks({ deployments: [], observedSince: longAgo }, utc);
    expect(list).toHaveLength(14);
    expect(list.at(-1)).toMatchObject({
      weekStart: '2026-11-16',
      running: true,
    });
    expect(list.filter(week => week.running)).toHaveLength(1);
  });

  it('are none where nobody looked', () => {
    expect(weeks({ deployments: [], observedSince: null }, utc)).toEqual([]);
  });

  it('begin with that of the first observation', () => {
    const list = weeks({ deployments: [], observedSince: daysAgo(10) }, utc);
    expect(list.map(week => week.weekStart)).toEqual([
      '2026-11-02',
      '2026-11-09',
      '2026-11-16',
    ]);
  });

  it('count failures, and those beyond their deadline meanwhile', () => {
    const list = weeks(
      {
        deployments: [
          { ...success(now), outcome: 'failed', failing: true },
          { ...success(now), outcome: 'in_progress', failing: true },
          { ...success(now), outcome: 'failed', failing: true, counted: false },
        ],
        observedSince: now,
      },
      utc,
    );
    expect(list).toMatchObject([{ deployments: 0, days: 0, failed: 2 }]);
  });
});

describe('the calendar', () => {
  it.each(['UTC', 'Europe/Stockholm', 'America/New_York', 'Pacific/Apia'])(
    'puts every instant into its day in %s, over changes of the clock',
    zone => {
      fc.assert(
        fc.property(
          fc.integer({ min: Date.UTC(2025, 0), max: Date.UTC(2027, 0) }),
          fc.integer({ min: 0, max: 180 * DAY_MS }),
          (ms, before) => {
            const calendar = makeCalendar({ now: instant(ms), zone });
            const at = instant(ms - before);
            expect(calendar.days[dayIndex(calendar, at)]).toBe(
              DateTime.fromMillis(at, { zone }).toISODate(),
            );
          },
        ),
      );
    },
  );

  it('has Mondays as starts of weeks, also in the week when the clock changes', () => {
    const calendar = makeCalendar({
      now: instant(Date.UTC(2026, 9, 28, 12)),
      zone: 'Europe/Stockholm',
    });
    // The week of 19 October has 169 hours.
    const monday = calendar.runningMonday - 7;
    expect(calendar.days[monday]).toBe('2026-10-19');
    expect(calendar.starts[monday + 7] - calendar.starts[monday]).toBe(
      169 * 3_600_000,
    );
  });

  it('is the same of any length, as far as it reaches, and holds the longest window twice', () => {
    const zone = 'Europe/Stockholm';
    const long = makeCalendar({ now, zone, windows: [14, 180] });
    const usual = makeCalendar({ now, zone, windows: [7] });
    expect(long.days).toHaveLength(2 * 180 + 7);
    expect(usual.days).toHaveLength(2 * 90 + 7);
    expect(long.days.slice(-187)).toEqual(usual.days);
    expect(long.starts.slice(-187)).toEqual(usual.starts);
    expect(long.days[long.runningMonday]).toBe('2026-11-16');
    expect(usual.days[usual.runningMonday]).toBe('2026-11-16');
    expect(makeCalendar({ now, zone, windows: [180] })).toEqual(long);
  });

  it('knows when today ends', () => {
    expect(utc.ends).toBe(Date.UTC(2026, 10, 19));
  });

  it('refuses what is no zone', () => {
    expect(() => makeCalendar({ now, zone: 'Mars/Olympus' })).toThrow(
      'Not a time zone',
    );
  });
});

describe('numbers add up', () => {
  it('over weeks and windows, in any zone, none negative', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 89 * DAY_MS }), { maxLength: 40 }),
        fc.constantFrom('UTC', 'Europe/Stockholm', 'America/New_York'),
        (ages, zone) => {
          const calendar = makeCalendar({ now, zone });
          const history = {
            deployments: ages.map(age => success(instant(now - age))),
            observedSince: longAgo,
          };
          const all = weeks(history, calendar);
          const window = frequency(history, { calendar, windowDays: 90 });
          const inWeeks = all.reduce((sum, week) => sum + week.deployments, 0);
          expect(window.deployments).toBeLessThanOrEqual(inWeeks);
          expect(inWeeks).toBe(
            history.deployments.filter(
              one =>
                dayIndex(calendar, one.countedAt) >=
                calendar.runningMonday - 91,
            ).length,
          );
          expect(window.medianGapSeconds ?? 0).toBeGreaterThanOrEqual(0);
          for (const week of all) {
            expect(week.days).toBeLessThanOrEqual(week.deployments);
          }
        },
      ),
    );
  });
});
