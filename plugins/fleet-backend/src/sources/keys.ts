import { randomBytes } from 'node:crypto';
import type { Knex } from 'knex';
import { KEYS } from './tables';

/**
 * The key of fingerprints where configuration gives none: random, made once and kept in the database. Replicas that start together agree on the
 * one that was first.
 */
export async function storedFingerprintKey(database: Knex): Promise<string> {
  const id = 'fingerprint';
  await database(KEYS)
    .insert({ id, key: randomBytes(32).toString('hex') })
    .onConflict('id')
    .ignore();
  const row = await database<{ id: string; key: string }>(KEYS)
    .where({ id })
    .first('key');
  if (!row) throw new Error('The key of fingerprints was not kept');
  return row.key;
}
