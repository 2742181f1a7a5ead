import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import { isPostgres } from '../database/dialect';
import { LOCK_CLASS } from '../directory/lock';

/** How many locks there are for subjects of a kind: a round never holds more, however many subjects it has. */
const STRIPES = 1024;
const KINDS = { target: 1, service: 2, image: 3 } as const;

/**
 * Locks subjects until the transaction ends, in one order everywhere, so that nobody waits in a circle: the directory first,
 * then targets, then images, then services, each kind sorted. SQLite has one writer at a time and needs no locks.
 */
export async function lockSubjects(
  transaction: Knex.Transaction,
  kind: keyof typeof KINDS,
  names: readonly string[],
): Promise<void> {
  if (names.length === 0 || !isPostgres(transaction)) {
    return;
  }
  const stripes = [...new Set(names.map(stripeOf))].sort((a, b) => a - b);
  await transaction.raw(
    'select pg_advisory_xact_lock(?, stripe) from unnest(?::int[]) as stripe',
    [LOCK_CLASS + KINDS[kind], stripes],
  );
}

function stripeOf(name: string): number {
  return createHash('sha256').update(name).digest().readUInt16BE() % STRIPES;
}
