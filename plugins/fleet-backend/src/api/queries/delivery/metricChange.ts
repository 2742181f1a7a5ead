import {
  instant,
  type ChangePart,
  type MetricChange,
  type MetricName,
  type WindowDays,
} from '@landfall/backstage-plugin-fleet-common';
import type { Knex } from 'knex';
import { makeCalendar, type Calendar } from '../../../delivery/calendar';
import {
  metricSeries,
  type CountedDelivery,
  type CountedFact,
  type SeriesSources,
  type TimedIncident,
} from '../../../delivery/metricItems';
import type { ObservedSince } from '../../../delivery/metrics';
import { LOAD_KINDS, type LoadKind } from '../../../delivery/operationalLoad';
import {
  whatChanged,
  type ChangeSubject,
  type WhatChanged,
} from '../../../delivery/whatChanged';
import type { Visibility } from '../../../permissions/visibility';
import type {
  DeploymentDeliveryDetail,
  DeploymentDeliveryRow,
  KeptLoad,
  ServiceDeliveryRow,
  ServiceIncidentRow,
  ServiceMetricsRow,
} from '../../../projections/delivery/tables';
import type { DeploymentRow } from '../../../projections/tables';
import type { ApiDependencies } from '../../dependencies';
import { fromJson, time } from '../wire';
import { demandVisible } from './demandVisible';
import { metricsOfRow } from './metricRows';

/** Deployments, or incidents, of two windows that are compared at most. */
const MAX_ROWS = 5_000;

/** The numbers that are made of incidents; those of load are kept by day, and all others are made of deployments. */
const OF_INCIDENTS: ReadonlySet<MetricName> = new Set<MetricName>([
  'time_to_resolution',
  'time_to_acknowledge',
  'time_to_resolution_detected',
]);
const OF_LOAD: ReadonlySet<MetricName> = new Set<MetricName>([
  ...LOAD_KINDS,
  'load_hours',
]);

const NEVER: ObservedSince = {
  deployments: null,
  commits: null,
  incidents: null,
  pages: null,
  tickets: null,
  outages: null,
  operations: null,
  disruptions: null,
};

/** What is asked. */
export interface MetricChangeOptions
  extends Pick<ApiDependencies, 'delivery' | 'timeZone'> {
  service: string;
  metric: MetricName;
  windowDays: WindowDays;
  visibility: Visibility;
  now: ReturnType<ApiDependencies['clock']['now']>;
  /** Default: {@link MAX_ROWS}. */
  most?: number;
}

/**
 * What made a number of a service another one than in the window before, from the same facts as the number: at most four statements.
 *
 * @throws NotFoundError when there is no such service, or none that the caller may see.
 */
export async function getServiceMetricChange(
  database: Knex,
  options: MetricChangeOptions,
): Promise<MetricChange> {
  const { service, metric, windowDays, timeZone, now } = options;
  const { most = MAX_ROWS } = options;
  const calendar = makeCalendar({ now, zone: timeZone, windows: [windowDays] });
  const since = calendar.starts[calendar.days.length - 2 * windowDays];
  const range = { service, since, most };
  const isOfIncidents = OF_INCIDENTS.has(metric);
  const isOfLoad = OF_LOAD.has(metric);
  const [, kept, deployments, incidents] = await Promise.all([
    demandVisible(database, options),
    database('service_delivery')
      .where({ service })
      .first('since', 'load') as Promise<
      Pick<ServiceDeliveryRow, 'since' | 'load'> | undefined
    >,
    isOfIncidents || isOfLoad ? [] : readDeployments(database, range),
    isOfIncidents ? readIncidents(database, range) : [],
  ]);
  const series = metricSeries(
    {
      deployments: deployments.map(toFact),
      delivery: deployments.map(toDelivery),
      reported: incidents.filter(one => one.series === 'reported').map(toTimed),
      detected: incidents.filter(one => one.series === 'detected').map(toTimed),
      load: toLoad(kept?.load, calendar),
      minutes: options.delivery.minutes,
      now,
    },
    options.delivery.rules,
  ).find(one => one.metric === metric);
  if (!series) throw new Error(`No number is called ${metric}`);
  const changed = whatChanged(series, {
    calendar,
    windowDays,
    since: kept ? fromJson<ObservedSince>(kept.since) : NEVER,
  });
  if (Math.max(deployments.length, incidents.length) > most) {
    return tooMany(database, { service, windowDays, changed });
  }
  const known = new Map<string, DeployedRow | IncidentRow>(
    [...deployments, ...incidents].map(row => [row.id, row]),
  );
  return toAnswer(changed, windowDays, subject => toSubject(subject, known));
}

