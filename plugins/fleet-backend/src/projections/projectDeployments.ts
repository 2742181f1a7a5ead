/**
 * Keeps the deployments of services. A change of a rollout reaches back no further than `joinMs` of the rules: what began before
 * stays, with the rollouts that it holds. The caller holds the locks of the services.
 */
import type { Instant } from '@landfall/backstage-plugin-fleet-common';
import { among, rawRows, recordset } from '../database/dialect';
import { deriveDeployments } from '../delivery/deployments';
import { sameRow } from '../directory/compareRows';
import { DEPLOYMENT_COLUMNS, upsert } from './columns';
import type { ProjectionContext } from './context';
import {
  observationsOf,
  rowOfDeployment,
  type ServicePart,
} from './deploymentRows';
import { rolloutOfRow } from './rolloutRows';
import type { BooleanColumn, DeploymentRow, RolloutRow } from './tables';

const columns = Object.keys(DEPLOYMENT_COLUMNS) as (keyof DeploymentRow)[];

/** Derives the deployments of services again, each from its earliest rollout that is different. */
export async function projectDeployments(
  context: ProjectionContext,
  work: readonly { service: string; from: Instant }[],
): Promise<void> {
  if (work.length === 0) {
    return;
  }
  const { transaction, rules } = context;
  const ranges = work.map(({ service, from }) => ({
    service,
    earliest: from - rules.joinMs,
    before: from - 2 * rules.joinMs,
  }));
  const parts = groupByService(await readParts(context, ranges));
  const known = groupByService(await readDeployments(context, ranges));

  const changed: DeploymentRow[] = [];
  const removed: string[] = [];
  for (const { service, earliest } of ranges) {
    const rows = known.get(service) ?? [];
    const kept = rows.filter(row => Number(row.started_at) < earliest);
    const taken = new Set(kept.flatMap(observationsOf));
    const old = new Map(
      rows.filter(row => !kept.includes(row)).map(row => [row.id, row]),
    );
    const free = (parts.get(service) ?? [])
      .map(({ part }) => part)
      .filter(part => !taken.has(part.id));
    for (const deployment of deriveDeployments(free, rules)) {
      const row = rowOfDeployment(service, deployment);
      if (!sameRow(old.get(row.id), row, columns)) {
        changed.push(row);
      }
      old.delete(row.id);
    }
    removed.push(...old.keys());
  }
  if (removed.length > 0) {
    await transaction('deployments')
      .where(among(transaction, 'id', removed))
      .del();
  }
  await upsert<DeploymentRow>(transaction, {
    table: 'deployments',
    columns: DEPLOYMENT_COLUMNS,
    key: ['id'],
    rows: changed,
  });
}

interface Range {
  service: string;
  /** Deployments that start then or later are derived again. */
  earliest: number;
  /** Those that start between this and `earliest` may hold rollouts that start later. */
  before: number;
}

const RANGE = {
  service: 'text',
  earliest: 'bigint',
  before: 'bigint',
} as const;

async function readParts(
  { transaction }: ProjectionContext,
  ranges: readonly Range[],
): Promise<{ service: string; part: ServicePart }[]> {
  const { sql, bindings } = recordset(transaction, RANGE, ranges);
  const rows = await rawRows<
    RolloutRow & {
      service: string;
      environment: string | null;
      production: BooleanColumn;
    }
  >(
    transaction,
    `select r.*, t.environment, t.production
     from ${sql}
     join rollouts r
       on r.service = given.service and r.at >= given.earliest
     join targets t on t.target = r.target`,
    bindings,
  );
  return rows.map(row => ({
    service: row.service,
    part: {
      ...rolloutOfRow(row),
      environment: row.environment,
      production: Boolean(row.production),
    },
  }));
}

async function readDeployments(
  { transaction }: ProjectionContext,
  ranges: readonly Range[],
): Promise<DeploymentRow[]> {
  const { sql, bindings } = recordset(transaction, RANGE, ranges);
  return rawRows<DeploymentRow>(
    transaction,
    `select d.* from ${sql} join deployments d
     on d.service = given.service and d.started_at >= given.before`,
    bindings,
  );
}

function groupByService<T extends { service: string }>(
  list: readonly T[],
): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of list) {
    const group = groups.get(one.service);
    if (group) {
      group.push(one);
    } else {
      groups.set(one.service, [one]);
    }
  }
  return groups;
}
