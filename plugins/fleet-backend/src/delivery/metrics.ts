/**
 * The numbers of a service over a window, with the window before and by week. "A window of n days is today and the n − 1 days before"; days and weeks
 * are the portal's. "Missing is not zero": a number that nothing speaks of says why.
 */
import type {
  Instant,
  WindowDays,
} from '@landfall/backstage-plugin-fleet-common';
import { dayIndex, FULL_WEEKS, hasFullDay, type Calendar } from './calendar';
import type { Amount, MetricItem, MetricSeries } from './metricItems';
import type { Metric, MetricName, MetricWeek, MissingReason } from './types';

/** Since when something tells of a service; null where nothing does. */
export interface ObservedSince {
  /** Clusters or CI, of its deployments. */
  deployments: Instant | null;
  /** A code host, of its commits. */
  commits: Instant | null;
  /** A tool, of its incidents. */
  incidents: Instant | null;
  pages: Instant | null;
  tickets: Instant | null;
  /** A source that tells of such things, of its targets: not all that see a target do. */
  outages: Instant | null;
  operations: Instant | null;
  disruptions: Instant | null;
}

interface Needs {
  /** What has to tell of the service; of an estimate something that it adds up. */
  all: readonly (keyof ObservedSince)[];
  /** Why the number is missing where it does not. */
  missing: MissingReason;
}

const deployments: Needs = {
  all: ['deployments'],
  missing: 'nothing_observed',
};
const incidents: Needs = { all: ['incidents'], missing: 'no_incident_source' };
const pages: Needs = { all: ['pages'], missing: 'no_page_source' };
const disruptions: Needs = {
  all: ['disruptions'],
  missing: 'nothing_observed',
};

const needs: Record<MetricName, Needs> = {
  lead_time: { all: ['deployments', 'commits'], missing: 'no_commits_known' },
  deployment_frequency: deployments,
  change_fail_rate: deployments,
  recovery_time: deployments,
  rework_rate: deployments,
  time_to_resolution: incidents,
  time_to_acknowledge: incidents,
  time_to_resolution_detected: {
    all: ['outages'],
    missing: 'nothing_observed',
  },
  pages,
  pages_out_of_hours: pages,
  pages_at_night: pages,
  tickets: { all: ['tickets'], missing: 'no_ticket_source' },
  busy_shifts: incidents,
  restarts: disruptions,
  out_of_memory: disruptions,
  crash_loops: disruptions,
  manual_operations: { all: ['operations'], missing: 'nothing_observed' },
  load_hours: { all: [], missing: 'nothing_observed' },
};

/** The metrics of a service over a window. */
export function metricsOf(
  series: readonly MetricSeries[],
  options: {
    calendar: Calendar;
    windowDays: WindowDays;
    since: ObservedSince;
  },
): Metric[] {
  const { calendar, since } = options;
  return series.map((one): Metric => {
    const { now, before: earlier } = cutsOf(one, options);
    const amount = one.amount(now?.items ?? [], now?.weeks ?? 0);
    const before = earlier && one.amount(earlier.items, earlier.weeks);
    const known = now !== null;
    const tooShort =
      one.unit === 'per_week' && !hasFullDay(calendar, since.deployments);
    return {
      metric: one.metric,
      unit: one.unit,
      value: known && !tooShort ? amount.value : null,
      n: known ? amount.n : 0,
      p75: known ? amount.p75 : null,
      p90: known ? amount.p90 : null,
      open: known ? amount.open : 0,
      previous: before?.value ?? null,
      previousN: before?.n ?? 0,
      missing: known
        ? whyMissing(one, amount, tooShort)
        : needs[one.metric].missing,
    };
  });
}

/** A metric by week: the full weeks and the running one, oldest first, without those before anything told of it. */
export function metricWeeks(
  one: MetricSeries,
  options: { calendar: Calendar; since: ObservedSince },
): MetricWeek[] {
  const { calendar } = options;
  const observed = observedDay(one, options);
  const days = placed(one.items, calendar);
  return Array.from(
    { length: FULL_WEEKS + 1 },
    (_, i) => calendar.runningMonday - 7 * (FULL_WEEKS - i),
  )
    .map(monday => ({
      monday,
      until: Math.min(monday + 7, calendar.days.length),
    }))
    .filter(({ until }) => observed < until)
    .map(({ monday, until }) => {
      const from = Math.max(monday, observed);
      const { value, n } = amountOf(one, days, { from, until });
      return {
        weekStart: calendar.days[monday],
        running: monday === calendar.runningMonday,
        value,
        n,
      };
    });
}

/** What a number is made of. */
export interface Cut {
  items: MetricItem[];
  /** How long it was observed; 7 days are one week. */
  weeks: number;
}

/** What the number of a window and that of the window before are made of; null where that was not observed. */
export function cutsOf(
  one: MetricSeries,
  options: { calendar: Calendar; windowDays: WindowDays; since: ObservedSince },
): { now: Cut | null; before: Cut | null } {
  const { calendar, windowDays } = options;
  const end = calendar.days.length;
  const start = end - windowDays;
  const observed = observedDay(one, options);
  const days = placed(one.items, calendar);
  const cut = (from: number, until: number): Cut => ({
    items: itemsWithin(days, { from, until }),
    weeks: Math.max(0, until - from) / 7,
  });
  return {
    now: observed < end ? cut(Math.max(start, observed), end) : null,
    before:
      observed <= start - windowDays ? cut(start - windowDays, start) : null,
  };
}

interface Placed {
  item: MetricItem;
  /** Index into the calendar's days. */
  day: number;
}

/** By time, those beyond the calendar and those to come left out. */
function placed(items: readonly MetricItem[], calendar: Calendar): Placed[] {
  return items
    .filter(({ at }) => at < calendar.ends)
    .map(item => ({ item, day: dayIndex(calendar, item.at) }))
    .filter(({ day }) => day >= 0);
}

function amountOf(
  one: MetricSeries,
  days: readonly Placed[],
  { from, until }: { from: number; until: number },
): Amount {
  return one.amount(
    itemsWithin(days, { from, until }),
    Math.max(0, until - from) / 7,
  );
}

function itemsWithin(
  days: readonly Placed[],
  { from, until }: { from: number; until: number },
): MetricItem[] {
  return days
    .filter(({ day }) => day >= from && day < until)
    .map(({ item }) => item);
}

/** Index of the first day of which everything that a metric needs tells, at least 0; the calendar's length where there is none. */
function observedDay(
  { metric, kinds = [] }: MetricSeries,
  { calendar, since }: { calendar: Calendar; since: ObservedSince },
): number {
  const dayOf = (one: keyof ObservedSince) => {
    const at = since[one];
    return at === null
      ? calendar.days.length
      : Math.max(0, dayIndex(calendar, at));
  };
  const daysOf = (name: MetricName) => needs[name].all.map(dayOf);
  return kinds.length > 0
    ? Math.min(...kinds.flatMap(daysOf))
    : Math.max(0, ...daysOf(metric));
}

function whyMissing(
  one: MetricSeries,
  amount: Amount,
  tooShort: boolean,
): MissingReason | null {
  if (tooShort) {
    return 'too_short';
  }
  if (amount.value !== null) {
    return null;
  }
  if (one.metric === 'load_hours') {
    return 'not_configured';
  }
  return amount.n > 0 ? 'not_reached' : 'none_in_window';
}
