import type {
  CompanyMetrics,
  Instant,
  MetricName,
  TeamMetrics,
  WindowDays,
} from '@landfall/backstage-plugin-fleet-common';
import type { Knex } from 'knex';
import { makeCalendar } from '../../../delivery/calendar';
import { medianWeeks } from '../../../delivery/medianWeeks';
import { isRestricted } from '../../../permissions/visibility';
import type {
  KeptWeek,
  ServiceDeliveryRow,
  ServiceMetricsRow,
} from '../../../projections/delivery/tables';
import { readScopeKeys } from '../services';
import { fromJson } from '../wire';
import { selectServices, type ServiceSelection } from '../serviceSelection';
import { demandTeam } from '../teams';
import { metricsByPlatform, readPlatformsOf } from './byPlatform';
import { getCompanyCapacity } from './capacity';
import {
  metricDistributions,
  type ServiceNumbers,
} from './metricDistributions';
import { metricsOfRow, toWeeks } from './metricRows';
import { readNewServices } from './newServices';

/** Dots that a distribution shows at most. */
const MAX_VALUES = 200;
/** Services that are told one by one at most. */
const MAX_ROWS = 500;

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
  const [, { numbers, distributions, ...answer }, kept] = await Promise.all([
    demandTeam(database, team),
    distribute(database, { ...options, selection }),
    selectServices(database, selection)
      .join('service_delivery as k', 'k.service', 's.ref')
      .pluck('k.weeks') as Promise<ServiceDeliveryRow['weeks'][]>,
  ]);
  const weeks = kept.map(text =>
    fromJson<Partial<Record<MetricName, KeptWeek[]>>>(text),
  );
  return {
    team,
    ...answer,
    distributions: distributions.map(one => ({
      ...one,
      weeks: medianWeeks(weeks.map(by => toWeeks(by[one.metric] ?? []))),
    })),
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
  const [rows, [{ n }], keys, newServices, platforms] = await Promise.all([
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
      .join('service_quality_groups as q', 'q.service', 's.ref')
      .countDistinct({ n: 'q.group_id' }),
    readScopeKeys(database, selection),
    readNewServices(database, { selection, windowDays, calendar }),
    readPlatformsOf(database, { selection, windowDays, calendar }),
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
    distributions: metricDistributions(numbers, {
      values: { most: MAX_VALUES },
    }),
    byPlatform: metricsByPlatform(numbers, platforms),
    newServices,
    restricted: isRestricted(selection.visibility),
    quality: Number(n),
    freshness: selection.scopes.freshness(keys),
  };
}

function byTitle(a: ServiceNumbers, b: ServiceNumbers): number {
  const [first, second] = [a.title.toLowerCase(), b.title.toLowerCase()];
  if (first !== second) return first < second ? -1 : 1;
  return a.service < b.service ? -1 : 1;
}
