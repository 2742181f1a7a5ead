import { instant } from '@landfall/backstage-plugin-fleet-common';
import * as fc from 'fast-check';
import { DateTime } from 'luxon';
import { joinIncidents } from './incidents';
import {
  estimatedHours,
  LOAD_KINDS,
  operationalLoad,
  type LoadFacts,
} from './operationalLoad';
import { incident, minute, MINUTE, NOON } from './testing';
import type { DisruptionFact, OperationFact } from './types';
import { defaultWorkingHours, hoursOf } from './workingHours';

const stockholm = defaultWorkingHours('Europe/Stockholm');
const at = (iso: string, zone = 'Europe/Stockholm') =>
  instant(DateTime.fromISO(iso, { zone }).toMillis());
const load = (facts: Partial<LoadFacts>, hours = stockholm) => {
  const moments = operationalLoad(
    {
      pages: [],
      tickets: [],
      incidents: [],
      disruptions: [],
      operations: [],
      rollouts: [],
      ...facts,
    },
    hours,
  );
  return Object.fromEntries(
    LOAD_KINDS.map(kind => [
      kind,
      moments[kind].reduce((sum, one) => sum + one.count, 0),
    ]),
  );
};
const page = (iso: string) => ({
  id: iso,
  at: at(iso),
  urgency: 'high' as const,
});

describe('a page', () => {
  it.each([
    // A Wednesday.
    ['2026-11-18T12:00', false, false],
    ['2026-11-18T09:00', false, false],
    ['2026-11-18T08:59', true, false],
    ['2026-11-18T17:00', true, false],
    ['2026-11-18T21:59', true, false],
    ['2026-11-18T22:00', true, true],
    ['2026-11-18T05:59', true, true],
    ['2026-11-18T06:00', true, false],
    // A Saturday.
    ['2026-11-21T12:00', true, false],
  ])('at %s is out of hours: %s, at night: %s', (when, outOfHours, atNight) => {
    expect(load({ pages: [page(when)] })).toMatchObject({
      pages: 1,
      pages_out_of_hours: outOfHours ? 1 : 0,
      pages_at_night: atNight ? 1 : 0,
    });
  });

  it('is judged by the clock of the team, which changes twice a year', () => {
    // 9 in Stockholm is 8 UTC in winter and 7 UTC in summer.
    const kind = hoursOf(stockholm);
    const utc = (iso: string) => kind(at(iso, 'UTC')).outOfHours;
    expect(utc('2026-03-27T07:30')).toBe(true);
    expect(utc('2026-03-30T07:30')).toBe(false);
    expect(utc('2026-10-23T07:30')).toBe(false);
    expect(utc('2026-10-26T07:30')).toBe(true);
  });

  it('is out of hours on a holiday', () => {
    const hours = { ...stockholm, holidays: ['2026-11-18'] };
    expect(load({ pages: [page('2026-11-18T12:00')] }, hours)).toMatchObject({
      pages_out_of_hours: 1,
      pages_at_night: 0,
    });
  });

  it('has no hours in a zone that is none', () => {
    expect(() => hoursOf(defaultWorkingHours('Mars/Olympus'))).toThrow(
      'Not a time zone',
    );
  });
});

describe('a shift of 12 hours', () => {
  const incidents = (...times: string[]) =>
    joinIncidents(
      times.map((iso, i) =>
        incident({ id: `i${i}`, key: `${i}`, openedAt: at(iso) }),
      ),
      { now: minute(100_000) },
    ).incidents;

  it('is flagged above 2 incidents', () => {
    const two = incidents('2026-11-18T08:00', '2026-11-18T19:59');
    const three = incidents(
      '2026-11-18T08:00',
      '2026-11-18T12:00',
      '2026-11-18T19:59',
    );
    expect(load({ incidents: two }).busy_shifts).toBe(0);
    expect(load({ incidents: three }).busy_shifts).toBe(1);
    const [first, ...others] = three;
    expect(
      load({ incidents: [{ ...first, own: false }, ...others] }).busy_shifts,
    ).toBe(0);
  });

  it('goes over midnight', () => {
    expect(
      load({
        incidents: incidents(
          '2026-11-18T20:00',
          '2026-11-19T00:30',
          '2026-11-19T07:59',
        ),
      }).busy_shifts,
    ).toBe(1);
    expect(
      load({
        incidents: incidents(
          '2026-11-18T19:59',
          '2026-11-18T20:00',
          '2026-11-19T08:00',
        ),
      }).busy_shifts,
    ).toBe(0);
  });
});

