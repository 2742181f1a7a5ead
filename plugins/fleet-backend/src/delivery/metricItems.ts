/**
 * What each metric is made of: every number of a window, of the one before and of a week is cut from the same list of items, so that they add
 * up. An item lies where `definitions.md` puts it: a commit and a failure at their deployment's finish, an incident where it was opened.
 */
import type {
  Instant,
  RolloutClass,
} from '@landfall/backstage-plugin-fleet-common';
import { censoredQuantile } from './censored';
import { median } from './median';
import {
  estimatedHours,
  LOAD_KINDS,
  type LoadKind,
  type LoadMoment,
  type MinutesPerKind,
} from './operationalLoad';
import { quantile } from './quantile';
import type { DeliveryRules } from './rules';
import type {
  CommitLeadTime,
  DeploymentDelivery,
  DeploymentFact,
  MetricName,
  MetricUnit,
  Recovery,
  ServiceIncident,
} from './types';

/** The deployment or incident that something comes from, by its id. */
export type ItemOrigin =
  | { kind: 'deployment'; id: string; class: RolloutClass }
  | { kind: 'incident'; id: string };

/** Something that lies at an instant and counts for a metric. */
export interface MetricItem {
  at: Instant;
  /** Seconds, or how many; for a share 1 where it is above the line. */
  value: number;
  /** Of a duration: whether it goes on. */
  open: boolean;
  /** Of an estimate: which kind of load it is. */
  kind: LoadKind | null;
  /** Null for load: what it is counted from is not kept one by one. */
  of: ItemOrigin | null;
}

/** What the items of some days amount to. */
export interface Amount {
  value: number | null;
  n: number;
  p75: number | null;
  p90: number | null;
  open: number;
}

/** A metric with its items, by time. */
export interface MetricSeries {
  metric: MetricName;
  unit: MetricUnit;
  items: readonly MetricItem[];
  /** Of an estimate: the kinds of load that it adds up. */
  kinds?: readonly LoadKind[];
  /** What items amount to, over so many weeks (7 days are one). */
  amount(items: readonly MetricItem[], weeks: number): Amount;
}

/** What a number needs of a deployment. */
export type CountedFact = Pick<
  DeploymentFact,
  'id' | 'class' | 'counted' | 'outcome' | 'countedAt'
>;
/** What a number needs of what is derived of a deployment. */
export type CountedDelivery = Pick<
  DeploymentDelivery,
  'id' | 'failedBy' | 'rework'
> & {
  commits: readonly Pick<CommitLeadTime, 'seconds'>[];
  recovery: Pick<Recovery, 'startedAt' | 'restoredAt' | 'seconds'> | null;
};
/** What a number needs of an incident. */
export type TimedIncident = Pick<
  ServiceIncident,
  'id' | 'own' | 'openedAt' | 'acknowledgedAt' | 'resolvedAt'
>;

/** What series are made of; of one service. */
export interface SeriesSources {
  deployments: readonly CountedFact[];
  delivery: readonly CountedDelivery[];
  /** By people and tools; those of other services are left out. */
  reported: readonly TimedIncident[];
  /** By the cluster. */
  detected: readonly TimedIncident[];
  load: Readonly<Record<LoadKind, readonly LoadMoment[]>>;
  /** Minutes per kind of load; empty where nobody configured any. */
  minutes: MinutesPerKind;
  now: Instant;
}

/** The series of a service; what lies in the future is in none yet. */
export function metricSeries(
  sources: SeriesSources,
  rules: Pick<DeliveryRules, 'failRateWithRollbacks'>,
): MetricSeries[] {
  const counted = countedDeployments(sources);
  const reported = sources.reported.filter(one => one.own);
  const { detected } = sources;
  const all = [
    series('lead_time', 'seconds', quantiles, leadTimes(counted)),
    series(
      'deployment_frequency',
      'per_week',
      perWeek,
      counted
        .filter(({ fact }) => fact.outcome === 'succeeded')
        .map(({ fact }) => item(fact.countedAt, 1, of(fact))),
    ),
    series(
      'change_fail_rate',
      'share',
      share,
      counted
        .filter(
          ({ fact, delivery }) =>
            (rules.failRateWithRollbacks || !isRollback(fact)) &&
            (fact.outcome === 'succeeded' || delivery.failedBy.length > 0),
        )
        .map(({ fact, delivery }) =>
          item(fact.countedAt, delivery.failedBy.length > 0 ? 1 : 0, of(fact)),
        ),
    ),
    series(
      'recovery_time',
      'seconds',
      censored,
      recoveries(
        counted.filter(
          ({ fact }) => rules.failRateWithRollbacks || !isRollback(fact),
        ),
        sources.now,
      ),
    ),
    series(
      'rework_rate',
      'share',
      share,
      counted.map(({ fact, delivery }) =>
        item(fact.countedAt, delivery.rework.length > 0 ? 1 : 0, of(fact)),
      ),
    ),
    series(
      'time_to_resolution',
      'seconds',
      censored,
      until(reported, one => one.resolvedAt, sources.now),
    ),
    series(
      'time_to_acknowledge',
      'seconds',
      censored,
      // What was resolved without being acknowledged has no time to acknowledge.
      until(
        reported.filter(
          one => one.acknowledgedAt !== null || one.resolvedAt === null,
        ),
        one => one.acknowledgedAt,
        sources.now,
      ),
    ),
    series(
      'time_to_resolution_detected',
      'seconds',
      censored,
      until(detected, one => one.resolvedAt, sources.now),
    ),
    ...LOAD_KINDS.map(kind =>
      series(
        kind,
        'count',
        total,
        sources.load[kind].map(({ at, count }) => item(at, count)),
      ),
    ),
    {
      ...series(
        'load_hours',
        'hours',
        items => hours(items, sources.minutes),
        LOAD_KINDS.flatMap(kind =>
          sources.load[kind].map(({ at, count }) => ({
            ...item(at, count),
            kind,
          })),
        ),
      ),
      kinds: LOAD_KINDS.filter(kind => sources.minutes[kind] !== undefined),
    },
  ];
  return all.map(one => ({
    ...one,
    items: one.items.filter(({ at }) => at <= sources.now),
  }));
}

