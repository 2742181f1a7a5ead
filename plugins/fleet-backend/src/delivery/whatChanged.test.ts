import {
  DAY_MS,
  instant,
  type RolloutClass,
} from '@landfall/backstage-plugin-fleet-common';
import * as fc from 'fast-check';
import { makeCalendar } from './calendar';
import {
  metricSeries,
  type CountedDelivery,
  type CountedFact,
  type SeriesSources,
  type TimedIncident,
} from './metricItems';
import { metricsOf, type ObservedSince } from './metrics';
import { LOAD_KINDS, type LoadKind, type LoadMoment } from './operationalLoad';
import type { MetricName } from './types';
import { MAX_PARTS, whatChanged } from './whatChanged';

// A Wednesday.
const now = instant(Date.UTC(2026, 10, 18, 12));
const calendar = makeCalendar({ now, zone: 'UTC' });
const daysAgo = (days: number) => instant(Math.round(now - days * DAY_MS));
const HOUR = 3_600;
const DAY = 24 * HOUR;

function observedSince(days: number): ObservedSince {
  const at = daysAgo(days);
  return {
    deployments: at,
    commits: at,
    incidents: at,
    pages: at,
    tickets: at,
    outages: at,
    operations: at,
    disruptions: at,
  };
}

interface Given {
  id: string;
  daysAgo: number;
  class?: RolloutClass;
  leadSeconds?: number[];
  failed?: boolean;
  rework?: boolean;
  /** Null: it is still open. */
  recoverySeconds?: number | null;
}

function fact({
  id,
  daysAgo: days,
  class: kind = 'release',
}: Given): CountedFact {
  return {
    id,
    class: kind,
    counted: true,
    outcome: 'succeeded',
    countedAt: daysAgo(days),
  };
}

function delivery(given: Given): CountedDelivery {
  const { id, leadSeconds = [], failed = false, rework = false } = given;
  const { recoverySeconds } = given;
  const startedAt = daysAgo(given.daysAgo);
  return {
    id,
    commits: leadSeconds.map(seconds => ({ seconds })),
    failedBy:
      failed || recoverySeconds !== undefined ? [{ rule: 'rollout' }] : [],
    rework: rework ? ['hotfix'] : [],
    recovery:
      recoverySeconds === undefined
        ? null
        : {
            startedAt,
            seconds: recoverySeconds,
            restoredAt:
              recoverySeconds === null
                ? null
                : instant(startedAt + recoverySeconds * 1000),
          },
  };
}

function sourcesOf(
  deployments: readonly Given[],
  given: {
    reported?: TimedIncident[];
    load?: Partial<Record<LoadKind, LoadMoment[]>>;
    minutes?: SeriesSources['minutes'];
  } = {},
): SeriesSources {
  const load = Object.fromEntries(
    LOAD_KINDS.map(kind => [kind, given.load?.[kind] ?? []]),
  ) as Record<LoadKind, LoadMoment[]>;
  return {
    deployments: deployments.map(fact),
    delivery: deployments.map(delivery),
    reported: given.reported ?? [],
    detected: [],
    load,
    minutes: given.minutes ?? {},
    now,
  };
}

function explain(
  name: MetricName,
  sources: SeriesSources,
  options: { windowDays?: number; observed?: number } = {},
) {
  const series = metricSeries(sources, { failRateWithRollbacks: false });
  const one = series.find(({ metric }) => metric === name);
  if (!one) throw new Error(`No metric ${name}`);
  return whatChanged(one, {
    calendar,
    windowDays: options.windowDays ?? 30,
    since: observedSince(options.observed ?? 400),
  });
}

const incident = (
  id: string,
  days: number,
  seconds: number | null,
): TimedIncident => ({
  id,
  own: true,
  openedAt: daysAgo(days),
  acknowledgedAt: null,
  resolvedAt: seconds === null ? null : instant(daysAgo(days) + seconds * 1000),
});

