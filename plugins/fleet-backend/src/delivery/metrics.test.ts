import {
  DAY_MS,
  instant,
  type WindowDays,
} from '@landfall/backstage-plugin-fleet-common';
import * as fc from 'fast-check';
import { makeCalendar } from './calendar';
import { joinIncidents } from './incidents';
import { metricSeries, type SeriesSources } from './metricItems';
import { metricsOf, metricWeeks, type ObservedSince } from './metrics';
import { LOAD_KINDS, type LoadKind, type LoadMoment } from './operationalLoad';
import { deployment, incident } from './testing';
import type {
  DeploymentDelivery,
  DeploymentFact,
  MetricName,
  Recovery,
} from './types';

// A Wednesday.
const now = instant(Date.UTC(2026, 10, 18, 12));
const calendar = makeCalendar({ now, zone: 'UTC' });
const daysAgo = (days: number) => instant(now - days * DAY_MS);
const longAgo = daysAgo(400);
const allObserved: ObservedSince = {
  deployments: longAgo,
  commits: longAgo,
  incidents: longAgo,
  pages: longAgo,
  tickets: longAgo,
  outages: longAgo,
  operations: longAgo,
  disruptions: longAgo,
};
const noLoad = Object.fromEntries(
  LOAD_KINDS.map(kind => [kind, []]),
) as unknown as Record<LoadKind, LoadMoment[]>;

interface Given {
  daysAgo: number;
  fact?: Partial<DeploymentFact>;
  leadSeconds?: number[];
  failed?: boolean;
  rework?: boolean;
  recovery?: Partial<Recovery>;
}

let names = 0;
function deployed(given: Given): [DeploymentFact, DeploymentDelivery] {
  const at = daysAgo(given.daysAgo);
  const fact = deployment('v', {
    id: `d${names++}`,
    startedAt: at,
    finishedAt: at,
    countedAt: at,
    ...given.fact,
  });
  const none = {
    coding: null,
    pickup: null,
    review: null,
    waiting: null,
    rollout: null,
  };
  return [
    fact,
    {
      id: fact.id,
      baseline: false,
      previous: null,
      commits: (given.leadSeconds ?? []).map((seconds, i) => ({
        commit: `${fact.id}${i}`,
        at,
        counts: true,
        seconds,
        pullRequest: null,
        link: null,
      })),
      leadTime: { min: null, median: null, max: null, batchSize: 0 },
      pullRequests: [],
      stages: none,
      failedBy: given.failed || given.recovery ? [{ rule: 'rollout' }] : [],
      rolledBackBy: null,
      recovery: given.recovery
        ? {
            startedAt: at,
            restoredAt: null,
            seconds: null,
            restoredBy: null,
            ...given.recovery,
          }
        : null,
      rework: given.rework ? ['hotfix'] : [],
      quality: [],
    },
  ];
}

function seriesOf(
  deployments: Given[],
  given: Partial<SeriesSources> & { withRollbacks?: boolean } = {},
) {
  const pairs = deployments.map(deployed);
  return metricSeries(
    {
      deployments: pairs.map(([fact]) => fact),
      delivery: pairs.map(([, delivery]) => delivery),
      reported: [],
      detected: [],
      load: noLoad,
      minutes: {},
      now,
      ...given,
    },
    { failRateWithRollbacks: given.withRollbacks ?? false },
  );
}
function metric(
  name: MetricName,
  series: ReturnType<typeof seriesOf>,
  options: { windowDays?: WindowDays; since?: Partial<ObservedSince> } = {},
) {
  return metricsOf(series, {
    calendar,
    windowDays: options.windowDays ?? 30,
    since: { ...allObserved, ...options.since },
  }).find(one => one.metric === name);
}

