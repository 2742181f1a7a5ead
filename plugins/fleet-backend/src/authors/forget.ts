/**
 * Forgets who people were: what they said about migrations stays, but their names leave it some days after their users have left the catalog.
 */
import type {
  AuthService,
  LoggerService,
  SchedulerService,
} from '@backstage/backend-plugin-api';
import { DAY_MS } from '@landfall/backstage-plugin-fleet-common';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { Clock } from '@landfall/backstage-plugin-fleet-node';
import type { Knex } from 'knex';
import { readState, writeState } from '../projections/state';

/** Who said what nobody is named for any more. */
export const DELETED_AUTHOR = 'user:default/deleted';

/** A catalog that lost its users for some days does not cost their names: what is forgotten cannot be brought back. */
const GRACE_MS = 7 * DAY_MS;
const PAGE_SIZE = 500;
const TABLES = ['migration_acts', 'migration_definitions'] as const;

/** What forgetting needs. */
export interface ForgetOptions {
  database: Knex;
  catalog: Pick<CatalogService, 'getEntitiesByRefs'>;
  auth: Pick<AuthService, 'getOwnServiceCredentials'>;
  clock: Clock;
}

/** Looks every day, on one replica, until the signal is aborted. */
export async function startForgettingAuthors(
  options: ForgetOptions & {
    scheduler: SchedulerService;
    logger: LoggerService;
    signal: AbortSignal;
  },
): Promise<void> {
  await options.scheduler.scheduleTask({
    id: 'fleet-forget-authors',
    scope: 'global',
    frequency: { days: 1 },
    timeout: { minutes: 10 },
    initialDelay: { minutes: 5 },
    signal: options.signal,
    fn: async () => {
      const forgotten = await forgetAuthors(options);
      if (forgotten > 0) {
        options.logger.info(
          `Took the names of ${forgotten} people out of what was said about migrations, since they have left the catalog`,
        );
      }
    },
  });
}

/**
 * One look. Whoever is in the catalog again is no longer missing.
 *
 * @returns of how many people the names were taken out.
 */
export async function forgetAuthors(options: ForgetOptions): Promise<number> {
  const { database, clock } = options;
  const now = clock.now();
  const missing = await readMissing(options);
  const since = (await readState(database, 'missingAuthors')) ?? {};
  const known = missing.map((author): [string, number] => [
    author,
    since[author] ?? now,
  ]);
  const gone = known.filter(([, at]) => at <= now - GRACE_MS);
  await database.transaction(async transaction => {
    for (const [author] of gone) {
      for (const table of TABLES) {
        await transaction(table)
          .where({ author })
          .update({ author: DELETED_AUTHOR });
      }
    }
    await writeState(
      transaction,
      'missingAuthors',
      Object.fromEntries(known.filter(([, at]) => at > now - GRACE_MS)),
    );
  });
  return gone.length;
}

/** Authors whom the catalog does not have. */
async function readMissing(options: ForgetOptions): Promise<string[]> {
  const { database, catalog, auth } = options;
  const authors = new Set<string>();
  for (const table of TABLES) {
    const rows: { author: string }[] = await database(table)
      .distinct('author')
      .whereNotNull('author')
      .whereNot('author', DELETED_AUTHOR);
    for (const { author } of rows) authors.add(author);
  }
  const credentials = await auth.getOwnServiceCredentials();
  const refs = [...authors].sort();
  const missing: string[] = [];
  for (let from = 0; from < refs.length; from += PAGE_SIZE) {
    const entityRefs = refs.slice(from, from + PAGE_SIZE);
    const { items } = await catalog.getEntitiesByRefs(
      { entityRefs, fields: ['kind', 'metadata.name'] },
      { credentials },
    );
    missing.push(...entityRefs.filter((_, index) => !items[index]));
  }
  return missing;
}