describe('of a median', () => {
  const before: Given[] = [
    { id: 'old1', daysAgo: 40, leadSeconds: [4 * HOUR, 5 * HOUR] },
    { id: 'old2', daysAgo: 41, leadSeconds: [5 * HOUR, 6 * HOUR] },
  ];

  it('names the deployments without which it would be farthest from where it is', () => {
    const answer = explain(
      'lead_time',
      sourcesOf([
        ...before,
        { id: 'slow', daysAgo: 3, leadSeconds: [3 * DAY, 3 * DAY, 4 * DAY] },
        { id: 'usual1', daysAgo: 4, leadSeconds: [4 * HOUR] },
        { id: 'usual2', daysAgo: 5, leadSeconds: [6 * HOUR] },
      ]),
    );
    expect(answer).toMatchObject({
      value: 3 * DAY,
      n: 5,
      previous: 5 * HOUR,
      previousN: 4,
      unexplained: null,
      how: 'left_out',
      // Of the usual ones only.
      without: 5 * HOUR,
    });
    expect(answer.parts[0]).toEqual({
      of: { kind: 'deployment', id: 'slow' },
      n: 3,
      previousN: 0,
      value: 3 * DAY,
      previous: null,
      influence: 3 * DAY - 5 * HOUR,
    });
  });

  it('says of the window before what left with it', () => {
    const answer = explain(
      'lead_time',
      sourcesOf([
        { id: 'slow', daysAgo: 40, leadSeconds: [9 * DAY, 9 * DAY, 9 * DAY] },
        { id: 'quick', daysAgo: 41, leadSeconds: [HOUR, HOUR] },
        { id: 'new', daysAgo: 2, leadSeconds: [HOUR, HOUR, HOUR] },
      ]),
    );
    expect(answer.parts[0]).toMatchObject({
      of: { kind: 'deployment', id: 'slow' },
      previous: 9 * DAY,
      value: null,
      influence: -(9 * DAY - HOUR),
    });
    expect(answer.without).toBeNull();
  });

  it('leaves out incidents, those that go on as such', () => {
    const answer = explain(
      'time_to_resolution',
      sourcesOf([], {
        reported: [
          incident('a', 40, 60),
          incident('b', 41, 60),
          incident('c', 42, 60),
          incident('long', 10, null),
          incident('d', 5, 300),
          incident('e', 6, 200),
          incident('f', 7, 100),
        ],
      }),
    );
    expect(answer).toMatchObject({ value: 250, previous: 60, n: 4 });
    expect(
      answer.parts.map(({ of, influence }) => [
        'id' in of ? of.id : '',
        influence,
      ]),
    ).toEqual([
      ['long', 50],
      ['d', 50],
      ['e', -50],
      ['f', -50],
    ]);
  });

  it('explains nothing by fewer than three on a side', () => {
    expect(
      explain(
        'lead_time',
        sourcesOf([
          ...before,
          { id: 'a', daysAgo: 1, leadSeconds: [HOUR] },
          { id: 'b', daysAgo: 2, leadSeconds: [HOUR] },
        ]),
      ),
    ).toMatchObject({ unexplained: 'too_few', parts: [], value: HOUR });
  });
});

describe('of what adds up', () => {
  it('says of which class more or fewer deployments there were', () => {
    const answer = explain(
      'deployment_frequency',
      sourcesOf([
        { id: 'a', daysAgo: 1 },
        { id: 'b', daysAgo: 2 },
        { id: 'c', daysAgo: 3, class: 'config' },
        { id: 'd', daysAgo: 4 },
        { id: 'e', daysAgo: 40 },
        { id: 'f', daysAgo: 41, class: 'config' },
        { id: 'g', daysAgo: 42, class: 'rollback' },
      ]),
    );
    expect(answer.how).toBe('adds_up');
    expect(
      answer.parts.map(({ of, n, previousN }) => ({ ...of, n, previousN })),
    ).toEqual([
      { kind: 'class', class: 'release', n: 3, previousN: 1 },
      { kind: 'class', class: 'rollback', n: 0, previousN: 1 },
    ]);
    expect(answer.parts[0].influence).toBeCloseTo((2 * 7) / 30);
  });

  it('says which failed deployments came into a share and which left it', () => {
    const answer = explain(
      'change_fail_rate',
      sourcesOf([
        { id: 'bad', daysAgo: 1, failed: true },
        { id: 'good', daysAgo: 2 },
        { id: 'worse', daysAgo: 3, failed: true },
        { id: 'good2', daysAgo: 4 },
        { id: 'old', daysAgo: 40, failed: true },
        ...[41, 42, 43, 44].map(days => ({ id: `o${days}`, daysAgo: days })),
      ]),
    );
    expect(answer).toMatchObject({ value: 0.5, previous: 0.2, n: 4 });
    expect(
      answer.parts.map(({ of, influence }) => [
        'id' in of ? of.id : '',
        influence,
      ]),
    ).toEqual([
      ['bad', 0.25],
      ['worse', 0.25],
      ['old', -0.2],
    ]);
  });

  it('says on which days load came, and in hours by which kind', () => {
    const sources = sourcesOf([], {
      load: {
        pages: [
          { at: daysAgo(2), count: 3 },
          { at: daysAgo(9), count: 1 },
          { at: daysAgo(40), count: 2 },
        ],
        tickets: [{ at: daysAgo(45), count: 4 }],
      },
      minutes: { pages: 30, tickets: 60 },
    });
    expect(explain('pages', sources).parts).toMatchObject([
      { of: { kind: 'day', day: '2026-11-16' }, influence: 3 },
      { of: { kind: 'day', day: '2026-10-09' }, influence: -2 },
      { of: { kind: 'day', day: '2026-11-09' }, influence: 1 },
    ]);
    expect(explain('load_hours', sources).parts).toMatchObject([
      { of: { kind: 'load', load: 'tickets' }, influence: -4 },
      { of: { kind: 'load', load: 'pages' }, influence: 1 },
    ]);
  });
});

