import type {
  Frequency,
  ServiceSummary,
  WindowDays,
} from '@landfall/backstage-plugin-fleet-common';
import type { Knex } from 'knex';
import { isPostgres } from '../../database/dialect';
import type {
  DeploymentRow,
  JsonColumn,
  ServiceFrequencyRow,
  ServiceRow,
  ServiceStateRow,
} from '../../projections/tables';
import { deploymentColumns, fromJson, toDeployment } from './wire';

/** A service and its state. */
type ListedService = Pick<
  ServiceRow,
  'ref' | 'title' | 'owner' | 'owner_title' | 'system'
> &
  Pick<ServiceStateRow, 'readiness' | 'last_deployment_id' | 'attention'>;

/** The columns of {@link ListedService} where services are `s` and their states `st`. */
export const listedServiceColumns = [
  's.ref',
  's.title',
  's.owner',
  's.owner_title',
  's.system',
  'st.readiness',
  'st.last_deployment_id',
  'st.attention',
];

/** A week as `[start, deployments, days, failed, running]`. */
type Week = [string, number, number, number, boolean | number];

const frequencyColumns = [
  'window_days',
  'deployments',
  'per_week',
  'previous_per_week',
  'median_days_per_week',
  'median_gap_seconds',
  'observed_since',
] as const;

/** A service with its last deployment and its numbers; those are null where there are none. */
export type DetailedService = ListedService & {
  [C in (typeof deploymentColumns)[number] as `d_${C}`]:
    | DeploymentRow[C]
    | null;
} & {
  [C in (typeof frequencyColumns)[number] as `f_${C}`]:
    | ServiceFrequencyRow[C]
    | null;
} & { weeks: JsonColumn<Week[]> };

/**
 * Adds the last deployment and the numbers of one window to listed services, in the same statement. The order is lost.
 *
 * @param listed - selects {@link listedServiceColumns}, and whatever else shall be in the rows.
 */
export function withDetails(
  database: Knex,
  options: { listed: Knex.QueryBuilder; window: WindowDays },
): Knex.QueryBuilder {
  return database
    .from(options.listed.as('listed'))
    .leftJoin('deployments as d', 'd.id', 'listed.last_deployment_id')
    .leftJoin('service_frequency as f', joined =>
      joined
        .on('f.service', 'listed.ref')
        .andOnVal('f.window_days', options.window),
    )
    .select(
      'listed.*',
      ...deploymentColumns.map(column => `d.${column} as d_${column}`),
      ...frequencyColumns.map(column => `f.${column} as f_${column}`),
      weeksOf(database),
    );
}

/** The weeks of a service as one value: rows of their own would cost more than all the rest. */
function weeksOf(database: Knex): Knex.Raw {
  const week = 'w.week_start, w.deployments, w.days, w.failed, w.running';
  return database.raw(
    isPostgres(database)
      ? `(select json_agg(json_build_array(${week}))::text from service_weeks w where w.service = listed.ref) as weeks`
      : `(select json_group_array(json_array(${week})) from service_weeks w where w.service = listed.ref) as weeks`,
  );
}

/** The last deployment of a row, if there is one. */
export function lastDeploymentOf(
  row: DetailedService,
): ServiceSummary['lastDeployment'] {
  if (row.d_id === null) return null;
  const columns = deploymentColumns.map(column => [column, row[`d_${column}`]]);
  return toDeployment(Object.fromEntries(columns));
}

/** The numbers of a row; of a service that nobody observed, nothing is known. */
export function frequencyOf(
  row: DetailedService,
  windowDays: WindowDays,
): Frequency {
  return {
    windowDays,
    deployments: row.f_deployments ?? 0,
    perWeek: row.f_per_week,
    previousPerWeek: row.f_previous_per_week,
    medianDaysPerWeek: row.f_median_days_per_week,
    medianGapSeconds: row.f_median_gap_seconds,
    observedSince: row.f_observed_since,
    weeks: fromJson<Week[]>(row.weeks ?? '[]')
      .map(([weekStart, deployments, days, failed, running]) => ({
        weekStart,
        deployments,
        days,
        failed,
        running: Boolean(running),
      }))
      .sort((a, b) => (a.weekStart < b.weekStart ? -1 : 1)),
  };
}
