/**
 * Deployment frequency, after `definitions.md`: "Per service and window (7, 30, 90 days): number of counted successful deployments;
 * deployments per week; number of distinct days with a deployment per week, and its true median over full weeks (zero weeks
 * count; weeks before the service's first observation do not); median gap between deployments." And: "a window of n days is today
 * and the n − 1 days before."
 */
import type { Instant } from '@landfall/backstage-plugin-fleet-common';
import type {
  Frequency,
  WindowDays,
} from '@landfall/backstage-plugin-fleet-common';
import {
  dayIndex,
  dayOf,
  FULL_WEEKS,
  hasFullDay,
  type Calendar,
} from './calendar';
import type { DerivedDeployment } from './deployments';
import { median } from './median';

/** What frequency needs of a deployment. */
export type CountableDeployment = Pick<
  DerivedDeployment,
  'counted' | 'outcome' | 'failing' | 'countedAt'
>;

/** One week of a service. */
export type Week = Frequency['weeks'][number];

/** A service's deployments, and since when somebody has looked at it; null if nobody has. */
export interface ServiceHistory {
  /** Those that lie within the calendar suffice. */
  deployments: readonly CountableDeployment[];
  observedSince: Instant | null;
}

/** Deployment frequency over one window, without its weeks. */
export function frequency(
  history: ServiceHistory,
  options: { calendar: Calendar; windowDays: WindowDays },
): Omit<Frequency, 'weeks'> {
  const { calendar, windowDays } = options;
  const end = calendar.days.length;
  const start = end - windowDays;
  const observed = firstObservedDay(history, calendar);
  const successes = successful(history, calendar);
  const within = (from: number, to: number) =>
    successes.filter(({ day }) => day >= from && day < to);

  const inWindow = within(start, end);
  const observedStart = Math.max(start, observed);
  const wasObservedBefore = observed <= start - windowDays;
  return {
    windowDays,
    deployments: inWindow.length,
    perWeek: hasFullDay(calendar, history.observedSince)
      ? rate(within(observedStart, end).length, end - observedStart)
      : null,
    previousPerWeek: wasObservedBefore
      ? rate(within(start - windowDays, start).length, windowDays)
      : null,
    medianDaysPerWeek: median(
      fullWeeks(calendar, observedStart).map(monday =>
        distinctDays(within(monday, monday + 7)),
      ),
    ),
    medianGapSeconds: median(gaps(inWindow.map(({ at }) => at))),
    observedSince:
      history.observedSince === null
        ? null
        : dayOf(calendar, history.observedSince),
  };
}

/** The newest full weeks and the running one, oldest first, without those before the first observation. */
export function weeks(history: ServiceHistory, calendar: Calendar): Week[] {
  const observed = firstObservedDay(history, calendar);
  const successes = successful(history, calendar);
  const failures = dated(
    history.deployments.filter(one => one.counted && one.failing),
    calendar,
  );
  return Array.from(
    { length: FULL_WEEKS + 1 },
    (_, i) => calendar.runningMonday - 7 * (FULL_WEEKS - i),
  )
    .filter(monday => observed < Math.min(monday + 7, calendar.days.length))
    .map(monday => {
      const inWeek = ({ day }: Dated) => day >= monday && day < monday + 7;
      const deployments = successes.filter(inWeek);
      return {
        weekStart: calendar.days[monday],
        deployments: deployments.length,
        days: distinctDays(deployments),
        failed: failures.filter(inWeek).length,
        running: monday === calendar.runningMonday,
      };
    });
}

interface Dated {
  at: Instant;
  /** Index into the calendar's days. */
  day: number;
}

function dated(
  deployments: readonly CountableDeployment[],
  calendar: Calendar,
): Dated[] {
  return deployments
    .map(({ countedAt }) => ({
      at: countedAt,
      day: dayIndex(calendar, countedAt),
    }))
    .sort((a, b) => a.at - b.at);
}

/** "Number of counted successful deployments." */
function successful(history: ServiceHistory, calendar: Calendar): Dated[] {
  return dated(
    history.deployments.filter(
      one => one.counted && one.outcome === 'succeeded',
    ),
    calendar,
  );
}

/** Index of the first observed day, −1 where that lies before the calendar, the calendar's length where there is none. */
function firstObservedDay(history: ServiceHistory, calendar: Calendar): number {
  return history.observedSince === null
    ? calendar.days.length
    : dayIndex(calendar, history.observedSince);
}

function rate(count: number, days: number): number | null {
  return days > 0 ? count / (days / 7) : null;
}

/** Mondays of the weeks that lie wholly between a day and the running week. */
function fullWeeks(calendar: Calendar, from: number): number[] {
  const mondays: number[] = [];
  for (
    let monday = calendar.runningMonday - 7;
    monday >= Math.max(from, 0);
    monday -= 7
  ) {
    mondays.push(monday);
  }
  return mondays;
}

function distinctDays(dates: readonly Dated[]): number {
  return new Set(dates.map(({ day }) => day)).size;
}

function gaps(sorted: readonly Instant[]): number[] {
  return sorted.slice(1).map((at, i) => (at - sorted[i]) / 1000);
}
