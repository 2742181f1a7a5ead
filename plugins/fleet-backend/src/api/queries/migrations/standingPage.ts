import {
  stageSchema,
  type StandingList,
} from '@landfall/backstage-plugin-fleet-common';
import type { Knex } from 'knex';
import { isRestricted } from '../../../permissions/visibility';
import type { ScopeKey } from '../../../sources/tables';
import { readCursor, writeCursor } from '../../cursor';
import type { RouteRequest } from '../../route';
import { byteOrder, cutPage, nameOrder, pageAfter } from '../keyset';
import type { KnownMigration } from '../../../projections/migrations/known';
import {
  decisionConditions,
  selectStandings,
  whereThere,
  type Moment,
  type StandingSelection,
} from './selection';
import { targetsAt } from './targetsAt';
import {
  asOfPart,
  listedColumns,
  toStandings,
  type ListedStanding,
} from './standings';

type Query = Pick<
  RouteRequest<'listStandings'>['query'],
  'sort' | 'order' | 'limit' | 'cursor'
>;

type Paged = ListedStanding & { sort_key: string | number; sort_ref: string };

/** A page of the services of a migration. */
export async function listStandings(
  database: Knex,
  options: {
    selection: StandingSelection & { migration: string };
    migration: KnownMigration;
    query: Query;
  },
): Promise<StandingList> {
  const { selection, migration, query } = options;
  const { moment, scopes, visibility } = selection;
  const [{ rows, nextCursor }, [{ n }], keys] = await Promise.all([
    readStandingPage(database, { selection, query }),
    selectStandings(database, selection).count({ n: '*' }),
    readSelectionScopes(database, selection),
  ]);
  return {
    ...asOfPart(moment, isRestricted(visibility)),
    items: await toStandings(database, {
      rows,
      migrations: new Map([[migration.definition.id, migration]]),
      moment,
      scopes,
    }),
    total: Number(n),
    nextCursor,
    freshness: scopes.freshness(keys),
  };
}

/** The scopes that see something of a selection at its moment. */
async function readSelectionScopes(
  database: Knex,
  selection: StandingSelection,
): Promise<ScopeKey[]> {
  const { moment } = selection;
  const seen = database
    .from(targetsAt(database, { moment, as: 't' }))
    .distinct('t.source as source', 't.scope as scope')
    .whereIn('t.service', selectStandings(database, selection).select('s.ref'));
  whereThere(database, seen, { table: 't', moment });
  return seen;
}

/** The rows of a page in the order that was asked for: one statement. */
export async function readStandingPage(
  database: Knex,
  options: {
    selection: StandingSelection;
    query: Query;
  },
): Promise<{ rows: Paged[]; nextCursor: string | undefined }> {
  const { selection, query } = options;
  const key = sortKey(database, query.sort, selection.moment);
  const direction = query.order ?? key.direction;
  const identity = {
    migration: selection.migration,
    at: selection.moment.live ? null : selection.moment.at,
    ...selection.filters,
    sort: query.sort,
    direction,
  };
  const all = selectStandings(database, selection).select(
    ...listedColumns,
    database.raw('? as sort_key', [key.expression]),
    database.raw('? as sort_ref', [byteOrder(database, 's.ref')]),
  );
  const rows: Paged[] = await pageAfter(
    database.select('*').from(all.as('listed')),
    {
      order: [
        { column: 'sort_key', direction },
        { column: 'sort_ref', direction: 'asc' },
      ],
      after: readCursor({ cursor: query.cursor, query: identity }),
      limit: query.limit,
    },
  );
  const { page, last } = cutPage(rows, query.limit);
  return {
    rows: page,
    nextCursor:
      last &&
      writeCursor(identity, [
        // PostgreSQL gives its big integers as text.
        key.type === 'number' ? Number(last.sort_key) : last.sort_key,
        last.sort_ref,
      ]),
  };
}

/** After all references, in the order of bytes. */
const NOBODY = '~';

/** Rank of a stage on the ladder; off it comes last. */
const STAGE_RANK = `case when v.side is not null then 90 ${stageSchema.options
  .map((stage, rank) => `when v.stage = '${stage}' then ${rank}`)
  .join(' ')} else 99 end`;

function sortKey(
  database: Knex,
  sort: Query['sort'],
  moment: Moment,
): {
  type: 'string' | 'number';
  direction: 'asc' | 'desc';
  expression: Knex.Raw;
} {
  switch (sort) {
    case 'urgency':
      return {
        type: 'number',
        direction: 'asc',
        expression: urgency(database, moment),
      };
    case 'stage':
      return {
        type: 'number',
        direction: 'asc',
        expression: database.raw(STAGE_RANK),
      };
    case 'since':
      return {
        type: 'number',
        direction: 'desc',
        expression: database.raw('v.since'),
      };
    case 'owner':
      return {
        type: 'string',
        direction: 'asc',
        expression: database.raw('coalesce(?, ?)', [
          byteOrder(database, 'v.owner'),
          NOBODY,
        ]),
      };
    default:
      return {
        type: 'string',
        direction: 'asc',
        expression: nameOrder(database, 's.search_text'),
      };
  }
}

/** What needs a decision first, by its gravity; then who has the longest way to go; then what is done or off the ladder. */
export function urgency(database: Knex, moment: Moment): Knex.Raw {
  const kinds = Object.values(decisionConditions(database, moment));
  return database.raw(
    `case ${kinds
      .map((_, rank) => `when ? then ${rank}`)
      .join(' ')} else 10 + ${STAGE_RANK} end`,
    kinds,
  );
}
