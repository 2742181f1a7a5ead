import {
  metricNameSchema,
  type CompanyMetrics,
  type Instant,
  type MetricDistribution,
  type MissingReason,
  type TeamMetrics,
  type WindowDays,
} from '@landfall/backstage-plugin-fleet-common';
import type { Knex } from 'knex';
import { makeCalendar } from '../../../delivery/calendar';
import { distributionOf } from '../../../delivery/distribution';
import type { Metric } from '../../../delivery/types';
import { isRestricted } from '../../../permissions/visibility';
import type { ServiceMetricsRow } from '../../../projections/delivery/tables';
import { readScopeKeys } from '../services';
import { selectServices, type ServiceSelection } from '../serviceSelection';
import { demandTeam } from '../teams';
import { getCompanyCapacity } from './capacity';
import { metricsOfRow, unknownMetrics } from './metricRows';
import { readNewServices } from './newServices';

/** Dots that a distribution shows at most. */
const MAX_VALUES = 200;
/** Services that are told one by one at most. */
const MAX_ROWS = 500;

interface ServiceNumbers {
  service: string;
  title: string;
  metrics: Metric[];
}

/** What distributions are made of. */
export interface DistributionOptions {
  selection: ServiceSelection;
  windowDays: WindowDays;
  timeZone: string;
  now: Instant;
}

/**
 * How the services of a team are delivered: a fixed number of statements, however many services there are.
 *
 * @throws NotFoundError when the catalog has no such team.
 */
export async function getTeamMetrics(
  database: Knex,
  options: DistributionOptions & { team: string },
): Promise<TeamMetrics> {
  const { team } = options;
  const selection = { ...options.selection, team };
  const [, { numbers, ...answer }] = await Promise.all([
    demandTeam(database, team),
    distribute(database, { ...options, selection }),
  ]);
  return {
    team,
    ...answer,
    rows: [...numbers]
      .sort(byTitle)
      .slice(0, MAX_ROWS)
      .map(({ service, title, metrics }) => ({ service, title, metrics })),
  };
}

/** How all services are delivered that the caller may see. */
export async function getCompanyMetrics(
  database: Knex,
  options: DistributionOptions,
): Promise<CompanyMetrics> {
  // Platforms are those of all services: who may not see all is not told.
  const [{ numbers, ...answer }, capacity] = await Promise.all([
    distribute(database, options),
    isRestricted(options.selection.visibility)
      ? undefined
      : getCompanyCapacity(database, options),
  ]);
  return { ...answer, ...(capacity && { capacity }) };
}

async function distribute(
  database: Knex,
  options: DistributionOptions,
): Promise<CompanyMetrics & { numbers: ServiceNumbers[] }> {
  const { selection, windowDays, timeZone, now } = options;
  const calendar = makeCalendar({ now, zone: timeZone });
  const [rows, [{ n }], keys, newServices] = await Promise.all([
    selectServices(database, selection)
      .leftJoin('service_metrics as m', joined =>
        joined.on('m.service', 's.ref').andOnVal('m.window_days', windowDays),
      )
      .select('s.ref', 's.title', 'm.metrics') as Promise<
      {
        ref: string;
        title: string;
        metrics: ServiceMetricsRow['metrics'] | null;
      }[]
    >,
    selectServices(database, selection)
      .join('service_quality as q', 'q.service', 's.ref')
      .count({ n: '*' }),
    readScopeKeys(database, selection),
    readNewServices(database, { selection, windowDays, calendar }),
  ]);
  const numbers = rows.map(({ ref, title, metrics }) => ({
    service: ref,
    title,
    metrics: metricsOfRow(metrics),
  }));
  return {
    numbers,
    windowDays,
    timeZone,
    services: rows.length,
    distributions: distributionsOf(numbers),
    newServices,
    restricted: isRestricted(selection.visibility),
    quality: Number(n),
    freshness: selection.scopes.freshness(keys),
  };
}

/** Every metric, also where there is no service. */
function distributionsOf(
  numbers: readonly ServiceNumbers[],
): MetricDistribution[] {
  const byName = new Map<string, { service: string; metric: Metric }[]>();
  for (const { service, metrics } of numbers) {
    for (const metric of metrics) {
      const list = byName.get(metric.metric) ?? [];
      byName.set(metric.metric, list);
      list.push({ service, metric });
    }
  }
  const units = new Map(
    unknownMetrics().map(({ metric, unit }) => [metric, unit]),
  );
  return metricNameSchema.options.map(name => {
    const list = byName.get(name) ?? [];
    if (list.length === 0) {
      return {
        metric: name,
        unit: units.get(name) ?? 'count',
        n: 0,
        missing: [],
        p25: null,
        median: null,
        p75: null,
        previousMedian: null,
        values: [],
      };
    }
    const { missing, ...distribution } = distributionOf(
      list.map(({ metric }) => metric),
    );
    return {
      ...distribution,
      missing: Object.entries(missing).map(([reason, services]) => ({
        reason: reason as MissingReason,
        services,
      })),
      values: list
        .flatMap(({ service, metric: { value } }) =>
          value === null ? [] : [{ service, value }],
        )
        .sort((a, b) => a.value - b.value || (a.service < b.service ? -1 : 1))
        .slice(0, MAX_VALUES),
    };
  });
}

function byTitle(a: ServiceNumbers, b: ServiceNumbers): number {
  const [first, second] = [a.title.toLowerCase(), b.title.toLowerCase()];
  if (first !== second) return first < second ? -1 : 1;
  return a.service < b.service ? -1 : 1;
}
