import { NotFoundError } from '@backstage/errors';
import {
  type DeploymentDetail,
  type DeploymentList,
} from '@landfall/backstage-plugin-fleet-common';
import type { Knex } from 'knex';
import { whereVisible, type Visibility } from '../../permissions/visibility';
import type { DeploymentRow } from '../../projections/tables';
import type { LedgerReads } from '../../ledger/types';
import { readCursor, writeCursor } from '../cursor';
import type { RouteRequest } from '../route';
import { readDeploymentDelivery } from './delivery/deploymentDelivery';
import { readEvidence } from './evidence';
import { cutPage, pageAfter } from './keyset';
import type { KnownScopes } from './scopes';
import { readServiceScopes, unknownService } from './services';
import { deploymentColumns, toDeployment } from './wire';

/**
 * Deployments of one service, newest first.
 *
 * @throws NotFoundError when there is no such service, or none that the caller may see.
 */
export async function listDeployments(
  database: Knex,
  options: {
    service: string;
    query: RouteRequest<'listDeployments'>['query'];
    visibility: Visibility;
    scopes: KnownScopes;
  },
): Promise<DeploymentList> {
  const { service, query, visibility, scopes } = options;
  const { limit, cursor, ...filters } = query;
  const identity = { service, ...filters };
  const after = readCursor({
    cursor,
    query: identity,
  });
  const [seen, [{ n }], rows, keys] = await Promise.all([
    seenService(database, { service, visibility }),
    filtered(database, options).count({ n: '*' }),
    pageAfter(filtered(database, options).select(...deploymentColumns), {
      order: [
        { column: 'started_at', direction: 'desc' },
        { column: 'revision', direction: 'desc' },
        { column: 'id', direction: 'desc' },
      ],
      after,
      limit,
    }),
    readServiceScopes(database, service),
  ]);
  if (!seen) throw unknownService(service);
  const { page, last } = cutPage<DeploymentRow>(rows, limit);
  return {
    items: page.map(toDeployment),
    total: Number(n),
    nextCursor:
      last &&
      writeCursor(identity, [
        Number(last.started_at),
        Number(last.revision),
        last.id,
      ]),
    freshness: scopes.freshness(keys),
  };
}

function filtered(
  database: Knex,
  options: {
    service: string;
    query: Pick<
      RouteRequest<'listDeployments'>['query'],
      'environment' | 'class' | 'outcome'
    >;
  },
): Knex.QueryBuilder {
  const query = database('deployments').where('service', options.service);
  const { environment, outcome, class: classes } = options.query;
  if (environment) query.whereIn('environment', environment);
  if (classes) query.whereIn('class', classes);
  if (outcome) query.whereIn('outcome', outcome);
  return query;
}

async function seenService(
  database: Knex,
  options: { service: string; visibility: Visibility },
): Promise<boolean> {
  const query = database('services as s').where('s.ref', options.service);
  whereVisible(query, { visibility: options.visibility, services: 's' });
  return (await query.first('s.ref')) !== undefined;
}

/**
 * One deployment with everything that it stands on.
 *
 * @throws NotFoundError when there is none, or none of a service that the caller may see.
 */
export async function getDeployment(
  database: Knex,
  options: { id: string; visibility: Visibility; ledger: LedgerReads },
): Promise<DeploymentDetail> {
  const query = database('deployments as d')
    .join('services as s', 's.ref', 'd.service')
    .where('d.id', options.id)
    .select('d.*');
  whereVisible(query, { visibility: options.visibility, services: 's' });
  const row: DeploymentRow | undefined = await query.first();
  if (!row) {
    throw new NotFoundError(
      'There is no such deployment that you may see; what is derived anew can get another id, so look it up from its service.',
    );
  }
  const [evidence, delivery] = await Promise.all([
    readEvidence(database, { row, ledger: options.ledger }),
    readDeploymentDelivery(database, row, options.visibility),
  ]);
  return { ...toDeployment(row), evidence, delivery };
}