describe('lead time', () => {
  it('is median, p75 and p90 over commits, by R-7', () => {
    const series = seriesOf([
      { daysAgo: 1, leadSeconds: [10, 40] },
      { daysAgo: 2, leadSeconds: [20, 30] },
      { daysAgo: 40, leadSeconds: [100] },
    ]);
    expect(metric('lead_time', series)).toEqual({
      metric: 'lead_time',
      unit: 'seconds',
      value: 25,
      n: 4,
      p75: 32.5,
      p90: 37,
      open: 0,
      previous: 100,
      previousN: 1,
      missing: null,
    });
  });

  it('is none in this window, or not known, which is not zero', () => {
    const series = seriesOf([{ daysAgo: 1 }]);
    expect(metric('lead_time', series)).toMatchObject({
      value: null,
      missing: 'none_in_window',
    });
    expect(
      metric('lead_time', series, { since: { commits: null } }),
    ).toMatchObject({ value: null, missing: 'no_commits_known' });
  });
});

describe('deployment frequency', () => {
  it('is no rate per week before a full day was observed', () => {
    const series = seriesOf([{ daysAgo: 0.1 }, { daysAgo: 0.2 }]);
    const given = (deployments: number) =>
      metric('deployment_frequency', series, {
        since: { deployments: instant(deployments) },
      });
    const today = now - DAY_MS / 2;
    expect(given(today + 1)).toMatchObject({
      value: null,
      n: 2,
      missing: 'too_short',
    });
    // A day that began unobserved is none, and neither is today.
    expect(given(today - DAY_MS + 1)).toMatchObject({ missing: 'too_short' });
    expect(given(today - DAY_MS)).toMatchObject({
      value: 7,
      missing: null,
    });
  });

  it('is counted successful deployments per week of the observed days', () => {
    const series = seriesOf([
      { daysAgo: 0 },
      { daysAgo: 6 },
      { daysAgo: 7 },
      { daysAgo: 1, fact: { outcome: 'failed' } },
      { daysAgo: 1, fact: { counted: false } },
    ]);
    expect(
      metric('deployment_frequency', series, { windowDays: 7 }),
    ).toMatchObject({ value: 2, n: 2, previous: 1 });
    expect(
      metric('deployment_frequency', series, {
        since: { deployments: daysAgo(13) },
      }),
    ).toMatchObject({ value: 1.5, n: 3, previous: null });
  });

  it('is zero, not missing, where nothing was deployed', () => {
    expect(metric('deployment_frequency', seriesOf([]))).toMatchObject({
      value: 0,
      n: 0,
      missing: null,
    });
    expect(
      metric('deployment_frequency', seriesOf([]), {
        since: { deployments: null },
      }),
    ).toMatchObject({ value: null, missing: 'nothing_observed' });
  });
});

describe('change fail rate', () => {
  const deployments: Given[] = [
    { daysAgo: 1 },
    { daysAgo: 2, failed: true },
    { daysAgo: 3, failed: true, fact: { outcome: 'failed' } },
    { daysAgo: 4, fact: { outcome: 'superseded' } },
    { daysAgo: 4, fact: { outcome: 'unknown' } },
    { daysAgo: 4, fact: { outcome: 'in_progress' } },
    { daysAgo: 4, failed: true, fact: { counted: false } },
    { daysAgo: 5, fact: { class: 'rollback' } },
  ];

  it('is failed ÷ counted deployments that succeeded or failed, without rollbacks', () => {
    expect(metric('change_fail_rate', seriesOf(deployments))).toMatchObject({
      value: 2 / 3,
      n: 3,
    });
  });

  it('is with them in both, if so configured', () => {
    expect(
      metric(
        'change_fail_rate',
        seriesOf(deployments, { withRollbacks: true }),
      ),
    ).toMatchObject({ value: 2 / 4, n: 4 });
  });

  it('counts what is open beyond its deadline as failed meanwhile', () => {
    expect(
      metric(
        'change_fail_rate',
        seriesOf([
          { daysAgo: 1, failed: true, fact: { outcome: 'in_progress' } },
        ]),
      ),
    ).toMatchObject({ value: 1, n: 1 });
  });
});

