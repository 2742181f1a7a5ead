import type { UnmatchedList } from '@landfall/backstage-plugin-fleet-common';
import type { Knex } from 'knex';
import { whereVisible, type Visibility } from '../../permissions/visibility';
import type { ServiceRow, TargetRow } from '../../projections/tables';
import { readCursor, writeCursor } from '../cursor';
import type { RouteRequest } from '../route';
import { byteOrder, cutPage, pageAfter } from './keyset';
import type { KnownScopes } from './scopes';
import { listUnclaimed } from './unclaimed';
import { fromJson, time } from './wire';

type Item = UnmatchedList['items'][number];

const MAX_UNSEEN = 50;

/**
 * Workloads without a service or an environment, services that no source sees, and records that belong to no service. Services that the caller may not see are not named.
 */
export async function listUnmatched(
  database: Knex,
  options: {
    query: RouteRequest<'listUnmatched'>['query'];
    visibility: Visibility;
    scopes: KnownScopes;
  },
): Promise<UnmatchedList> {
  const { query, scopes } = options;
  const identity = { reason: query.reason };
  const after = readCursor({
    cursor: query.cursor,
    query: identity,
  });
  const listed = unmatched(database, options).select(
    't.*',
    database.raw('? as sort_key', [byteOrder(database, 't.target')]),
  );
  const [rows, [{ n }], unseen, [{ n: unseenTotal }], unclaimed] =
    await Promise.all([
      pageAfter(database.select('*').from(listed.as('listed')), {
        order: [{ column: 'sort_key', direction: 'asc' }],
        after,
        limit: query.limit,
      }),
      unmatched(database, options).count({ n: '*' }),
      unseenServices(database, options.visibility)
        .select<Pick<ServiceRow, 'ref' | 'title'>[]>('s.ref', 's.title')
        .orderBy('s.ref')
        .limit(MAX_UNSEEN),
      unseenServices(database, options.visibility).count({ n: '*' }),
      listUnclaimed(database, options.visibility),
    ]);
  const { page, last } = cutPage<TargetRow>(rows, query.limit);
  const hidden = await readHidden(database, {
    refs: page.flatMap(row => fromJson<string[]>(row.candidates)),
    visibility: options.visibility,
  });
  return {
    items: page.map(row => toUnmatched(row, { scopes, hidden })),
    total: Number(n),
    nextCursor: last && writeCursor(identity, [last.target]),
    unseenServices: { total: Number(unseenTotal), items: unseen },
    unclaimed,
  };
}

function unmatched(
  database: Knex,
  options: {
    query: Pick<RouteRequest<'listUnmatched'>['query'], 'reason'>;
    visibility: Visibility;
  },
): Knex.QueryBuilder {
  const query = database('targets as t')
    .leftJoin('services as s', 's.ref', 't.service')
    .whereNull('t.gone_at')
    .where(own => {
      own.whereNull('t.service').orWhere(seen =>
        whereVisible(seen.whereNotNull('t.service'), {
          visibility: options.visibility,
          services: 's',
        }),
      );
    });
  const { reason } = options.query;
  if (reason) query.whereIn('t.unmatched_reason', reason);
  else query.whereNotNull('t.unmatched_reason');
  return query;
}

function unseenServices(
  database: Knex,
  visibility: Visibility,
): Knex.QueryBuilder {
  const query = database('services as s')
    .where({ 's.in_catalog': true, 's.expected': true })
    .whereNotExists(seen =>
      seen
        .select('t.target')
        .from('targets as t')
        .whereRaw('?? = ??', ['t.service', 's.ref']),
    )
    // CI deploys it where nobody looks.
    .whereNotExists(told =>
      told
        .select('d.id')
        .from('deployments as d')
        .whereRaw('?? = ??', ['d.service', 's.ref']),
    );
  whereVisible(query, { visibility, services: 's' });
  return query;
}

/** Those among entity references that are services which the caller may not see. */
async function readHidden(
  database: Knex,
  options: { refs: readonly string[]; visibility: Visibility },
): Promise<Set<string>> {
  const { refs, visibility } = options;
  if (visibility.services === 'all' || refs.length === 0) return new Set();
  const visible = database('services as s').select('s.ref');
  whereVisible(visible, { visibility, services: 's' });
  const rows: Pick<ServiceRow, 'ref'>[] = await database('services')
    .select('ref')
    .whereIn('ref', refs)
    .whereNotIn('ref', visible);
  return new Set(rows.map(row => row.ref));
}

function toUnmatched(
  row: TargetRow,
  { scopes, hidden }: { scopes: KnownScopes; hidden: ReadonlySet<string> },
): Item {
  const candidates = fromJson<string[]>(row.candidates);
  const shown = candidates.filter(candidate => !hidden.has(candidate));
  // It is still there, so it was seen whenever its scope was.
  const lastSeen = Math.max(
    Number(row.last_change),
    scopes.get(row).lastSuccess ?? 0,
  );
  return {
    target: row.target,
    platform: row.platform,
    cluster: row.cluster,
    namespace: row.namespace,
    workloadKind: row.workload_kind,
    workload: row.workload,
    reason: row.unmatched_reason as Item['reason'],
    candidates: shown,
    // The remedy may name the candidates.
    remedy: shown.length === candidates.length ? row.remedy : '',
    lastSeen: time(lastSeen),
  };
}