describe('disruptions', () => {
  const hour = (
    start: number,
    given: Partial<DisruptionFact> = {},
  ): DisruptionFact => ({
    id: `x${start}`,
    target: 'eu',
    at: minute(start),
    endedAt: minute(start + 60),
    disruption: 'restart',
    count: 3,
    ...given,
  });
  const rollout = (start: number, end: number | null, target = 'eu') => ({
    target,
    at: minute(start),
    finishedAt: end === null ? null : minute(end),
    ended: end !== null,
  });

  it('are restarts outside rollouts of their target', () => {
    const disruptions = [hour(0), hour(60), hour(180), hour(300)];
    expect(load({ disruptions }).restarts).toBe(12);
    expect(load({ disruptions, rollouts: [rollout(110, 190)] }).restarts).toBe(
      6,
    );
    expect(
      load({ disruptions, rollouts: [rollout(110, 190, 'us')] }).restarts,
    ).toBe(12);
    expect(load({ disruptions, rollouts: [rollout(200, null)] }).restarts).toBe(
      6,
    );
  });

  it('are restarts after a rollout of whose end nobody knows when it was', () => {
    const lost = { ...rollout(70, null), ended: true };
    const disruptions = [hour(0), hour(60), hour(180), hour(300)];
    expect(load({ disruptions, rollouts: [lost] }).restarts).toBe(9);
  });

  it('are kills for lack of memory, and crash loops as episodes', () => {
    expect(
      load({
        disruptions: [
          hour(0, { disruption: 'out_of_memory' }),
          hour(60, { disruption: 'crash_loop', count: 40 }),
        ],
      }),
    ).toMatchObject({ out_of_memory: 3, crash_loops: 1, restarts: 0 });
  });

  it('are left out of restarts exactly where a rollout touches their hour', () => {
    const spans = fc.array(
      fc.record({
        start: fc.integer({ min: 0, max: 600 }),
        lasts: fc.option(fc.integer({ min: 0, max: 120 })),
      }),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 0, max: 10 }), { maxLength: 8 }),
        spans,
        (hours, list) => {
          const disruptions = hours.map(n => hour(60 * n, { count: 1 }));
          const rollouts = list.map(({ start, lasts }) =>
            rollout(start, lasts === null ? null : start + lasts),
          );
          const outside = hours.filter(n =>
            list.every(
              ({ start, lasts }) =>
                start > 60 * n + 60 ||
                (lasts !== null && start + lasts < 60 * n),
            ),
          );
          expect(load({ disruptions, rollouts }).restarts).toBe(outside.length);
        },
      ),
    );
  });
});

describe('manual operations', () => {
  const operation = (
    kind: OperationFact['operation'],
    actor: OperationFact['actor'] = 'person',
  ): OperationFact => ({
    id: kind + actor,
    target: 'eu',
    at: minute(0),
    operation: kind,
    actor,
  });

  it('are scaling, restart and edit by hand, and what people do to Helios jobs', () => {
    const kinds = [
      'scale',
      'restart',
      'edit',
      'create',
      'deploy',
      'undeploy',
    ] as const;
    expect(
      load({ operations: kinds.map(kind => operation(kind)) })
        .manual_operations,
    ).toBe(6);
  });

  it('are none of machines, and none of which nobody knows who', () => {
    expect(
      load({
        operations: [
          operation('scale', 'machine'),
          operation('scale', 'unknown'),
          operation('delete'),
        ],
      }).manual_operations,
    ).toBe(0);
  });
});

describe('the estimate in hours', () => {
  const counts = {
    pages: 4,
    pages_out_of_hours: 2,
    pages_at_night: 1,
    tickets: 3,
    busy_shifts: 0,
    restarts: 100,
    out_of_memory: 0,
    crash_loops: 0,
    manual_operations: 6,
  };
  it('is minutes per kind as configured', () => {
    expect(
      estimatedHours(counts, { pages: 30, tickets: 20, manual_operations: 10 }),
    ).toBe(4);
  });
  it('is none where nobody configured any', () => {
    expect(estimatedHours(counts, {})).toBeNull();
  });
});

describe('operational load', () => {
  it('counts no more pages at night or out of hours than pages, in any zone', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 60 * 24 * 365 }), { maxLength: 30 }),
        fc.constantFrom('Europe/Stockholm', 'America/New_York', 'Asia/Kolkata'),
        (minutes, zone) => {
          const counted = load(
            {
              pages: minutes.map((n, i) => ({
                id: `p${i}`,
                at: instant(NOON + n * MINUTE),
                urgency: 'high' as const,
              })),
            },
            defaultWorkingHours(zone),
          );
          expect(counted.pages).toBe(minutes.length);
          expect(counted.pages_out_of_hours).toBeLessThanOrEqual(counted.pages);
          expect(counted.pages_at_night).toBeLessThanOrEqual(
            counted.pages_out_of_hours,
          );
        },
      ),
    );
  });
});