describe('recovery time', () => {
  const restored = (days: number, seconds: number): Given => ({
    daysAgo: days,
    recovery: { seconds, restoredAt: now },
  });

  it('enters open failures as censored, never dropped', () => {
    const series = seriesOf([
      restored(1, 100),
      restored(2, 300),
      { daysAgo: 3, recovery: {} },
    ]);
    expect(metric('recovery_time', series)).toMatchObject({
      value: 300,
      p90: null,
      n: 3,
      open: 1,
    });
  });

  it('is not reached while most are open', () => {
    const series = seriesOf([
      restored(1, 100),
      { daysAgo: 3, recovery: {} },
      { daysAgo: 4, recovery: {} },
    ]);
    expect(metric('recovery_time', series)).toMatchObject({
      value: null,
      n: 3,
      open: 2,
      missing: 'not_reached',
    });
  });

  it('leaves out what would be negative', () => {
    const series = seriesOf([
      { daysAgo: 1, recovery: { restoredAt: now, seconds: null } },
    ]);
    expect(metric('recovery_time', series)).toMatchObject({ n: 0 });
  });
});

describe('rework rate', () => {
  it('is unplanned remediation ÷ counted deployments', () => {
    const series = seriesOf([
      { daysAgo: 1, rework: true },
      { daysAgo: 1 },
      { daysAgo: 1, fact: { outcome: 'failed' } },
      { daysAgo: 1, rework: true, fact: { counted: false } },
    ]);
    expect(metric('rework_rate', series)).toMatchObject({ value: 1 / 3, n: 3 });
  });
});

describe('time to resolution', () => {
  const { incidents } = joinIncidents(
    [
      incident({
        id: 'a',
        key: 'a',
        openedAt: daysAgo(3),
        acknowledgedAt: instant(daysAgo(3) + 60_000),
        resolvedAt: instant(daysAgo(3) + 600_000),
      }),
      incident({
        id: 'b',
        key: 'b',
        openedAt: daysAgo(2),
        resolvedAt: instant(daysAgo(2) + 1_200_000),
      }),
    ],
    { now },
  );

  it('is opened → resolved, and opened → acknowledged', () => {
    const series = seriesOf([], { reported: incidents });
    expect(metric('time_to_resolution', series)).toMatchObject({
      value: 900,
      n: 2,
    });
    expect(metric('time_to_acknowledge', series)).toMatchObject({
      value: 60,
      n: 1,
    });
  });

  it('never mixes what the cluster detected with what people reported', () => {
    const series = seriesOf([], { detected: incidents });
    expect(metric('time_to_resolution', series)).toMatchObject({ n: 0 });
    expect(metric('time_to_resolution_detected', series)).toMatchObject({
      n: 2,
    });
  });

  it('is not of incidents of other services', () => {
    const reported = incidents.map(one => ({ ...one, own: false }));
    expect(
      metric('time_to_resolution', seriesOf([], { reported })),
    ).toMatchObject({ n: 0 });
  });

  it('says that no tool tells of incidents', () => {
    expect(
      metric('time_to_resolution', seriesOf([]), {
        since: { incidents: null },
      }),
    ).toMatchObject({ value: null, missing: 'no_incident_source' });
  });
});

