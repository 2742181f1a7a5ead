/** What teams and services were called at a moment, and which team stood above which: what is different by now does not show. */
import { NotFoundError } from '@backstage/errors';
import type { Knex } from 'knex';
import { newestAt, selectTeamsAt } from '../../../directory/teamHistory';
import type { Moment } from './selection';

/** The teams, for use behind `from` or `join`, as they were known at a moment: `ref`, `title`, `parent`. */
export function teamsAt(
  database: Knex,
  { moment, as }: { moment: Moment; as: string },
): Knex.Raw {
  return moment.live
    ? database.raw('teams as ??', [as])
    : database.raw('(?) as ??', [selectTeamsAt(database, moment.at), as]);
}

/** A team and those that were below it at a moment. Where teams contain each other in a circle, each is below the others. */
export function teamsBelow(
  database: Knex,
  { moment, team }: { moment: Moment; team: string },
): Knex.Raw {
  if (moment.live) {
    return database.raw('?', [
      database('team_ancestors').select('team').where('ancestor', team),
    ]);
  }
  // What was found before is not looked at again, so that a circle ends.
  return database.raw(
    `(with recursive known as ?, below (team) as (
        select ref from known where ref = ?
        union
        select known.ref from known join below on known.parent = below.team
      ) select team from below)`,
    [selectTeamsAt(database, moment.at), team],
  );
}

/**
 * Makes sure that there was a team at a moment of the past.
 *
 * @throws NotFoundError when the catalog had none of that name then.
 */
export async function demandTeamAt(
  database: Knex,
  { moment, team }: { moment: Moment; team: string },
): Promise<void> {
  const known = await database
    .from(selectTeamsAt(database, moment.at).as('t'))
    .where({ ref: team, gone: false })
    .first('ref');
  if (known) return;
  throw new NotFoundError(
    `The catalog had no team ${team} then; teams are its entities of kind Group.`,
  );
}

/**
 * The services, for use behind `from` or `join`, with what they were called at a moment: `ref`, `title`, `search_text`. What decides who may see one
 * (`owner`, `system`) is always as it is now.
 */
export function servicesAt(
  database: Knex,
  { moment, as }: { moment: Moment; as: string },
): Knex.Raw {
  if (moment.live) return database.raw('services as ??', [as]);
  const said = database('catalog_history').whereIn(
    'id',
    newestAt(database, {
      table: 'catalog_history',
      by: 'service',
      at: moment.at,
    }),
  );
  const named = database('services as known')
    .leftJoin(
      said.select('service', 'title', 'search_text').as('said'),
      'said.service',
      'known.ref',
    )
    .select(
      'known.ref',
      'known.owner',
      'known.system',
      database.raw('coalesce(said.title, known.title) as title'),
      database.raw(
        'coalesce(said.search_text, known.search_text) as search_text',
      ),
    );
  return database.raw('(?) as ??', [named, as]);
}
