import type {
  MetricChange,
  MetricName,
  WindowDays,
} from '@landfall/backstage-plugin-fleet-common';
import type { Knex } from 'knex';
import type { Metric } from '../../../delivery/types';
import { explained } from '../../../delivery/whatChanged';
import {
  whatChangedAmong,
  type ServiceSubject,
} from '../../../delivery/whatChangedAmong';
import type { ServiceMetricsRow } from '../../../projections/delivery/tables';
import { selectServices, type ServiceSelection } from '../serviceSelection';
import { demandTeam } from '../teams';
import { toAnswer } from './metricChange';
import { metricsOfRow, unknownMetrics } from './metricRows';

/**
 * Which services of a team made a number of it another one than in the window before: two statements, however many services there are. Only those that
 * the caller may see.
 *
 * @throws NotFoundError when the catalog has no such team.
 */
export async function getTeamMetricChange(
  database: Knex,
  options: {
    team: string;
    metric: MetricName;
    windowDays: WindowDays;
    selection: Omit<ServiceSelection, 'team'>;
  },
): Promise<MetricChange> {
  const { team, metric, windowDays } = options;
  type Row = {
    ref: string;
    title: string;
    metrics: ServiceMetricsRow['metrics'] | null;
  };
  const [, rows] = await Promise.all([
    demandTeam(database, team),
    selectServices(database, { ...options.selection, team })
      .leftJoin('service_metrics as m', joined =>
        joined.on('m.service', 's.ref').andOnVal('m.window_days', windowDays),
      )
      .select('s.ref', 's.title', 'm.metrics') as Promise<Row[]>,
  ]);
  const titles = new Map(rows.map(({ ref, title }) => [ref, title]));
  const services = rows
    .map(({ ref, metrics }) => ({
      service: ref,
      metric: named(metricsOfRow(metrics), metric),
    }))
    .sort((a, b) => byTitle(titles, a.service, b.service));
  const changed =
    services.length > 0
      ? whatChangedAmong(services)
      : nothing(named(unknownMetrics(), metric));
  return toAnswer(changed, windowDays, subject => ({
    ...subject,
    title: titles.get(subject.service) ?? subject.service,
  }));
}

function named(metrics: readonly Metric[], name: MetricName): Metric {
  const found = metrics.find(({ metric }) => metric === name);
  if (!found) throw new Error(`No number is called ${name}`);
  return found;
}

/** Of a team without services. */
function nothing({ metric, unit }: Metric) {
  return explained<ServiceSubject>(
    {
      metric,
      unit,
      value: null,
      n: 0,
      previous: null,
      previousN: 0,
      how: 'left_out',
    },
    { unexplained: 'missing', parts: [] },
  );
}

function byTitle(
  titles: ReadonlyMap<string, string>,
  a: string,
  b: string,
): number {
  const [first, second] = [a, b].map(ref =>
    (titles.get(ref) ?? ref).toLowerCase(),
  );
  if (first !== second) return first < second ? -1 : 1;
  return a < b ? -1 : 1;
}
