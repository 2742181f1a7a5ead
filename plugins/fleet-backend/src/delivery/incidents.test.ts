import * as fc from 'fast-check';
import { instant } from '@landfall/backstage-plugin-fleet-common';
import { detectedIncidents, nextDetected } from './detected';
import { joinIncidents } from './incidents';
import { incident, minute } from './testing';
import type { IncidentFact, OutageFact } from './types';

const now = minute(10_000);
const join = (...facts: IncidentFact[]) => joinIncidents(facts, { now });
const reportsOf = (...facts: IncidentFact[]) =>
  join(...facts).incidents.map(one => one.reports);

describe('an incident', () => {
  it('is reported by one tool, and open until it is resolved', () => {
    expect(join(incident()).incidents).toMatchObject([
      { id: 'i0', openedAt: minute(0), resolvedAt: null, series: 'reported' },
    ]);
  });

  it('that two tools report is one: opened with the first, resolved with the last', () => {
    const alert = incident({
      minute: 0,
      teller: 'alertmanager',
      aliases: ['fingerprint'],
      resolvedAt: minute(20),
    });
    const call = incident({
      minute: 2,
      aliases: ['fingerprint'],
      acknowledgedAt: minute(5),
      resolvedAt: minute(30),
    });
    expect(join(call, alert).incidents).toMatchObject([
      {
        id: 'i0',
        reports: ['i0', 'i2'],
        openedAt: minute(0),
        acknowledgedAt: minute(5),
        resolvedAt: minute(30),
      },
    ]);
  });

  it('is open while one of two tools says so', () => {
    const names = { aliases: ['fingerprint'] };
    expect(
      join(
        incident({ minute: 0, ...names, resolvedAt: minute(20) }),
        incident({ minute: 2, ...names }),
      ).incidents,
    ).toMatchObject([{ resolvedAt: null }]);
  });

  it('is known by the key or the link that another tool names', () => {
    const one = incident({
      minute: 0,
      key: 'KEY',
      link: 'https://x.example/1',
    });
    const byKey = incident({ minute: 1, aliases: ['KEY'] });
    const byLink = incident({ minute: 2, aliases: ['https://x.example/1'] });
    expect(reportsOf(one, byKey, byLink)).toEqual([['i0', 'i1', 'i2']]);
  });

  it('is not the same for having the same key in another tool', () => {
    expect(
      reportsOf(
        incident({ minute: 0, key: '1', teller: 'github' }),
        incident({ minute: 1, key: '1' }),
      ),
    ).toEqual([['i0'], ['i1']]);
  });

  it('is another one when the same alert fires again later', () => {
    const alert = { aliases: ['fingerprint'] };
    expect(
      reportsOf(
        incident({ minute: 0, ...alert, resolvedAt: minute(10) }),
        incident({ minute: 14, ...alert, resolvedAt: minute(20) }),
        incident({ minute: 25, ...alert }),
      ),
    ).toEqual([['i0', 'i14'], ['i25']]);
  });

  it('that was opened again is open since it was first opened, however often', () => {
    const first = incident({ aliases: ['x'], resolvedAt: minute(10) });
    const again = incident({ minute: 12, aliases: ['x'] });
    expect(join(first, again).incidents).toMatchObject([
      { openedAt: minute(0), resolvedAt: null },
    ]);
    expect(join({ ...first, resolvedAt: null }).incidents).toMatchObject([
      { openedAt: minute(0), resolvedAt: null },
    ]);
  });

  it('that was merged into another ends with that', () => {
    const merged = incident({
      minute: 0,
      mergedInto: 'P5',
      resolvedAt: minute(6),
    });
    const into = incident({ minute: 5, resolvedAt: minute(50) });
    expect(join(merged, into).incidents).toMatchObject([
      { id: 'i5', openedAt: minute(0), resolvedAt: minute(50) },
    ]);
  });

  it('that was merged into one of another service stands alone', () => {
    expect(
      join(incident({ mergedInto: 'elsewhere', resolvedAt: minute(6) }))
        .incidents,
    ).toMatchObject([{ resolvedAt: minute(6) }]);
  });

  it('of another service says nothing of what it is called, nor of what is wrong with it', () => {
    const aliases = ['fp'];
    const others = incident({
      minute: 0,
      own: false,
      aliases,
      title: 'Secret',
    });
    const own = incident({ minute: 2, aliases, title: 'Carts are empty' });
    expect(join(others, own).incidents).toMatchObject([
      { id: 'i2', openedAt: minute(0), title: 'Carts are empty', own: true },
    ]);
    expect(
      join(incident({ own: false, resolvedAt: minute(-1) })),
    ).toMatchObject({ incidents: [], quality: [] });
  });

  it.each([
    ['time_before_the_epoch', { openedAt: minute(-40_000_000) }],
    ['time_in_the_future', { openedAt: minute(10_001) }],
    ['incident_ends_before_it_begins', { resolvedAt: minute(-1) }],
  ])('that cannot be true is left out and listed: %s', (kind, given) => {
    expect(join(incident(given))).toMatchObject({
      incidents: [],
      quality: [{ kind, what: 'i0' }],
    });
  });

  it('stands once, in whatever order things are told, and lasts no negative time', () => {
    const reports = fc
      .array(
        fc.record({
          minute: fc.integer({ min: 0, max: 60 }),
          lasts: fc.option(fc.integer({ min: 0, max: 30 })),
          alias: fc.constantFrom('x', 'y', null),
          mergedInto: fc.constantFrom('K0', 'K1', null),
        }),
        { maxLength: 8 },
      )
      .map(list =>
        list.map(({ lasts, alias, ...rest }, i) =>
          incident({
            ...rest,
            id: `i${i}`,
            key: `K${i}`,
            resolvedAt: lasts === null ? null : minute(rest.minute + lasts),
            aliases: alias === null ? [] : [alias],
          }),
        ),
      );
    fc.assert(
      fc.property(reports, list => {
        const { incidents } = join(...list);
        expect(join(...[...list].reverse()).incidents).toEqual(incidents);
        expect(incidents.flatMap(one => one.reports).sort()).toEqual(
          list.map(one => one.id).sort(),
        );
        for (const one of incidents) {
          expect((one.resolvedAt ?? now) - one.openedAt).toBeGreaterThanOrEqual(
            0,
          );
        }
      }),
    );
  });
});

