/**
 * What the targets of a service have of processors, and what befell them besides deployments: five statements, whatever the number of targets, over a
 * bounded number of rows of which the newest count.
 */
import {
  formatInstant,
  instant,
  type Instant,
  type ServiceDetail,
  type TargetRuntime,
  type WindowDays,
} from '@landfall/backstage-plugin-fleet-common';
import type {
  ObservationKind,
  ObservationOf,
} from '@landfall/backstage-plugin-fleet-node';
import type { Knex } from 'knex';
import { makeCalendar } from '../../delivery/calendar';
import { windowStart } from '../../delivery/capacity/days';
import { joinHours, type Hour } from '../../delivery/capacity/hours';
import { newestOf, numberOr } from '../../delivery/capacity/numbers';
import type { UsageField } from '../../delivery/capacity/serviceCapacity';
import { isManual } from '../../delivery/operationalLoad';
import { usageValues } from './delivery/capacityReads';
import { fromJson } from './wire';

const DAY_MS = 86_400_000;
const MOST_ROWS = 20_000;

interface ToldRow {
  target: string;
  at: number | string;
  body: string;
}

interface Watched {
  target: string;
  observed_since: number | string | null;
  observes: string | null;
}

/** See the top of the file. In the order of the targets of the service. */
export async function readRuntime(
  database: Knex,
  options: {
    service: Pick<ServiceDetail, 'ref' | 'targets' | 'targetCount'>;
    windowDays: WindowDays;
    timeZone: string;
    now: Instant;
  },
): Promise<TargetRuntime[]> {
  const { service, windowDays, timeZone, now } = options;
  const targets = service.targets.map(({ target }) => target);
  if (targets.length === 0) return [];
  const calendar = makeCalendar({ now, zone: timeZone });
  const since = windowStart(calendar, windowDays);
  const newest = (kind: ObservationKind, from: number) =>
    database('observations')
      .select('target', 'at', 'body')
      .whereRaw('newest')
      .where({ kind })
      .where('at', '>=', from)
      .where('at', '<=', now)
      .orderBy('at', 'desc')
      .limit(MOST_ROWS);
  const told = (kind: ObservationKind, from: number): Promise<ToldRow[]> =>
    newest(kind, from).whereIn('target', targets);
  const lastDay = now - DAY_MS;
  const [usage, ofService, disruptions, operations, watched] =
    await Promise.all([
      told('usage', lastDay),
      newest('usage', lastDay)
        .where({ service: service.ref })
        .whereNull('target') as Promise<ToldRow[]>,
      told('disruption', since),
      told('operation', since),
      database('targets')
        .leftJoin('sources', 'sources.id', 'targets.source')
        .whereIn('target', targets)
        .select('target', 'observed_since', 'observes') as Promise<Watched[]>,
    ]);
  const hours = hoursOf([...usage, ...ofOnlyTargets(ofService, service)]);
  return targets.map(target => ({
    target,
    ...processorsOf(hours.get(target) ?? []),
    ...countsOf({
      watched: watched.find(one => one.target === target),
      disruptions: disruptions.filter(one => one.target === target),
      operations: operations.filter(one => one.target === target),
      since,
    }),
  }));
}

/** Hours by target. */
function hoursOf(rows: readonly ToldRow[]): Map<string, Hour<UsageField>[]> {
  return joinHours(
    rows.map(({ target, at, body }) => ({
      platform: target,
      part: null,
      at: instant(Number(at)),
      values: usageValues(usageOf(body)),
    })),
    ['minReplicas'],
  );
}

/** What is told of the service on a platform is told of its target there, where it has but one. */
function ofOnlyTargets(
  rows: readonly ToldRow[],
  service: Pick<ServiceDetail, 'targets' | 'targetCount'>,
): ToldRow[] {
  const { targets, targetCount } = service;
  if (targetCount > targets.length) return [];
  return rows.flatMap(row => {
    const { platform } = usageOf(row.body);
    const [target, ...others] = targets.filter(
      one => one.platform === platform,
    );
    return target && others.length === 0
      ? [{ ...row, target: target.target }]
      : [];
  });
}

function usageOf(body: string): ObservationOf<'usage'>['body'] {
  return fromJson(body);
}

function processorsOf(hours: readonly Hour<UsageField>[]) {
  const number = (field: UsageField) => numberOr(newestOf(hours, field));
  const autoscaled = newestOf(hours, 'autoscaled');
  return {
    usedCores: number('used'),
    requestedCores: number('requested'),
    minReplicas: number('minReplicas'),
    maxReplicas: number('maxReplicas'),
    autoscaled: autoscaled === undefined ? null : autoscaled > 0,
  };
}

function countsOf(of: {
  watched: Watched | undefined;
  disruptions: readonly ToldRow[];
  operations: readonly ToldRow[];
  since: Instant;
}): Pick<
  TargetRuntime,
  'countedSince' | 'restarts' | 'outOfMemory' | 'crashLoops' | 'byHand'
> {
  const { observed_since: seen = null, observes = null } = of.watched ?? {};
  const kinds = observes === null ? [] : fromJson<ObservationKind[]>(observes);
  const counted = (kind: ObservationKind, count: () => number) =>
    seen !== null && kinds.includes(kind) ? count() : null;
  const bodies = of.disruptions.map(({ body }) =>
    fromJson<ObservationOf<'disruption'>['body']>(body),
  );
  const sumOf = (kind: (typeof bodies)[number]['disruption']) =>
    counted('disruption', () =>
      bodies
        .filter(({ disruption }) => disruption === kind)
        .reduce((sum, one) => sum + (kind === 'crash_loop' ? 1 : one.count), 0),
    );
  return {
    countedSince:
      seen === null
        ? null
        : formatInstant(instant(Math.max(Number(seen), of.since))),
    restarts: sumOf('restart'),
    outOfMemory: sumOf('out_of_memory'),
    crashLoops: sumOf('crash_loop'),
    byHand: counted(
      'operation',
      () =>
        of.operations.filter(({ body }) =>
          isManual(fromJson<ObservationOf<'operation'>['body']>(body)),
        ).length,
    ),
  };
}
