import type { WindowDays } from '@landfall/backstage-plugin-fleet-common';
import type { Knex } from 'knex';
import { readCursor, writeCursor } from '../cursor';
import {
  byteOrder,
  cutPage,
  nameOrder,
  pageAfter,
  type OrderColumn,
} from './keyset';
import {
  listedServiceColumns,
  withDetails,
  type DetailedService,
} from './listedServices';
import type { ListQuery } from './services';
import {
  attentionRank,
  selectServices,
  type ServiceSelection,
} from './serviceSelection';

type Sort = Pick<ListQuery, 'sort' | 'order' | 'window' | 'limit' | 'cursor'>;

type PagedService = DetailedService & {
  sort_key: string | number;
  sort_ref: string;
};

/** A page of services in the order that was asked for: one statement. */
export async function readServicePage(
  database: Knex,
  options: { selection: ServiceSelection; sort: Sort },
): Promise<{ services: DetailedService[]; nextCursor: string | undefined }> {
  const { selection, sort } = options;
  const key = sortKey(database, sort, selection);
  const direction = sort.order ?? key.direction;
  const query = {
    team: selection.team,
    ...selection.filters,
    sort: sort.sort,
    window: sort.window,
    direction,
  };
  const order: OrderColumn[] = [
    { column: 'sort_key', direction },
    { column: 'sort_ref', direction: 'asc' },
  ];
  const selected = selectServices(database, selection);
  if (sort.sort === 'frequency') joinFrequency(selected, sort.window);
  const all = selected.select(
    ...listedServiceColumns,
    database.raw('? as sort_key', [key.expression(direction)]),
    database.raw('? as sort_ref', [byteOrder(database, 's.ref')]),
  );
  const listed = pageAfter(database.select('*').from(all.as('selected')), {
    order,
    after: readCursor({ cursor: sort.cursor, query }),
    limit: sort.limit,
  });
  const detailed = withDetails(database, { listed, window: sort.window });
  for (const { column, direction: way } of order) detailed.orderBy(column, way);
  const rows: PagedService[] = await detailed;
  const { page, last } = cutPage(rows, sort.limit);
  return {
    services: page,
    nextCursor:
      last &&
      writeCursor(query, [
        // PostgreSQL gives its big integers as text.
        key.type === 'number' ? Number(last.sort_key) : last.sort_key,
        last.sort_ref,
      ]),
  };
}

/** Joins the frequency over a window as `sorted`. */
function joinFrequency(selected: Knex.QueryBuilder, window: WindowDays): void {
  selected.leftJoin('service_frequency as sorted', joined =>
    joined.on('sorted.service', 's.ref').andOnVal('sorted.window_days', window),
  );
}

interface SortKey {
  type: 'string' | 'number';
  /** What suits the key, unless the caller says otherwise. */
  direction: 'asc' | 'desc';
  expression(direction: 'asc' | 'desc'): Knex.Raw;
}

function sortKey(
  database: Knex,
  { sort }: Sort,
  { scopes }: ServiceSelection,
): SortKey {
  /** What has no value comes last in both directions. */
  const missingLast =
    (column: string, last: { asc: number; desc: number }) =>
    (direction: 'asc' | 'desc') =>
      database.raw(`coalesce(??, ${last[direction]})`, [column]);
  switch (sort) {
    case 'attention':
      return {
        type: 'number',
        direction: 'asc',
        expression: () => attentionRank(database, scopes),
      };
    case 'name':
      return {
        type: 'string',
        direction: 'asc',
        expression: () => nameOrder(database, 's.search_text'),
      };
    case 'lastDeployment':
      return {
        type: 'number',
        direction: 'desc',
        expression: missingLast('st.last_deployment_at', {
          asc: Number.MAX_SAFE_INTEGER,
          desc: -Number.MAX_SAFE_INTEGER,
        }),
      };
    default:
      return {
        type: 'number',
        direction: 'desc',
        expression: missingLast('sorted.per_week', {
          asc: 1e9,
          desc: -1,
        }),
      };
  }
}
