import type {
  Instant,
  MetricName,
  ServiceMetrics,
  WindowDays,
} from '@landfall/backstage-plugin-fleet-common';
import type { Knex } from 'knex';
import { bandOf, bandSource, type BandEdition } from '../../../delivery/bands';
import type { Visibility } from '../../../permissions/visibility';
import type {
  KeptWeek,
  ServiceDeliveryRow,
  ServiceMetricsRow,
} from '../../../projections/delivery/tables';
import type { KnownScopes } from '../scopes';
import { readServiceScopes } from '../services';
import { fromJson } from '../wire';
import { getServiceCapacity } from './capacity';
import { demandVisible } from './demandVisible';
import { metricsOfRow, toWeeks } from './metricRows';

/**
 * How one service is delivered over one window, and what it had for it: a fixed number of statements, whatever its history.
 *
 * @throws NotFoundError when there is no such service, or none that the caller may see.
 */
export async function getServiceMetrics(
  database: Knex,
  options: {
    service: string;
    windowDays: WindowDays;
    visibility: Visibility;
    scopes: KnownScopes;
    timeZone: string;
    now: Instant;
    bands: BandEdition | null;
  },
): Promise<ServiceMetrics> {
  const { service, windowDays, scopes, bands } = options;
  const [, row, kept, [{ n }], keys, capacity] = await Promise.all([
    demandVisible(database, options),
    database('service_metrics')
      .where({ service, window_days: windowDays })
      .first('metrics') as Promise<
      Pick<ServiceMetricsRow, 'metrics'> | undefined
    >,
    database('service_delivery').where({ service }).first('weeks') as Promise<
      Pick<ServiceDeliveryRow, 'weeks'> | undefined
    >,
    database('service_quality_groups').where({ service }).count({ n: '*' }),
    readServiceScopes(database, service),
    getServiceCapacity(database, options),
  ]);
  const weeks = kept
    ? fromJson<Partial<Record<MetricName, KeptWeek[]>>>(kept.weeks)
    : {};
  return {
    service,
    windowDays,
    timeZone: options.timeZone,
    metrics: metricsOfRow(row?.metrics ?? null).map(metric => {
      const band = bands === null ? null : bandOf(metric, bands);
      return {
        ...metric,
        ...(band === null ? {} : { band }),
        weeks: toWeeks(weeks[metric.metric] ?? []),
      };
    }),
    ...(bands === null
      ? {}
      : { bands: { edition: bands, ...bandSource(bands) } }),
    capacity,
    quality: Number(n),
    freshness: scopes.freshness(keys),
  };
}
