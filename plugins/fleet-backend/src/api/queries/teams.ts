import { NotFoundError } from '@backstage/errors';
import type {
  TeamDashboard,
  TeamList,
} from '@landfall/backstage-plugin-fleet-common';
import type { Knex } from 'knex';
import { isRestricted, type Visibility } from '../../permissions/visibility';
import type { Owner } from '../../projections/delivery/options';
import type { TeamRow } from '../../projections/tables';
import { readCursor, writeCursor } from '../cursor';
import type { RouteRequest } from '../route';
import { byteOrder, cutPage, nameOrder, pageAfter } from './keyset';
import type { KnownScopes } from './scopes';
import { readScopeKeys } from './services';
import { attentionRank, selectServices, whereText } from './serviceSelection';
import { NO_ATTENTION_RANK } from './wire';

type Team = TeamDashboard['team'];

/** A team with the teams around it, and the time zone that the catalog gives it. */
export interface KnownTeam {
  team: Team;
  owner: Owner;
}

/** Teams by name, each with how many services it and its children have. */
export async function listTeams(
  database: Knex,
  options: {
    query: RouteRequest<'listTeams'>['query'];
    visibility: Visibility;
    scopes: KnownScopes;
  },
): Promise<TeamList> {
  const { query, visibility, scopes } = options;
  const identity = { text: query.text };
  const named = () => {
    const teams = database('teams as t').where('t.in_catalog', true);
    if (query.text) whereText(teams, 't.search_text', query.text);
    return teams;
  };
  const after = readCursor({
    cursor: query.cursor,
    query: identity,
  });
  const listed = named().select(
    't.ref',
    't.title',
    't.parent',
    database.raw('? as sort_key', [nameOrder(database, 't.search_text')]),
    database.raw('? as sort_ref', [byteOrder(database, 't.ref')]),
  );
  type Row = Pick<TeamRow, 'ref' | 'title' | 'parent'> & {
    sort_key: string;
    sort_ref: string;
  };
  const [rows, [{ n }], [{ owners }], keys] = await Promise.all([
    pageAfter(database.select('*').from(listed.as('listed')), {
      order: [
        { column: 'sort_key', direction: 'asc' },
        { column: 'sort_ref', direction: 'asc' },
      ],
      after,
      limit: query.limit,
    }),
    named().count({ n: '*' }),
    selectServices(database, { visibility, scopes })
      .join('teams as owner', 'owner.ref', 's.owner')
      .where('owner.in_catalog', true)
      .countDistinct({ owners: 's.owner' }),
    readScopeKeys(database, { visibility, scopes }),
  ]);
  const { page, last } = cutPage<Row>(rows, query.limit);
  const sums = await readSums(database, {
    teams: page.map(team => team.ref),
    visibility,
    scopes,
  });
  return {
    items: page.map(({ ref, title, parent }) => ({
      ref,
      title,
      parent,
      services: Number(sums.get(ref)?.services ?? 0),
      attention: Number(sums.get(ref)?.attention ?? 0),
    })),
    total: Number(n),
    owners: Number(owners),
    nextCursor: last && writeCursor(identity, [last.sort_key, last.sort_ref]),
    restricted: isRestricted(visibility),
    freshness: scopes.freshness(keys),
  };
}

interface Sums {
  team: string;
  services: number | string;
  attention: number | string | null;
}

async function readSums(
  database: Knex,
  options: {
    teams: readonly string[];
    visibility: Visibility;
    scopes: KnownScopes;
  },
): Promise<Map<string, Sums>> {
  const { teams, visibility, scopes } = options;
  const rows: Sums[] = await selectServices(database, { visibility, scopes })
    .join('team_ancestors as above', 'above.team', 's.owner')
    .whereIn('above.ancestor', teams)
    .groupBy('above.ancestor')
    .select(
      'above.ancestor as team',
      database.raw('count(*) as services'),
      database.raw('sum(case when ? < ? then 1 else 0 end) as attention', [
        attentionRank(database, scopes),
        NO_ATTENTION_RANK,
      ]),
    );
  return new Map(rows.map(row => [row.team, row]));
}

/**
 * Makes sure that there is a team.
 *
 * @throws NotFoundError when there is none.
 */
export async function demandTeam(database: Knex, ref: string): Promise<void> {
  const known = await database('teams')
    .where({ ref, in_catalog: true })
    .first('ref');
  if (!known) throw unknownTeam(ref);
}

function unknownTeam(ref: string): NotFoundError {
  return new NotFoundError(
    `There is no team ${ref} in the catalog; teams are its entities of kind Group.`,
  );
}

/**
 * A team with the teams around it.
 *
 * @throws NotFoundError when the catalog has none of that name.
 */
export async function readTeam(
  database: Knex,
  ref: string,
): Promise<KnownTeam> {
  type Row = Pick<TeamRow, 'ref' | 'title' | 'description' | 'time_zone'> & {
    relation: 'self' | 'ancestor' | 'child';
    depth: number;
  };
  const columns = ['t.ref', 't.title', 't.description', 't.time_zone'];
  const rows: Row[] = await database('team_ancestors as a')
    .join('teams as t', 't.ref', 'a.ancestor')
    .where('a.team', ref)
    .where('t.in_catalog', true)
    .select(
      ...columns,
      database.raw(
        "case when a.depth = 0 then 'self' else 'ancestor' end as relation",
      ),
      'a.depth',
    )
    .unionAll(
      database('teams as t')
        .where('t.parent', ref)
        .where('t.in_catalog', true)
        .select(
          ...columns,
          database.raw("'child' as relation"),
          database.raw('0 as depth'),
        ),
    );
  const team = rows.find(row => row.relation === 'self');
  if (!team) throw unknownTeam(ref);
  const named = (relation: Row['relation']) =>
    rows
      .filter(row => row.relation === relation)
      .map(({ ref: other, title, depth }) => ({ ref: other, title, depth }));
  return {
    team: {
      ref,
      title: team.title,
      description: team.description,
      ancestors: named('ancestor')
        .sort((a, b) => b.depth - a.depth)
        .map(({ depth, ...rest }) => rest),
      children: named('child')
        .sort((a, b) => (a.title < b.title ? -1 : 1))
        .map(({ depth, ...rest }) => rest),
    },
    owner: { ref, zone: team.time_zone },
  };
}
