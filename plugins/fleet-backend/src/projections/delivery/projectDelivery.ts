/**
 * Keeps how services are delivered: reads their evidence, derives each as a whole within its range, and writes what is different. The caller
 * holds the locks of the services. Statements are as many whatever the number of services.
 */
import type { Instant } from '@landfall/backstage-plugin-fleet-common';
import type { Knex } from 'knex';
import {
  among,
  rawRows,
  recordset,
  type ColumnType,
} from '../../database/dialect';
import { sameRow } from '../../directory/compareRows';
import { DEPLOYMENT_COLUMNS, upsert } from '../columns';
import type { ProjectionContext } from '../context';
import type { DeploymentRow } from '../tables';
import { deriveService, type DerivedService } from './derive';
import { deliveryRange } from './range';
import { readBases } from './bases';
import { markCaused } from './causes';
import { readDeliveryEvidence } from './reads';
import { markSharers } from './sharing';
import type {
  DeploymentDeliveryRow,
  ServiceCauseRow,
  ServiceCiRow,
  ServiceDeliveryRow,
  ServiceIncidentRow,
  ServiceMetricsRow,
  ServiceQualityGroupRow,
  ServiceQualityRow,
  ServiceTellerRow,
} from './tables';

type Columns<Row> = Record<keyof Row & string, ColumnType>;

const DETAIL_COLUMNS: Columns<DeploymentDeliveryRow> = {
  id: 'text',
  service: 'text',
  started_at: 'bigint',
  hash: 'text',
  detail: 'text',
};

const INCIDENT_COLUMNS: Columns<ServiceIncidentRow> = {
  service: 'text',
  id: 'text',
  series: 'text',
  of_service: 'text',
  opened_at: 'bigint',
  acknowledged_at: 'bigint',
  resolved_at: 'bigint',
  title: 'text',
  severity: 'text',
  link: 'text',
  deployments: 'text',
};

const METRICS_COLUMNS: Columns<ServiceMetricsRow> = {
  service: 'text',
  window_days: 'bigint',
  day: 'text',
  metrics: 'text',
};

const KEPT_COLUMNS: Columns<ServiceDeliveryRow> = {
  service: 'text',
  from_ci: 'boolean',
  origins: 'text',
  since: 'text',
  weeks: 'text',
  load: 'text',
  ci_environments: 'text',
  born_at: 'bigint',
  next_timer: 'bigint',
};

const CAUSE_COLUMNS: Columns<ServiceCauseRow> = {
  service: 'text',
  incident: 'text',
  opened_at: 'bigint',
  commits: 'text',
  told: 'text',
};

const CI_COLUMNS: Columns<ServiceCiRow> = {
  service: 'text',
  observation: 'text',
  origin: 'text',
  at: 'bigint',
  by: 'text',
};

const QUALITY_COLUMNS: Columns<ServiceQualityRow> = {
  id: 'text',
  service: 'text',
  kind: 'text',
  what: 'text',
  detail: 'text',
  improves: 'bigint',
  group_id: 'text',
  at: 'bigint',
  deployment: 'text',
  link: 'text',
};

const QUALITY_GROUP_COLUMNS: Columns<ServiceQualityGroupRow> = {
  service: 'text',
  group_id: 'text',
  kind: 'text',
  place_kind: 'text',
  place: 'text',
  records: 'bigint',
  improves: 'bigint',
  numbers: 'bigint',
  since: 'bigint',
  latest: 'bigint',
};

const TELLER_COLUMNS: Columns<ServiceTellerRow> = {
  service: 'text',
  source: 'text',
  scope: 'text',
};

/**
 * Derives how services are delivered.
 *
 * @param work - `from` is the earliest that is different; null where only targets or the time are.
 */
