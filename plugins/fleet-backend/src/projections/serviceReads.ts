/** What the state of services is made of: a bounded number of indexed queries however many services. */
import { instant, type Instant } from '@landfall/backstage-plugin-fleet-common';
import type { Outcome } from '@landfall/backstage-plugin-fleet-common';
import type { Knex } from 'knex';
import { among, rawRows, recordset } from '../database/dialect';
import type { CountableDeployment } from '../delivery/frequency';
import type { DeploymentRow, TargetRow } from './tables';

/** What the state of a service needs of its targets. */
export type StateTarget = Pick<
  TargetRow,
  | 'service'
  | 'environment'
  | 'production'
  | 'readiness'
  | 'gone_at'
  | 'observed_since'
  | 'version'
  | 'since'
>;

/** The targets that belong to services now. */
export async function readStateTargets(
  database: Knex,
  services: readonly string[],
): Promise<StateTarget[]> {
  return database('targets')
    .select(
      'service',
      'environment',
      'production',
      'readiness',
      'gone_at',
      'observed_since',
      'version',
      'since',
    )
    .where(among(database, 'service', services));
}

/** Counted deployments of services from an instant on. */
export async function readCounted(
  database: Knex,
  options: { services: readonly string[]; since: Instant },
): Promise<Map<string, CountableDeployment[]>> {
  const rows: Pick<
    DeploymentRow,
    'service' | 'outcome' | 'failing' | 'counted_at'
  >[] = await database('deployments')
    .select('service', 'outcome', 'failing', 'counted_at')
    .where(among(database, 'service', options.services))
    .where('counted_at', '>=', options.since)
    .whereRaw('counted');
  const counted = new Map<string, CountableDeployment[]>();
  for (const row of rows) {
    const list = counted.get(row.service) ?? [];
    list.push({
      counted: true,
      outcome: row.outcome as Outcome,
      failing: Boolean(row.failing),
      countedAt: instant(Number(row.counted_at)),
    });
    counted.set(row.service, list);
  }
  return counted;
}

/** A service in an environment. */
export interface ServicePlace {
  service: string;
  environment: string | null;
}

/** The environment of the newest deployment of each service: it may be one where it has no target any more. */
export async function readNewestPlaces(
  database: Knex,
  services: readonly string[],
): Promise<ServicePlace[]> {
  const { sql, bindings } = recordset(
    database,
    { service: 'text' },
    services.map(service => ({ service })),
  );
  return rawRows<ServicePlace>(
    database,
    `select d.service, d.environment from (
       select (
         select n.id from deployments n where n.service = given.service
         order by n.started_at desc, n.revision desc, n.id desc limit 1
       ) as id from ${sql}
     ) as newest join deployments d on d.id = newest.id`,
    bindings,
  );
}

/**
 * The newest deployment of each place that is no restart.
 *
 * @param options.succeeded - only those that succeeded.
 */
export async function readNewestDeployments(
  database: Knex,
  options: { places: readonly ServicePlace[]; succeeded: boolean },
): Promise<DeploymentRow[]> {
  const { places, succeeded } = options;
  const ask = async (
    asked: readonly ServicePlace[],
    environmentIs: string,
  ): Promise<DeploymentRow[]> => {
    if (asked.length === 0) {
      return [];
    }
    const { sql, bindings } = recordset(
      database,
      { service: 'text', environment: 'text' },
      asked,
    );
    return rawRows<DeploymentRow>(
      database,
      `select d.* from (
         select (
           select n.id from deployments n
           where n.service = given.service and n.environment ${environmentIs}
             and n.class <> 'restart' ${
               succeeded ? `and n.outcome = 'succeeded'` : ''
             }
           order by n.started_at desc, n.revision desc, n.id desc limit 1
         ) as id from ${sql}
       ) as newest join deployments d on d.id = newest.id`,
      bindings,
    );
  };
  // Two questions, because no comparison uses an index for a value and for null alike.
  return [
    ...(await ask(
      places.filter(place => place.environment !== null),
      '= given.environment',
    )),
    ...(await ask(
      places.filter(place => place.environment === null),
      'is null',
    )),
  ];
}
