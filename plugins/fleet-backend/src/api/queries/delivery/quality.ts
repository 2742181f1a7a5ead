import type { QualityList } from '@landfall/backstage-plugin-fleet-common';
import type { Knex } from 'knex';
import { QUALITY_SENTENCES } from '../../../delivery/quality';
import type { QualityKind } from '../../../delivery/types';
import {
  isRestricted,
  whereVisible,
  type Visibility,
} from '../../../permissions/visibility';
import type { ServiceQualityRow } from '../../../projections/delivery/tables';
import { readCursor, writeCursor } from '../../cursor';
import type { RouteRequest } from '../../route';
import { cutPage, pageAfter } from '../keyset';
import { fromJson } from '../wire';

/** What is to be mended of the services that the caller may see; what improves most first. */
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
    if (filters.kind) found.whereIn('q.kind', filters.kind);
    if (filters.service) found.where('q.service', filters.service);
    if (filters.team) {
      const { team } = filters;
      found.andWhere(owner =>
        owner
          .where('s.owner', team)
          .orWhereIn('s.owner', below =>
            below.select('team').from('team_ancestors').where('ancestor', team),
          ),
      );
    }
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
        { column: 'q.id', direction: 'asc' },
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
    items: page.map(row => ({
      id: row.id,
      service: row.service,
      kind: row.kind,
      what: row.what,
      sentence: sentenceOf(row.kind as QualityKind, fromJson(row.detail)),
      improves: Number(row.improves),
    })),
    total: sums.reduce((sum, { count }) => sum + count, 0),
    nextCursor: last && writeCursor(identity, [Number(last.improves), last.id]),
    kinds: sums.sort(
      (a, b) => b.improves - a.improves || (a.kind < b.kind ? -1 : 1),
    ),
    restricted: isRestricted(visibility),
  };
}

/** What is wrong, and what mends it. */
export function sentenceOf(
  kind: QualityKind,
  detail: Readonly<Record<string, string | number>>,
): string {
  const { problem, remedy } = QUALITY_SENTENCES[kind];
  return `${problem} ${remedy}`.replace(/\{(\w+)\}/g, (placeholder, name) =>
    Object.hasOwn(detail, name) ? String(detail[name]) : placeholder,
  );
}
