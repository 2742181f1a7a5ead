import { Postgres, PostgresOptions, spawnPostgres } from './spawn.cjs';

export type { Postgres, PostgresOptions };

/**
 * Starts a real PostgreSQL 18 on a free loopback port, with its data in a temporary folder: some 1.5 seconds. It stops at the latest when this process
 * ends, however that is.
 *
 * @throws Error with the server's own words when it does not start
 */
export async function startPostgres(
  options: PostgresOptions = {},
): Promise<Postgres> {
  return spawnPostgres(options);
}
