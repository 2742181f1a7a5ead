import type { PermissionCriteria } from '@backstage/plugin-permission-common';
import type { Knex } from 'knex';
import type { FleetServiceFilter } from './resource';

/**
 * Which services a caller may see: all, none, or those that meet criteria. Always part of a query's `where`, never applied to
 * what a query gave, so that pages are full and sums are right.
 */
export type Visibility =
  | { services: 'all' }
  | { services: 'none' }
  | { services: 'some'; criteria: PermissionCriteria<FleetServiceFilter> };

/** Whether sums do not cover all services. */
export function isRestricted(visibility: Visibility): boolean {
  return visibility.services !== 'all';
}

/**
 * Limits a query to the services that the caller may see.
 *
 * @param services - name or alias of the table of services in the query.
 */
export function whereVisible(
  query: Knex.QueryBuilder,
  options: { visibility: Visibility; services: string },
): void {
  const { visibility, services } = options;
  if (visibility.services === 'none') query.whereRaw('1 = 0');
  if (visibility.services === 'some') {
    query.where(builder =>
      whereCriteria(builder, visibility.criteria, services),
    );
  }
}

function whereCriteria(
  query: Knex.QueryBuilder,
  criteria: PermissionCriteria<FleetServiceFilter>,
  services: string,
): void {
  if ('not' in criteria) {
    query.whereNot(inner => whereCriteria(inner, criteria.not, services));
  } else if ('allOf' in criteria) {
    for (const each of criteria.allOf) {
      query.andWhere(inner => whereCriteria(inner, each, services));
    }
  } else if ('anyOf' in criteria) {
    for (const each of criteria.anyOf) {
      query.orWhere(inner => whereCriteria(inner, each, services));
    }
  } else {
    whereFilter(query, criteria, services);
  }
}

/** Never null: what has no owner is not owned by somebody, so that `not` holds for it. */
function whereFilter(
  query: Knex.QueryBuilder,
  filter: FleetServiceFilter,
  services: string,
): void {
  if (filter.property === 'place') {
    query.whereExists(place => {
      place
        .select('seen.target')
        .from('targets as seen')
        .whereRaw('?? = ??', ['seen.service', `${services}.ref`])
        .whereNull('seen.gone_at');
      if (filter.platforms) place.whereIn('seen.platform', filter.platforms);
      if (filter.clusters) place.whereIn('seen.cluster', filter.clusters);
    });
    return;
  }
  const column = `${services}.${filter.property}`;
  query.whereNotNull(column).andWhere(value => {
    value.whereIn(column, filter.oneOf);
    if (filter.property === 'owner') {
      value.orWhereIn(column, below =>
        below
          .select('team')
          .from('team_ancestors')
          .whereIn('ancestor', filter.oneOf),
      );
    }
  });
}
