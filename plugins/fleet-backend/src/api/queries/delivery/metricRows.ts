/** From rows of what is derived of delivery to what the contract says. */
import { createHash } from 'node:crypto';
import {
  metricNameSchema,
  type Incident,
  type Metric,
} from '@landfall/backstage-plugin-fleet-common';
import { LOAD_KINDS, type LoadMoment } from '../../../delivery/operationalLoad';
import { metricSeries } from '../../../delivery/metricItems';
import type { Metric as DerivedMetric } from '../../../delivery/types';
import { instant } from '@landfall/backstage-plugin-fleet-common';
import { defaultDeliveryRules } from '../../../delivery/rules';
import type {
  KeptWeek,
  ServiceIncidentRow,
  ServiceMetricsRow,
} from '../../../projections/delivery/tables';
import { fromJson, time, timeOrNull } from '../wire';

/** The numbers of a service of which nothing is known. */
export function unknownMetrics(): DerivedMetric[] {
  const nothing = Object.fromEntries(
    LOAD_KINDS.map(kind => [kind, [] as LoadMoment[]]),
  ) as Record<(typeof LOAD_KINDS)[number], LoadMoment[]>;
  return metricSeries(
    {
      deployments: [],
      delivery: [],
      reported: [],
      detected: [],
      load: nothing,
      minutes: {},
      now: instant(0),
    },
    defaultDeliveryRules,
  ).map(({ metric, unit }) => ({
    metric,
    unit,
    value: null,
    n: 0,
    p75: null,
    p90: null,
    open: 0,
    previous: null,
    previousN: 0,
    missing: 'nothing_observed',
  }));
}

const PLACES: ReadonlyMap<string, number> = new Map(
  metricNameSchema.options.map((name, index) => [name, index]),
);

function placeOf({ metric }: DerivedMetric): number {
  return PLACES.get(metric) ?? PLACES.size;
}

/** The numbers of a row, in the order of the contract; of no row, none is known. */
export function metricsOfRow(
  metrics: ServiceMetricsRow['metrics'] | null,
): DerivedMetric[] {
  const known =
    metrics === null ? unknownMetrics() : fromJson<DerivedMetric[]>(metrics);
  return [...known].sort((a, b) => placeOf(a) - placeOf(b));
}

/** Weeks as they are kept. */
export function toWeeks(kept: readonly KeptWeek[]): Metric['weeks'] {
  return kept.map(([weekStart, running, value, n]) => ({
    weekStart,
    running,
    value,
    n,
  }));
}

/** In the place of the id of an incident that the caller may not see: a tool's own name of it may be telling. */
export function hiddenIncidentId(id: string): string {
  return createHash('sha256').update(id).digest('hex').slice(0, 32);
}

/**
 * An incident.
 *
 * @param seen - the services of others that the caller may see.
 */
export function toIncident(
  row: ServiceIncidentRow,
  seen: ReadonlySet<string>,
): Incident {
  const openedAt = Number(row.opened_at);
  const { of_service: other } = row;
  const isElsewhere = row.series === 'elsewhere';
  const hidden = isElsewhere && (other === null || !seen.has(other));
  return {
    id: hidden ? hiddenIncidentId(row.id) : row.id,
    service: isElsewhere && other !== null && !hidden ? other : row.service,
    series: row.series as Incident['series'],
    ...(hidden && { hidden }),
    title: hidden ? '' : row.title,
    severity: hidden ? null : row.severity,
    openedAt: time(row.opened_at),
    acknowledgedAt: timeOrNull(row.acknowledged_at),
    resolvedAt: timeOrNull(row.resolved_at),
    seconds:
      row.resolved_at === null
        ? null
        : (Number(row.resolved_at) - openedAt) / 1000,
    deployments: fromJson<string[]>(row.deployments),
    link: hidden ? null : row.link,
  };
}
