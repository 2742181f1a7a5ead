import type {
  QualityItem,
  QualityList,
} from '@landfall/backstage-plugin-fleet-common';
import type { Knex } from 'knex';
import { fillIn, QUALITY_SENTENCES } from '../../../delivery/quality';
import type { QualityFinding, QualityKind } from '../../../delivery/types';
import {
  isRestricted,
  whereVisible,
  type Visibility,
} from '../../../permissions/visibility';
import type { ServiceQualityRow } from '../../../projections/delivery/tables';
import { readCursor, writeCursor } from '../../cursor';
import type { RouteRequest } from '../../route';
import { cutPage, pageAfter } from '../keyset';
import { whereOwner } from '../serviceSelection';
import { fromJson, time } from '../wire';

/** Records that do not join of the services that the caller may see; what improves most first. */
export async function listQuality(
  database: Knex,
  options: {
    query: RouteRequest<'listQuality'>['query'];
    visibility: Visibility;
  },
): Promise<QualityList> {
  const { query, visibility } = options;
  const { limit, cursor, ...filters } = query;
  const identity = { quality: filters };
  const after = readCursor({ cursor, query: identity });
  const filtered = () => {
    const found = database('service_quality as q')
      .join('services as s', 's.ref', 'q.service')
      .where('s.in_catalog', true);
    whereVisible(found, { visibility, services: 's' });
    whereQuality(found, filters);
    if (filters.group) found.where('q.group_id', filters.group);
    return found;
  };
  const [kinds, rows] = await Promise.all([
    filtered()
      .groupBy('q.kind')
      .select('q.kind')
      .count({ n: '*' })
      .sum({ improves: 'q.improves' }) as Promise<
      { kind: string; n: number | string; improves: number | string }[]
    >,
    pageAfter(filtered().select('q.*'), {
      order: [
        { column: 'q.improves', direction: 'desc' },
        { column: 'q.at', direction: 'desc' },
        { column: 'q.id', direction: 'desc' },
      ],
      after,
      limit,
    }),
  ]);
  const { page, last } = cutPage<ServiceQualityRow>(rows, limit);
  const sums = kinds.map(({ kind, n, improves }) => ({
    kind,
    count: Number(n),
    improves: Number(improves),
  }));
  return {
    items: page.map(toItem),
    total: sums.reduce((sum, { count }) => sum + count, 0),
    nextCursor:
      last &&
      writeCursor(identity, [Number(last.improves), Number(last.at), last.id]),
    kinds: sums.sort(
      (a, b) => b.improves - a.improves || (a.kind < b.kind ? -1 : 1),
    ),
    restricted: isRestricted(visibility),
  };
}

/** Limits a query over what is to be mended (`q`) of services (`s`). */
export function whereQuality(
  found: Knex.QueryBuilder,
  filters: Pick<
    RouteRequest<'listQuality'>['query'],
    'kind' | 'service' | 'team'
  >,
): void {
  if (filters.kind) found.whereIn('q.kind', filters.kind);
  if (filters.service) found.where('q.service', filters.service);
  if (filters.team) whereOwner(found, filters.team);
}

function toItem(row: ServiceQualityRow): QualityItem {
  const detail = fromJson<QualityFinding['detail']>(row.detail);
  const kind = row.kind as QualityKind;
  return {
    id: row.id,
    service: row.service,
    kind,
    what: row.what,
    sentence: sentenceOf(kind, detail),
    problem: fillIn(QUALITY_SENTENCES[kind].problem, detail),
    improves: Number(row.improves),
    at: Number(row.at) === 0 ? null : time(row.at),
    deployment: row.deployment,
    link: row.link,
  };
}

/** What is wrong, and what mends it. */
export function sentenceOf(
  kind: QualityKind,
  detail: Readonly<Record<string, string | number>>,
): string {
  const { problem, remedy } = QUALITY_SENTENCES[kind];
  return fillIn(`${problem} ${remedy}`, detail);
}
