import {
  resolvePackagePath,
  type DatabaseService,
} from '@backstage/backend-plugin-api';
import type { Knex } from 'knex';
import { isPostgres } from './dialect';

/** Where the migrations lie, in the source tree as in the published package. */
export function migrationsDirectory(): string {
  return resolvePackagePath(
    '@landfall/backstage-plugin-fleet-backend',
    'migrations',
  );
}

/** Brings the schema up to date. Replicas that do so at the same time wait for each other. */
export async function applyMigrations(database: Knex): Promise<void> {
  await database.migrate.latest({ directory: migrationsDirectory() });
}

/** The plugin's database with its schema up to date, unless configuration says that somebody else migrates it. */
export async function openDatabase(service: DatabaseService): Promise<Knex> {
  const database = await service.getClient();
  if (!isPostgres(database)) {
    // Readers do not wait for the writer; kept in the file, and without meaning for a database in memory.
    await database.raw('pragma journal_mode = wal');
  }
  if (!service.migrations?.skip) {
    await applyMigrations(database);
  }
  return database;
}