interface Counted {
  fact: CountedFact;
  delivery: CountedDelivery;
}

function of(fact: CountedFact): ItemOrigin {
  return { kind: 'deployment', id: fact.id, class: fact.class };
}

function countedDeployments(sources: SeriesSources): Counted[] {
  const byId = new Map(sources.delivery.map(one => [one.id, one]));
  return sources.deployments.flatMap(fact => {
    const delivery = byId.get(fact.id);
    return fact.counted && delivery ? [{ fact, delivery }] : [];
  });
}

function leadTimes(counted: readonly Counted[]): MetricItem[] {
  return counted.flatMap(({ fact, delivery }) =>
    delivery.commits.flatMap(({ seconds }) =>
      seconds === null ? [] : [item(fact.countedAt, seconds, of(fact))],
    ),
  );
}

function isRollback(fact: CountedFact): boolean {
  return fact.class === 'rollback';
}

/** Of the same failures that the change fail rate counts. */
function recoveries(counted: readonly Counted[], now: Instant): MetricItem[] {
  return counted.flatMap(({ fact, delivery: { recovery } }) => {
    if (recovery === null) {
      return [];
    }
    if (recovery.restoredAt === null) {
      const sofar = Math.max(0, (now - recovery.startedAt) / 1000);
      return [{ ...item(fact.countedAt, sofar, of(fact)), open: true }];
    }
    return recovery.seconds === null
      ? []
      : [item(fact.countedAt, recovery.seconds, of(fact))];
  });
}

function until(
  incidents: readonly TimedIncident[],
  end: (incident: TimedIncident) => Instant | null,
  now: Instant,
): MetricItem[] {
  return incidents.flatMap(incident => {
    const endedAt = end(incident);
    const seconds = ((endedAt ?? now) - incident.openedAt) / 1000;
    return seconds < 0
      ? []
      : [
          {
            ...item(incident.openedAt, seconds, {
              kind: 'incident',
              id: incident.id,
            }),
            open: endedAt === null,
          },
        ];
  });
}

function item(
  at: Instant,
  value: number,
  origin: ItemOrigin | null = null,
): MetricItem {
  return { at, value, open: false, kind: null, of: origin };
}

function series(
  metric: MetricName,
  unit: MetricUnit,
  amount: MetricSeries['amount'],
  items: readonly MetricItem[],
): MetricSeries {
  return {
    metric,
    unit,
    amount,
    items: [...items].sort((a, b) => a.at - b.at),
  };
}

const nothing = { p75: null, p90: null, open: 0 };

function quantiles(items: readonly MetricItem[]): Amount {
  const values = items.map(one => one.value);
  return values.length === 0
    ? { ...nothing, value: null, n: 0 }
    : {
        value: median(values),
        n: values.length,
        p75: quantile(values, 0.75),
        p90: quantile(values, 0.9),
        open: 0,
      };
}

function censored(items: readonly MetricItem[]): Amount {
  const durations = items.map(({ value, open }) => ({ seconds: value, open }));
  return {
    value: censoredQuantile(durations, 0.5),
    n: items.length,
    p75: censoredQuantile(durations, 0.75),
    p90: censoredQuantile(durations, 0.9),
    open: items.filter(one => one.open).length,
  };
}

function perWeek(items: readonly MetricItem[], weeks: number): Amount {
  return {
    ...nothing,
    value: weeks > 0 ? items.length / weeks : null,
    n: items.length,
  };
}

function share(items: readonly MetricItem[]): Amount {
  return {
    ...nothing,
    value: items.length === 0 ? null : sum(items) / items.length,
    n: items.length,
  };
}

function total(items: readonly MetricItem[]): Amount {
  return { ...nothing, value: sum(items), n: sum(items) };
}

function hours(items: readonly MetricItem[], minutes: MinutesPerKind): Amount {
  const counts = Object.fromEntries(
    LOAD_KINDS.map(kind => [kind, sum(items.filter(one => one.kind === kind))]),
  ) as Record<LoadKind, number>;
  const value = estimatedHours(counts, minutes);
  return {
    ...nothing,
    value,
    n: sum(items.filter(({ kind }) => kind && minutes[kind] !== undefined)),
  };
}

function sum(items: readonly MetricItem[]): number {
  return items.reduce((whole, one) => whole + one.value, 0);
}