export async function deriveServices(
  context: ProjectionContext,
  work: readonly { service: string; from: Instant | null }[],
): Promise<DerivedService[]> {
  const { calendar, now, rules, delivery } = context;
  const bases = await readBases(context, work);
  const evidence = await readDeliveryEvidence(
    context,
    bases.map(({ from, deepFrom, ...rest }) => ({
      ...rest,
      range: deliveryRange(
        { service: rest.service, from, deepFrom },
        { calendar, joinMs: rules.joinMs },
      ),
    })),
  );
  return evidence.map(one =>
    deriveService(one, { calendar, now, rules, delivery }),
  );
}

/** Writes the deployments of services of which CI tells. */
export async function writeCiDeployments(
  { transaction }: ProjectionContext,
  derived: readonly DerivedService[],
): Promise<void> {
  const services = derived.filter(({ fromCi }) => fromCi);
  if (services.length === 0) {
    return;
  }
  const known = await readFrom<DeploymentRow>(transaction, {
    services,
    table: 'deployments',
    columns: 'd.*',
    began: 'started_at',
  });
  await writeChanged<DeploymentRow>(transaction, {
    table: 'deployments',
    columns: DEPLOYMENT_COLUMNS,
    key: ['id'],
    compared: Object.keys(DEPLOYMENT_COLUMNS) as (keyof DeploymentRow)[],
    known,
    rows: services.flatMap(one => one.deployments),
  });
}

/** Writes everything else. */
export async function writeDelivery(
  context: ProjectionContext,
  derived: readonly DerivedService[],
): Promise<void> {
  const { transaction } = context;
  const names = derived.map(({ service }) => service);
  await writeChanged<
    DeploymentDeliveryRow,
    Pick<DeploymentDeliveryRow, 'id' | 'hash'>
  >(transaction, {
    table: 'deployment_delivery',
    columns: DETAIL_COLUMNS,
    key: ['id'],
    compared: ['hash'],
    known: await readFrom(transaction, {
      services: derived,
      table: 'deployment_delivery',
      columns: 'd.id, d.hash',
      began: 'started_at',
    }),
    rows: derived.flatMap(one => one.delivery),
  });
  await writeChanged<ServiceIncidentRow>(transaction, {
    table: 'service_incidents',
    columns: INCIDENT_COLUMNS,
    key: ['service', 'id'],
    compared: Object.keys(INCIDENT_COLUMNS) as (keyof ServiceIncidentRow)[],
    known: await readFrom(transaction, {
      services: derived,
      table: 'service_incidents',
      columns: 'd.*',
      began: 'opened_at',
    }),
    rows: derived.flatMap(one => one.incidents),
  });
  const causes = await writeChanged<ServiceCauseRow>(transaction, {
    table: 'service_causes',
    columns: CAUSE_COLUMNS,
    key: ['service', 'incident'],
    compared: ['opened_at', 'commits', 'told'],
    known: await readFrom(transaction, {
      services: derived,
      table: 'service_causes',
      columns: 'd.*',
      began: 'opened_at',
    }),
    rows: derived.flatMap(one => one.causes),
  });
  await markCaused(context, causes);
  const taken = await writeChanged<ServiceCiRow>(transaction, {
    table: 'service_ci',
    columns: CI_COLUMNS,
    key: ['service', 'observation'],
    compared: ['origin', 'at', 'by'],
    known: await readFrom(transaction, {
      services: derived,
      table: 'service_ci',
      columns: 'd.*',
      began: 'at',
    }),
    rows: derived.flatMap(one => one.ci),
  });
  await markSharers(context, taken);
  const all = <Row extends object>(table: string): Promise<Row[]> =>
    transaction(table).select('*').where(among(transaction, 'service', names));
  await writeChanged<ServiceMetricsRow>(transaction, {
    table: 'service_metrics',
    columns: METRICS_COLUMNS,
    key: ['service', 'window_days'],
    compared: ['day', 'metrics'],
    known: await all('service_metrics'),
    rows: derived.flatMap(one => one.metrics),
  });
  await writeChanged<ServiceDeliveryRow>(transaction, {
    table: 'service_delivery',
    columns: KEPT_COLUMNS,
    key: ['service'],
    compared: [
      'from_ci',
      'origins',
      'since',
      'weeks',
      'load',
      'ci_environments',
      'born_at',
      'next_timer',
    ],
    known: await all('service_delivery'),
    rows: derived.flatMap(one => one.kept ?? []),
  });
  await writeChanged<ServiceQualityRow>(transaction, {
    table: 'service_quality',
    columns: QUALITY_COLUMNS,
    key: ['id'],
    compared: ['improves', 'group_id', 'at', 'deployment', 'link'],
    known: await all('service_quality'),
    rows: derived.flatMap(one => one.quality),
  });
  await writeChanged<ServiceQualityGroupRow>(transaction, {
    table: 'service_quality_groups',
    columns: QUALITY_GROUP_COLUMNS,
    key: ['service', 'group_id'],
    compared: ['records', 'improves', 'numbers', 'since', 'latest'],
    known: await all('service_quality_groups'),
    rows: derived.flatMap(one => one.qualityGroups),
  });
  await writeChanged<ServiceTellerRow>(transaction, {
    table: 'service_tellers',
    columns: TELLER_COLUMNS,
    key: ['service', 'source', 'scope'],
    compared: [],
    known: await all('service_tellers'),
    rows: derived.flatMap(one => one.tellers),
  });
}

