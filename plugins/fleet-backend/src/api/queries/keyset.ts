import type { Knex } from 'knex';
import { isPostgres } from '../../database/dialect';
import type { Position } from '../cursor';

/** One of the columns by which a list is ordered; the last must be unique. */
export interface OrderColumn {
  column: string;
  direction: 'asc' | 'desc';
}

/**
 * Orders a query and lets it begin after a position. Pages by position neither skip nor repeat rows when others come or go.
 *
 * @param query - selects the columns; an expression must be wrapped in a derived table.
 */
export function pageAfter<T extends Knex.QueryBuilder>(
  query: T,
  options: {
    order: readonly OrderColumn[];
    after: Position | undefined;
    limit: number;
  },
): T {
  const { order, after, limit } = options;
  if (after) query.where(builder => whereAfter(builder, order, after));
  for (const { column, direction } of order) query.orderBy(column, direction);
  // One more than the page has tells whether there is a next one.
  query.limit(limit + 1);
  return query;
}

function whereAfter(
  query: Knex.QueryBuilder,
  [first, ...rest]: readonly OrderColumn[],
  [value, ...others]: Position,
): void {
  query.where(first.column, first.direction === 'asc' ? '>' : '<', value);
  if (rest.length > 0) {
    query.orWhere(builder =>
      builder
        .where(first.column, value)
        .andWhere(inner => whereAfter(inner, rest, others)),
    );
  }
}

/** A column of text in the order of its bytes, which is the same on both databases. */
export function byteOrder(database: Knex, column: string): Knex.Raw {
  return database.raw(isPostgres(database) ? '?? collate "C"' : '??', [column]);
}

/** Names and titles in the order of their bytes, by as many characters as a cursor can carry. */
export function nameOrder(database: Knex, column: string): Knex.Raw {
  return database.raw('substr(?, 1, 128)', [byteOrder(database, column)]);
}

/** The rows of a page out of those that {@link pageAfter} gave, and the last one if there is a next page. */
export function cutPage<Row>(
  rows: readonly Row[],
  limit: number,
): { page: Row[]; last: Row | undefined } {
  const page = rows.slice(0, limit);
  return {
    page,
    last: rows.length > limit ? page[page.length - 1] : undefined,
  };
}