/** The number as it is kept: what was read is only a part of what it rests on. */
async function tooMany(
  database: Knex,
  given: {
    service: string;
    windowDays: WindowDays;
    changed: WhatChanged;
  },
): Promise<MetricChange> {
  const { service, windowDays, changed } = given;
  const row: Pick<ServiceMetricsRow, 'metrics'> | undefined = await database(
    'service_metrics',
  )
    .where({ service, window_days: windowDays })
    .first('metrics');
  const kept = metricsOfRow(row?.metrics ?? null).find(
    ({ metric }) => metric === changed.metric,
  );
  return {
    metric: changed.metric,
    unit: changed.unit,
    how: changed.how,
    windowDays,
    value: kept?.value ?? null,
    n: kept?.n ?? 0,
    previous: kept?.previous ?? null,
    previousN: kept?.previousN ?? 0,
    unexplained: 'too_many',
    parts: [],
    rest: { parts: 0, influence: changed.how === 'adds_up' ? 0 : null },
    without: null,
  };
}

/** What is told of a number and its parts; a part of which nothing more is known is left out. */
export function toAnswer<Subject>(
  { parts, ...told }: WhatChanged<Subject>,
  windowDays: WindowDays,
  subjectOf: (subject: Subject) => ChangePart['of'] | [],
): MetricChange {
  return {
    ...told,
    windowDays,
    parts: parts.flatMap(({ of, ...part }) => {
      const subject = subjectOf(of);
      return Array.isArray(subject) ? [] : [{ of: subject, ...part }];
    }),
  };
}

type DeployedRow = Pick<
  DeploymentRow,
  | 'id'
  | 'version'
  | 'environment'
  | 'class'
  | 'outcome'
  | 'started_at'
  | 'counted_at'
> &
  Pick<DeploymentDeliveryRow, 'detail'>;

type IncidentRow = Pick<
  ServiceIncidentRow,
  | 'id'
  | 'series'
  | 'title'
  | 'link'
  | 'opened_at'
  | 'acknowledged_at'
  | 'resolved_at'
>;

interface Range {
  service: string;
  since: number;
  most: number;
}

function readDeployments(
  database: Knex,
  { service, since, most }: Range,
): Promise<DeployedRow[]> {
  return database('deployments as d')
    .join('deployment_delivery as m', 'm.id', 'd.id')
    .where({ 'd.service': service, 'd.counted': true })
    .where('d.counted_at', '>=', since)
    .orderBy('d.counted_at', 'desc')
    .limit(most + 1)
    .select(
      'd.id',
      'd.version',
      'd.environment',
      'd.class',
      'd.outcome',
      'd.started_at',
      'd.counted_at',
      'm.detail',
    );
}

function readIncidents(
  database: Knex,
  { service, since, most }: Range,
): Promise<IncidentRow[]> {
  return database('service_incidents')
    .where({ service })
    .whereIn('series', ['reported', 'detected'])
    .where('opened_at', '>=', since)
    .orderBy('opened_at', 'desc')
    .limit(most + 1)
    .select(
      'id',
      'series',
      'title',
      'link',
      'opened_at',
      'acknowledged_at',
      'resolved_at',
    );
}

function toFact(row: DeployedRow): CountedFact {
  return {
    id: row.id,
    class: row.class as CountedFact['class'],
    outcome: row.outcome as CountedFact['outcome'],
    counted: true,
    countedAt: instant(Number(row.counted_at)),
  };
}

function toDelivery({ id, detail }: DeployedRow): CountedDelivery {
  return { ...fromJson<DeploymentDeliveryDetail>(detail), id };
}

function toTimed(row: IncidentRow): TimedIncident {
  const at = (column: number | string | null) =>
    column === null ? null : instant(Number(column));
  return {
    id: row.id,
    own: true,
    openedAt: instant(Number(row.opened_at)),
    acknowledgedAt: at(row.acknowledged_at),
    resolvedAt: at(row.resolved_at),
  };
}

function toLoad(
  text: string | undefined,
  calendar: Calendar,
): SeriesSources['load'] {
  const kept = text ? fromJson<KeptLoad>(text) : {};
  const starts = new Map(
    calendar.days.map((day, index) => [day, calendar.starts[index]]),
  );
  return Object.fromEntries(
    LOAD_KINDS.map(kind => [
      kind,
      (kept[kind] ?? []).flatMap(([day, count]) => {
        const at = starts.get(day);
        return at === undefined ? [] : [{ at, count }];
      }),
    ]),
  ) as Record<LoadKind, { at: Calendar['now']; count: number }[]>;
}

function toSubject(
  subject: ChangeSubject,
  known: ReadonlyMap<string, DeployedRow | IncidentRow>,
): ChangePart['of'] | [] {
  if (subject.kind !== 'deployment' && subject.kind !== 'incident') {
    return subject;
  }
  const row = known.get(subject.id);
  if (!row) return [];
  return 'version' in row
    ? {
        kind: 'deployment',
        id: row.id,
        version: row.version,
        environment: row.environment,
        startedAt: time(row.started_at),
      }
    : {
        kind: 'incident',
        id: row.id,
        series: row.series === 'detected' ? 'detected' : 'reported',
        title: row.title,
        openedAt: time(row.opened_at),
        link: row.link,
      };
}
