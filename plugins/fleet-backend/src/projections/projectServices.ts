/** Keeps what lists show of services: deployments, their frequency, and the state. The caller holds the locks of the services. */
import type { Instant } from '@landfall/backstage-plugin-fleet-common';
import { among, bulkInsert } from '../database/dialect';
import { frequency, weeks } from '../delivery/frequency';
import { readExpectedServices } from '../directory/store';
import {
  FREQUENCY_COLUMNS,
  STATE_COLUMNS,
  upsert,
  WEEK_COLUMNS,
} from './columns';
import type { ProjectionContext } from './context';
import type { DerivedService } from './delivery/derive';
import {
  deriveServices,
  writeCiDeployments,
  writeDelivery,
} from './delivery/projectDelivery';
import { projectDeployments } from './projectDeployments';
import {
  readCounted,
  readNewestDeployments,
  readNewestPlaces,
  readStateTargets,
  type ServicePlace,
  type StateTarget,
} from './serviceReads';
import { rowOfState } from './serviceState';
import type {
  DeploymentRow,
  ServiceFrequencyRow,
  ServiceStateRow,
  ServiceWeekRow,
} from './tables';

/**
 * Derives services again.
 *
 * @param work - `from` is the earliest rollout that is different; null where only targets or the time are.
 */
export async function projectServices(
  context: ProjectionContext,
  work: readonly { service: string; from: Instant | null }[],
): Promise<void> {
  if (work.length === 0) {
    return;
  }
  const derived = await deriveServices(context, work);
  const fromCi = new Set(
    derived.flatMap(one => (one.fromCi ? [one.service] : [])),
  );
  await projectDeployments(
    context,
    work.flatMap(({ service, from }) =>
      from === null || fromCi.has(service) ? [] : [{ service, from }],
    ),
  );
  await writeCiDeployments(context, derived);
  await projectStates(context, derived);
  await writeDelivery(context, derived);
}

async function projectStates(
  context: ProjectionContext,
  derived: readonly DerivedService[],
): Promise<void> {
  const { transaction, calendar, delivery } = context;
  const services = derived.map(({ service }) => service);
  const since = new Map(
    derived.map(one => [one.service, one.deploymentsSince]),
  );
  const targets = groupBy(await readStateTargets(transaction, services));
  const counted = await readCounted(transaction, {
    services,
    since: calendar.starts[0],
  });
  const places = distinctPlaces([
    ...[...targets.values()].flat(),
    ...derived.flatMap(({ service, ciEnvironments }) =>
      ciEnvironments.map(environment => ({ service, environment })),
    ),
    ...(await readNewestPlaces(transaction, services)),
  ]);
  const newest = groupBy(
    await readNewestDeployments(transaction, { places, succeeded: false }),
  );
  const succeeded = groupBy(
    await readNewestDeployments(transaction, { places, succeeded: true }),
  );
  const expected = await readExpectedServices(transaction, services);
  const hasRun = new Set(places.map(place => place.service));

  const listed = services.filter(
    service => expected.has(service) || hasRun.has(service),
  );
  const rows = listed.map(service => {
    const history = {
      deployments: counted.get(service) ?? [],
      observedSince: since.get(service) ?? null,
    };
    const frequencies = delivery.windows.map(windowDays =>
      frequency(history, { calendar, windowDays }),
    );
    return {
      frequencies: frequencies.map(
        (one): ServiceFrequencyRow => ({
          service,
          window_days: one.windowDays,
          day: calendar.days[calendar.days.length - 1],
          deployments: one.deployments,
          per_week: one.perWeek,
          previous_per_week: one.previousPerWeek,
          median_days_per_week: one.medianDaysPerWeek,
          median_gap_seconds: one.medianGapSeconds,
          observed_since: one.observedSince,
        }),
      ),
      weeks: weeks(history, calendar).map(
        (week): ServiceWeekRow => ({
          service,
          week_start: week.weekStart,
          deployments: week.deployments,
          days: week.days,
          failed: week.failed,
          running: week.running,
        }),
      ),
      state: rowOfState({
        service,
        targets: targets.get(service) ?? [],
        newest: newest.get(service) ?? [],
        succeeded: succeeded.get(service) ?? [],
      }),
    };
  });

  const unlisted = services.filter(
    service => !expected.has(service) && !hasRun.has(service),
  );
  if (unlisted.length > 0) {
    for (const table of ['service_frequency', 'service_state']) {
      await transaction(table)
        .where(among(transaction, 'service', unlisted))
        .del();
    }
  }
  await transaction('service_weeks')
    .where(among(transaction, 'service', services))
    .del();
  await bulkInsert(transaction, {
    table: 'service_weeks',
    columns: WEEK_COLUMNS,
    rows: rows.flatMap(row => row.weeks),
  });
  await transaction('service_frequency')
    .where(among(transaction, 'service', services))
    .whereNotIn('window_days', delivery.windows)
    .del();
  await upsert<ServiceFrequencyRow>(transaction, {
    table: 'service_frequency',
    columns: FREQUENCY_COLUMNS,
    key: ['service', 'window_days'],
    rows: rows.flatMap(row => row.frequencies),
  });
  await upsert<ServiceStateRow>(transaction, {
    table: 'service_state',
    columns: STATE_COLUMNS,
    key: ['service'],
    rows: rows.map(row => row.state),
  });
}

function distinctPlaces(
  given: readonly { service: string | null; environment: string | null }[],
): ServicePlace[] {
  const places = given.flatMap(({ service, environment }) =>
    service === null ? [] : [{ service, environment }],
  );
  return [
    ...new Map(places.map(place => [JSON.stringify(place), place])).values(),
  ];
}

function groupBy<T extends StateTarget | DeploymentRow>(
  list: readonly T[],
): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of list) {
    const service = one.service ?? '';
    const group = groups.get(service);
    if (group) {
      group.push(one);
    } else {
      groups.set(service, [one]);
    }
  }
  return groups;
}