describe('operational load', () => {
  const load = {
    ...noLoad,
    pages: [
      { at: daysAgo(1), count: 1 },
      { at: daysAgo(2), count: 1 },
      { at: daysAgo(40), count: 1 },
    ],
    restarts: [{ at: daysAgo(1), count: 5 }],
  };

  it('is counts, each by itself', () => {
    const series = seriesOf([], { load });
    expect(metric('pages', series)).toMatchObject({
      value: 2,
      n: 2,
      previous: 1,
    });
    expect(metric('restarts', series)).toMatchObject({ value: 5 });
    expect(metric('tickets', series)).toMatchObject({ value: 0 });
    expect(
      metric('tickets', series, { since: { tickets: null } }),
    ).toMatchObject({ value: null, missing: 'no_ticket_source' });
  });

  it('is estimated in hours only where minutes are configured', () => {
    expect(metric('load_hours', seriesOf([], { load }))).toMatchObject({
      value: null,
      missing: 'not_configured',
    });
    expect(
      metric('load_hours', seriesOf([], { load, minutes: { pages: 30 } }), {
        since: { operations: null, disruptions: null },
      }),
    ).toMatchObject({ value: 1, n: 2, previous: 0.5 });
  });

  it('is estimated in hours only where something tells of a kind that has minutes', () => {
    const told = (since: Partial<ObservedSince>) =>
      metric(
        'load_hours',
        seriesOf([], { load, minutes: { pages: 30, tickets: 45 } }),
        { since },
      );
    expect(told({ pages: null, tickets: null })).toMatchObject({
      value: null,
      missing: 'nothing_observed',
    });
    expect(told({ tickets: null })).toMatchObject({ value: 1, missing: null });
  });

  it('is missing, not zero, of what the source that sees its targets does not tell', () => {
    const since = { outages: null, disruptions: null };
    for (const name of [
      'restarts',
      'out_of_memory',
      'crash_loops',
      'time_to_resolution_detected',
    ] as const) {
      expect(metric(name, seriesOf([]), { since })).toMatchObject({
        value: null,
        missing: 'nothing_observed',
      });
    }
    expect(metric('manual_operations', seriesOf([]), { since })).toMatchObject({
      value: 0,
      missing: null,
    });
  });
});

describe('windows and weeks', () => {
  it('hold nothing of the future, as a clock that is ahead tells it', () => {
    const series = seriesOf([{ daysAgo: -0.01 }, { daysAgo: 0 }]);
    expect(metric('deployment_frequency', series)).toMatchObject({ n: 1 });
  });

  const ages = fc.array(fc.integer({ min: 0, max: 186 }), { maxLength: 30 });

  it('add up: days of weeks and windows hold each deployment once', () => {
    fc.assert(
      fc.property(ages, list => {
        const series = seriesOf(list.map(age => ({ daysAgo: age })));
        const frequency = series.filter(
          one => one.metric === 'deployment_frequency',
        );
        const [week] = frequency;
        const weeks = metricWeeks(week, { calendar, since: allObserved });
        expect(weeks).toHaveLength(14);
        // The calendar's last Monday is two days ago.
        expect(weeks.reduce((sum, one) => sum + one.n, 0)).toBe(
          list.filter(age => age <= 2 + 91).length,
        );
        for (const windowDays of [7, 30, 90] as const) {
          const [one] = metricsOf(frequency, {
            calendar,
            windowDays,
            since: allObserved,
          });
          expect(one.n).toBe(list.filter(age => age < windowDays).length);
          expect(one.previousN).toBe(
            list.filter(age => age >= windowDays && age < 2 * windowDays)
              .length,
          );
        }
      }),
    );
  });

  it('have no weeks before anything told of the service, and per week of observed days', () => {
    const [frequency] = seriesOf([{ daysAgo: 1 }]).filter(
      one => one.metric === 'deployment_frequency',
    );
    expect(
      metricWeeks(frequency, {
        calendar,
        since: { ...allObserved, deployments: daysAgo(1) },
      }),
    ).toEqual([
      { weekStart: '2026-11-16', running: true, value: 1 / (2 / 7), n: 1 },
    ]);
  });

  it('do not depend on the order in which things are told, and hold no negative number', () => {
    const given = fc.array(
      fc.record({
        daysAgo: fc.integer({ min: 0, max: 100 }),
        leadSeconds: fc.array(fc.integer({ min: 0, max: 1_000 }), {
          maxLength: 3,
        }),
        failed: fc.boolean(),
        rework: fc.boolean(),
      }),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(given, list => {
        const options = {
          calendar,
          windowDays: 30,
          since: allObserved,
        } as const;
        const metrics = metricsOf(seriesOf(list), options);
        expect(metricsOf(seriesOf([...list].reverse()), options)).toEqual(
          metrics,
        );
        for (const one of metrics) {
          expect(one.value ?? 0).toBeGreaterThanOrEqual(0);
          expect((one.value === null) === (one.missing !== null)).toBe(true);
          expect(one.unit === 'share' && (one.value ?? 0) > 1).toBe(false);
        }
      }),
    );
  });
});
