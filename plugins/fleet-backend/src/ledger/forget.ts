import type { Instant } from '@landfall/backstage-plugin-fleet-common';
import type { Knex } from 'knex';
import { forUpdate } from '../database/dialect';

/**
 * Removes everything of a source and marks what it touched, from the earliest instant on, so that the read models let go of it
 * as well. Nobody records for the source meanwhile: its scopes are locked.
 */
export async function forgetSource(
  transaction: Knex,
  options: { source: string; at: Instant },
): Promise<void> {
  const { source, at } = options;
  await forUpdate(
    transaction('source_cursors').where({ source }).orderBy('scope'),
    { transaction },
  );
  for (const subject of ['target', 'service']) {
    await transaction.raw(
      `insert into dirty (??, earliest, marked_at)
       select ??, min(at), ? from observations
       where source = ? and ?? is not null group by ??`,
      [subject, subject, at, source, subject, subject],
    );
  }
  await transaction('observations').where({ source }).del();
  await transaction('quarantine').where({ source }).del();
  await transaction('source_cursors').where({ source }).del();
}
