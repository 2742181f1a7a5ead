/**
 * What the catalog said of teams and when, appended to: pages about the past show the names and the hierarchy of then. What was first said of a team holds
 * for all the past before it.
 */
import type { Instant } from '@landfall/backstage-plugin-fleet-common';
import type { Knex } from 'knex';
import { among, bulkInsert } from '../database/dialect';
import type { TeamHistoryRow, TeamRow } from './tables';

type Said = Pick<TeamHistoryRow, 'team' | 'title' | 'parent' | 'gone'>;

/** Appends what is different of some teams, those for example of which a look at the catalog found anything different. */
export async function storeTeamHistory(
  transaction: Knex.Transaction,
  options: { teams: readonly TeamRow[]; now: Instant },
): Promise<void> {
  const { teams, now } = options;
  if (teams.length === 0) return;
  const newest = transaction('team_history')
    .where(
      among(
        transaction,
        'team',
        teams.map(({ ref }) => ref),
      ),
    )
    .groupBy('team')
    .max({ id: 'id' });
  const rows: Said[] = await transaction('team_history')
    .whereIn('id', newest)
    .select('team', 'title', 'parent', 'gone');
  const known = new Map(rows.map(row => [row.team, row]));
  const said = teams.map(
    (team): Said => ({
      team: team.ref,
      title: team.title,
      parent: team.parent,
      gone: !team.in_catalog,
    }),
  );
  await bulkInsert(transaction, {
    table: 'team_history',
    columns: {
      team: 'text',
      recorded_at: 'bigint',
      title: 'text',
      parent: 'text',
      gone: 'boolean',
    },
    constants: { recorded_at: now },
    rows: said.filter(one => !isSame(known.get(one.team), one)),
  });
}

function isSame(before: Said | undefined, after: Said): boolean {
  return (
    before?.title === after.title &&
    before.parent === after.parent &&
    Boolean(before.gone) === Boolean(after.gone)
  );
}

/** The teams as they were known at a moment, each once: `ref`, `title`, `parent`, `gone`. */
export function selectTeamsAt(database: Knex, at: Instant): Knex.QueryBuilder {
  return database('team_history')
    .whereIn(
      'id',
      newestAt(database, { table: 'team_history', by: 'team', at }),
    )
    .select({ ref: 'team' }, 'title', 'parent', 'gone');
}

/** The ids of the rows of an appended history that hold at a moment: of each subject the newest by then, else its first. */
export function newestAt(
  database: Knex,
  options: {
    table: 'team_history' | 'catalog_history';
    by: string;
    at: Instant;
  },
): Knex.QueryBuilder {
  const { table, by, at } = options;
  return database(table)
    .groupBy(by)
    .select(
      database.raw(
        'coalesce(max(case when recorded_at <= ? then id end), min(id))',
        [at],
      ),
    );
}
