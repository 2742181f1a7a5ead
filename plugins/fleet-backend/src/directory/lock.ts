import type { Knex } from 'knex';
import { isPostgres } from '../database/dialect';

/** First half of the ids of our advisory locks, so that they meet nobody else's. */
export const LOCK_CLASS = 0x666c6565;
const DIRECTORY_LOCK = 1;

/**
 * Holds the directory until the transaction ends: `shared` as it is, while targets are attributed by it, `exclusive` to change it and
 * attribute all targets anew. So no target is attributed by a directory that has just changed. SQLite has one writer at a time and
 * needs no lock.
 */
export async function lockDirectory(
  transaction: Knex.Transaction,
  mode: 'shared' | 'exclusive',
): Promise<void> {
  if (isPostgres(transaction)) {
    const suffix = mode === 'shared' ? '_shared' : '';
    await transaction.raw(`select pg_advisory_xact_lock${suffix}(?, ?)`, [
      LOCK_CLASS,
      DIRECTORY_LOCK,
    ]);
  }
}
