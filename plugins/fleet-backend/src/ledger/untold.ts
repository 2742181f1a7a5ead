import type { ObservationKind } from '@landfall/backstage-plugin-fleet-node';
import type { Knex } from 'knex';

/** What a condition leaves out. */
export interface UntoldQuery {
  kind: ObservationKind;
  /** Whose attempts that came to nothing count. */
  source: string;
  scope: string;
  /** What was reported with this version or a higher one counts as told, though it has not ended. */
  sinceVersion: number;
}

/**
 * The condition that nobody told how something of an origin ended, and that a scope did not lately try to.
 *
 * @param origin - SQL for the origin.
 */
export function untold(
  database: Knex,
  origin: string,
  query: UntoldQuery,
): Knex.Raw {
  return database.raw(
    `not exists (
       select 1 from observations as told
       where told.newest and told.origin = ${origin} and told.kind = ?
         and (told.ended or (told.source = ? and told.scope = ? and told.seen_version >= ?))
     )`,
    [query.kind, query.source, query.scope, query.sinceVersion],
  );
}
