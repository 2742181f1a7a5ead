import type {
  Deployment,
  ServiceSummary,
  WindowDays,
} from '@landfall/backstage-plugin-fleet-common';
import type { Knex } from 'knex';
import type { DeploymentRow } from '../../projections/tables';
import type { ScopeKey } from '../../sources/tables';
import { readFrequencies } from './frequencies';
import type { KnownScopes } from './scopes';
import type { ListedService } from './servicePage';
import {
  attentionOf,
  deploymentColumns,
  targetColumns,
  toDeployment,
  toTarget,
  type ListedTargetRow,
} from './wire';

const MAX_TARGETS = 20;

/** Completes a page of services: a fixed number of statements, however many services there are. */
export async function readServiceSummaries(
  database: Knex,
  options: {
    services: readonly ListedService[];
    scopes: KnownScopes;
    window: WindowDays;
  },
): Promise<ServiceSummary[]> {
  const { services, scopes, window } = options;
  const refs = services.map(service => service.ref);
  const [targets, seenBy, deployments, frequencies] = await Promise.all([
    readTargets(database, refs),
    readScopesOf(database, refs),
    readDeployments(
      database,
      services.flatMap(service => service.last_deployment_id ?? []),
    ),
    readFrequencies(database, { services: refs, windows: [window] }),
  ]);
  return services.map(service => {
    const places = targets.get(service.ref) ?? [];
    const keys = seenBy.get(service.ref) ?? [];
    const freshness = scopes.worst(keys);
    return {
      ref: service.ref,
      title: service.title,
      owner: ownerOf(service),
      system: service.system,
      readiness: service.readiness as ServiceSummary['readiness'],
      targets: places.map(row => toTarget(row, scopes.get(row).state)),
      targetCount: places[0]?.count ?? 0,
      lastDeployment: deployments.get(service.last_deployment_id ?? '') ?? null,
      frequency: frequencies.get(service.ref, window),
      attention: attentionOf(service.attention, {
        state: freshness,
        seen: keys.length > 0,
      }),
      freshness,
    };
  });
}

/** The owner as far as the catalog tells. */
export function ownerOf(
  service: Pick<ListedService, 'owner' | 'owner_title'>,
): ServiceSummary['owner'] {
  const { owner, owner_title: title } = service;
  return owner === null ? null : { ref: owner, title: title ?? owner };
}

type CountedTargetRow = ListedTargetRow & { count: number };

/**
 * Targets by service, production first, at most {@link MAX_TARGETS} each; those that are gone only where nothing else is left. `count` is
 * how many there are of the kind that is shown.
 */
async function readTargets(
  database: Knex,
  services: readonly string[],
): Promise<Map<string, CountedTargetRow[]>> {
  const ranked = database('targets')
    .select(
      ...targetColumns,
      database.raw(
        'row_number() over (partition by service order by case when gone_at is null then 0 else 1 end, case when production then 0 else 1 end, target) as place',
      ),
      database.raw(
        'count(*) over (partition by service, case when gone_at is null then 0 else 1 end) as same',
      ),
      database.raw('count(gone_at) over (partition by service) as gone'),
      database.raw('count(*) over (partition by service) as every'),
    )
    .whereIn('service', services);
  const rows: (CountedTargetRow & { same: number | string })[] = await database
    .select('*')
    .from(ranked.as('ranked'))
    .where('place', '<=', MAX_TARGETS)
    .andWhere(shown => shown.whereNull('gone_at').orWhereRaw('gone = every'))
    .orderBy(['service', 'place']);
  return groupByService(rows.map(row => ({ ...row, count: Number(row.same) })));
}

/** The scopes that see something of each service now. */
async function readScopesOf(
  database: Knex,
  services: readonly string[],
): Promise<Map<string, ScopeKey[]>> {
  const rows: (ScopeKey & { service: string })[] = await database('targets')
    .distinct('service', 'source', 'scope')
    .whereIn('service', services)
    .whereNull('gone_at');
  return groupByService(rows);
}

async function readDeployments(
  database: Knex,
  ids: readonly string[],
): Promise<Map<string, Deployment>> {
  const rows: DeploymentRow[] = await database('deployments')
    .select(...deploymentColumns)
    .whereIn('id', ids);
  return new Map(rows.map(row => [row.id, toDeployment(row)]));
}

function groupByService<Row extends { service: string | null }>(
  rows: readonly Row[],
): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const group = groups.get(row.service ?? '');
    if (group) group.push(row);
    else groups.set(row.service ?? '', [row]);
  }
  return groups;
}
