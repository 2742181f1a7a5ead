/**
 * Reads components and groups from the catalog, in pages, as the plugin itself, and keeps them in the directory: at once when
 * the portal starts, a few times soon after because a starting catalog fills up slowly, and then regularly on one replica at a time.
 */
import type {
  AuthService,
  LoggerService,
  SchedulerService,
} from '@backstage/backend-plugin-api';
import type { Entity } from '@backstage/catalog-model';
import { assertError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { Clock } from '@landfall/backstage-plugin-fleet-node';
import type { Knex } from 'knex';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DirectoryConfig } from './config';
import { contentsOf, entityFields } from './entities';
import { lockDirectory } from './lock';
import { storeCatalog, type DirectoryChange } from './store';

const PAGE_SIZE = 500;
/** Waits between the looks of a starting portal, in seconds. */
const FIRST_LOOKS_SECONDS = [0, 2, 3, 5, 10, 20];

/** What the directory needs. */
export interface DirectoryOptions {
  database: Knex;
  catalog: CatalogService;
  auth: AuthService;
  clock: Clock;
  config: DirectoryConfig;
  /** Whether a demo source is installed: without one made-up entities go at once, even while the catalog still has them. */
  demo: boolean;
  /** Called within the transaction that stored a look, under an exclusive lock of the directory. */
  stored(transaction: Knex.Transaction, change: DirectoryChange): Promise<void>;
  /** Called after its commit. */
  committed(change: DirectoryChange): void;
}

/** Reads all entities that the directory keeps. */
async function readEntities(options: DirectoryOptions): Promise<Entity[]> {
  const { catalog, auth } = options;
  const credentials = await auth.getOwnServiceCredentials();
  const entities: Entity[] = [];
  let cursor: string | undefined;
  do {
    const page = await catalog.queryEntities(
      cursor
        ? { cursor, limit: PAGE_SIZE, fields: entityFields }
        : {
            filter: { kind: ['Component', 'Group', 'System'] },
            limit: PAGE_SIZE,
            fields: entityFields,
          },
      { credentials },
    );
    entities.push(...page.items);
    cursor = page.pageInfo.nextCursor;
  } while (cursor);
  return entities;
}

/** One look at the catalog. */
export async function syncCatalog(
  options: DirectoryOptions,
): Promise<DirectoryChange> {
  const { serviceTypes, goneAfterSeconds } = options.config.catalog;
  const { demo } = options;
  const contents = contentsOf(await readEntities(options), {
    serviceTypes,
    demo,
  });
  const change = await options.database.transaction(async transaction => {
    await lockDirectory(transaction, 'exclusive');
    const stored = await storeCatalog(transaction, {
      contents,
      now: options.clock.now(),
      missingGraceMs: goneAfterSeconds * 1000,
      demo,
    });
    await options.stored(transaction, stored);
    return stored;
  });
  options.committed(change);
  return change;
}

/** Starts looking at the catalog until the signal is aborted. Resolves when the regular look is scheduled. */
export async function startCatalogSync(
  options: DirectoryOptions & {
    scheduler: SchedulerService;
    logger: LoggerService;
    signal: AbortSignal;
  },
): Promise<void> {
  const { logger, scheduler, signal, config } = options;
  const look = async () => {
    try {
      await syncCatalog(options);
    } catch (error) {
      assertError(error);
      logger.warn(
        `Could not read the catalog; services and teams stay as they were: ${error.message}`,
        error,
      );
    }
  };
  void firstLooks({ look, signal });
  await scheduler.scheduleTask({
    id: 'fleet-catalog',
    scope: 'global',
    frequency: { seconds: config.catalog.refreshSeconds },
    timeout: { minutes: 5 },
    initialDelay: { seconds: config.catalog.refreshSeconds },
    signal,
    fn: look,
  });
}

async function firstLooks(options: {
  look: () => Promise<void>;
  signal: AbortSignal;
}): Promise<void> {
  const { look, signal } = options;
  for (const seconds of FIRST_LOOKS_SECONDS) {
    const aborted = await sleep(seconds * 1000, false, {
      signal,
      ref: false,
    }).catch(() => true);
    if (aborted) {
      return;
    }
    await look();
  }
}