it.each([
  ['missing', 'lead_time', 400, [{ id: 'a', daysAgo: 1 }]],
  ['no_previous', 'deployment_frequency', 40, [{ id: 'a', daysAgo: 1 }]],
  ['no_previous', 'change_fail_rate', 400, [{ id: 'a', daysAgo: 1 }]],
  [
    'same',
    'deployment_frequency',
    400,
    [
      { id: 'a', daysAgo: 1 },
      { id: 'b', daysAgo: 40 },
    ],
  ],
] as const)(
  'says that there is nothing to tell: %s',
  (why, name, observed, given) => {
    expect(explain(name, sourcesOf(given), { observed })).toMatchObject({
      unexplained: why,
      parts: [],
      rest: { parts: 0 },
    });
  },
);

it('gives up where there is too much to leave out one by one', () => {
  const many = Array.from(
    { length: 2_000 },
    (_, i): Given => ({
      id: `d${i}`,
      daysAgo: 1 + (i % 50),
      leadSeconds: [i, i],
    }),
  );
  expect(explain('lead_time', sourcesOf(many))).toMatchObject({
    unexplained: 'too_many',
    parts: [],
  });
});

describe('whatever happened', () => {
  // Whole hours: numbers with fractions are drawn near nought, which leaves the window before empty.
  const age = fc.integer({ min: 0, max: 70 * 24 }).map(hours => hours / 24);
  const given = fc
    .array(
      fc.record({
        daysAgo: age,
        class: fc.constantFrom<RolloutClass>('release', 'config', 'rollback'),
        leadSeconds: fc.array(fc.integer({ min: 0, max: 9 * DAY }), {
          maxLength: 4,
        }),
        failed: fc.boolean(),
        rework: fc.boolean(),
        recoverySeconds: fc.option(fc.integer({ min: 0, max: DAY }), {
          nil: undefined,
        }),
      }),
      // Often so many that both windows have some.
      { maxLength: 40, size: 'max' },
    )
    .map(list => list.map((one, i): Given => ({ ...one, id: `d${i}` })));
  const load = fc.record(
    Object.fromEntries(
      LOAD_KINDS.map(kind => [
        kind,
        fc.array(
          fc.record({
            at: age.map(daysAgo),
            count: fc.integer({ min: 1, max: 9 }),
          }),
          { maxLength: 20 },
        ),
      ]),
    ),
  );
  const windows = fc.constantFrom(7, 30);
  const minutes = { pages: 30, restarts: 5 };
  const everything = fc
    .tuple(given, load)
    .map(([deployments, moments]) =>
      sourcesOf(deployments, { load: moments, minutes }),
    );
  const names: MetricName[] = [
    'lead_time',
    'deployment_frequency',
    'change_fail_rate',
    'recovery_time',
    'rework_rate',
    'pages',
    'restarts',
    'load_hours',
  ];

  it.each(names)('%s is explained from the number that is shown', name => {
    fc.assert(
      fc.property(everything, windows, (sources, windowDays) => {
        const answer = explain(name, sources, { windowDays });
        const shown = metricsOf(
          metricSeries(sources, { failRateWithRollbacks: false }),
          { calendar, windowDays, since: observedSince(400) },
        ).find(({ metric }) => metric === name);
        expect(answer).toMatchObject({
          value: shown?.value,
          n: shown?.n,
          previous: shown?.previous,
          previousN: shown?.previousN,
        });
        expect(answer.parts.length).toBeLessThanOrEqual(MAX_PARTS);
      }),
    );
  });

  it.each(
    names.filter(name => name !== 'lead_time' && name !== 'recovery_time'),
  )('the parts of %s together are the difference', name => {
    fc.assert(
      fc.property(everything, windows, (sources, windowDays) => {
        const answer = explain(name, sources, { windowDays });
        fc.pre(answer.unexplained === null);
        const sum = answer.parts.reduce((all, one) => all + one.influence, 0);
        expect(sum + (answer.rest.influence ?? NaN)).toBeCloseTo(
          (answer.value ?? NaN) - (answer.previous ?? NaN),
          9,
        );
      }),
    );
  });

  it.each(['lead_time', 'recovery_time'] as const)(
    'of %s each influence is what leaving that deployment out makes of the difference',
    name => {
      fc.assert(
        fc.property(given, windows, (deployments, windowDays) => {
          const answer = explain(name, sourcesOf(deployments), { windowDays });
          for (const { of, influence, n } of answer.parts) {
            const left = deployments.filter(
              one => !('id' in of) || one.id !== of.id,
            );
            const without = explain(name, sourcesOf(left), { windowDays });
            const moved =
              n > 0
                ? (answer.value ?? 0) - (without.value ?? NaN)
                : (without.previous ?? NaN) - (answer.previous ?? 0);
            expect(influence).toBeCloseTo(moved, 6);
          }
        }),
      );
    },
  );

  it.each(names)('%s is told alike in whichever order it is learnt', name => {
    fc.assert(
      fc.property(
        given.chain(list =>
          fc.tuple(
            fc.constant(list),
            fc.shuffledSubarray(list, { minLength: list.length }),
          ),
        ),
        ([list, shuffled]) => {
          expect(explain(name, sourcesOf(shuffled))).toEqual(
            explain(name, sourcesOf(list)),
          );
        },
      ),
    );
  });
});