const outage = (
  start: number,
  end: number | null,
  target = 'eu',
): OutageFact => ({
  id: `o${start}${target}`,
  target,
  at: minute(start),
  endedAt: end === null ? null : minute(end),
  link: null,
});
const detected = (...outages: OutageFact[]) =>
  detectedIncidents(outages, { now }).map(one => [
    one.openedAt,
    one.resolvedAt,
  ]);

describe('an outage that the cluster detected', () => {
  it('is its own series', () => {
    expect(detectedIncidents([outage(0, 5)], { now })[0]).toMatchObject({
      series: 'detected',
      reports: ['o0eu'],
    });
  });

  it('lasts 60 s or more', () => {
    expect(detected(outage(0, 1), outage(100, 100.99))).toEqual([
      [minute(0), minute(1)],
    ]);
  });

  it('goes on over a gap of less than 5 min', () => {
    expect(detected(outage(0, 2), outage(6.9, 9), outage(14, 16))).toEqual([
      [minute(0), minute(9)],
      [minute(14), minute(16)],
    ]);
  });

  it('is one outage where a target comes and goes, however short each time is', () => {
    expect(
      detected(
        outage(0, 0.8),
        outage(1, 1.8),
        outage(2, 2.8),
        outage(20, 20.8),
      ),
    ).toEqual([[minute(0), minute(2.8)]]);
  });

  it('is none where a target was away for less than 60 s in all, whatever lies between', () => {
    expect(detected(outage(0, 0.3), outage(4, 4.3))).toEqual([]);
  });

  it('counts what overlaps once', () => {
    expect(
      detected({ ...outage(0, 0.8), id: 'a' }, { ...outage(0, 0.8), id: 'b' }),
    ).toEqual([]);
  });

  it('is another one on another target', () => {
    expect(detected(outage(0, 2), outage(1, 3, 'us'))).toHaveLength(2);
  });

  it('is open while it goes on', () => {
    expect(detected(outage(0, null))).toEqual([[minute(0), null]]);
  });

  it('is one as soon as it has lasted 60 s, those that are merged together', () => {
    const due = (...outages: OutageFact[]) => nextDetected(outages, { now });
    expect(due(outage(0, 5))).toBeNull();
    expect(due(outage(0, null))).toBeNull();
    const lately = {
      ...outage(0, null),
      at: instant(now - 20_000),
    };
    expect(due(lately)).toBe(now + 40_000);
    const before = {
      ...{ ...lately, id: 'before' },
      ...{ at: instant(now - 60_000), endedAt: instant(now - 45_000) },
    };
    expect(due(before, lately)).toBe(now + 25_000);
  });

  it('is told in whatever order, apart from others by 5 min, none negative', () => {
    const outages = fc
      .array(
        fc.record({
          start: fc.integer({ min: 0, max: 60 }),
          lasts: fc.integer({ min: 0, max: 20 }),
        }),
        { maxLength: 8 },
      )
      .map(list =>
        list.map(({ start, lasts }, i) => ({
          ...outage(start, start + lasts),
          id: `o${i}`,
        })),
      );
    fc.assert(
      fc.property(outages, list => {
        const spans = detected(...list);
        expect(detected(...[...list].reverse())).toEqual(spans);
        spans.forEach(([from, to], i) => {
          expect((to ?? 0) - (from ?? 0)).toBeGreaterThanOrEqual(60_000);
          const next = spans[i + 1]?.[0] ?? Infinity;
          expect(next - (to ?? 0)).toBeGreaterThanOrEqual(300_000);
        });
      }),
    );
  });
});