/** What is there of the range of each service. */
async function readFrom<Row extends object>(
  transaction: Knex.Transaction,
  options: {
    services: readonly DerivedService[];
    table: string;
    columns: string;
    began: string;
  },
): Promise<Row[]> {
  const { table, columns, began } = options;
  const { sql, bindings } = recordset(
    transaction,
    { service: 'text', writeFrom: 'bigint' },
    options.services.map(({ service, writeFrom }) => ({ service, writeFrom })),
  );
  return rawRows<Row>(
    transaction,
    `select ${columns} from ${sql} join ${table} d
     on d.service = given.service and d.${began} >= given."writeFrom"`,
    bindings,
  );
}

/**
 * Writes rows that are different from those there, and removes those that are no more.
 *
 * @returns what was different: as it was, and as it is.
 */
async function writeChanged<
  Row extends object,
  Known extends Partial<Row> = Row,
>(
  transaction: Knex.Transaction,
  options: {
    table: string;
    columns: Columns<Row>;
    key: readonly (keyof Row & keyof Known & string)[];
    compared: readonly (keyof Row & keyof Known & string)[];
    known: readonly Known[];
    rows: readonly Row[];
  },
): Promise<(Row | Known)[]> {
  const { table, columns, key, compared } = options;
  const keyOf = (row: Row | Known) =>
    JSON.stringify(key.map(name => String((row as Known)[name])));
  const left = new Map(options.known.map(row => [keyOf(row), row]));
  const changed: Row[] = [];
  const replaced: Known[] = [];
  for (const row of options.rows) {
    const id = keyOf(row);
    const known = left.get(id);
    if (
      !known ||
      !sameRow<Pick<Known, (typeof compared)[number]>>(
        known,
        row as unknown as Known,
        compared,
      )
    ) {
      changed.push(row);
      if (known) replaced.push(known);
    }
    left.delete(id);
  }
  if (left.size > 0) {
    const { sql, bindings } = recordset(
      transaction,
      Object.fromEntries(key.map(name => [name, columns[name]])),
      [...left.values()].map(row =>
        Object.fromEntries(key.map(name => [name, row[name]])),
      ),
    );
    const names = key.map(name => `"${name}"`).join(', ');
    await transaction.raw(
      `delete from "${table}" where (${names}) in (select ${names} from ${sql})`,
      [...bindings],
    );
  }
  if (changed.length > 0) {
    await upsert<Row>(transaction, { table, columns, key, rows: changed });
  }
  return [...left.values(), ...replaced, ...changed];
}
