/** Keeps what configuration, modules and the API define as migrations: every version, appended, and the newest holds. */
import type { Instant } from '@landfall/backstage-plugin-fleet-common';
import type {
  MigrationDefinition,
  Problem,
} from '@landfall/backstage-plugin-fleet-common';
import type { Knex } from 'knex';
import { lockDirectory } from '../../directory/lock';
import type { Ledger } from '../../ledger/types';
import { checkWithCatalog } from '../../migration/withCatalog';
import type { CatalogFacts } from '../../migration/types';
import { FROM_SCRATCH } from '../context';
import type { MigrationDefinitionRow } from '../tables';
import { matchesEntity } from './compiled';
import { parseDefinition } from './known';

/** A definition that configuration or a module gives. */
export interface GivenMigration {
  definition: MigrationDefinition;
  origin: 'configuration' | 'module';
  demo: boolean;
}

interface StoreOptions {
  ledger: Pick<Ledger, 'within'>;
  now: Instant;
}

/**
 * Makes what configuration and modules give the definitions that hold: what is new or different gets a version, what is given no more is removed. Once
 * among all replicas, whatever their number.
 *
 * @returns what stands in the way: ids that are defined through the API.
 */
export async function syncDefinitions(
  database: Knex,
  options: StoreOptions & { given: readonly GivenMigration[] },
): Promise<Problem[]> {
  const { given } = options;
  const problems: Problem[] = [];
  await database.transaction(async transaction => {
    await lockDirectory(transaction, 'exclusive');
    const newest = await readNewest(transaction);
    for (const each of given) {
      const known = newest.get(each.definition.id);
      if (known?.origin === 'api' && known.definition !== null) {
        problems.push({
          text: `The migration ${each.definition.id} is defined through the API as well, and that definition holds`,
          fix: `Give the one in fleet.migrations another id`,
        });
        continue;
      }
      await putDefinition(transaction, { ...options, ...each, author: null });
    }
    const ids = new Set(given.map(({ definition }) => definition.id));
    for (const [id, row] of newest) {
      if (row.origin !== 'api' && row.definition !== null && !ids.has(id)) {
        await withdrawDefinition(transaction, {
          ...options,
          newest: row,
          author: null,
        });
      }
    }
  });
  return problems;
}

/** Makes a definition the one that holds; the same again changes nothing. The caller holds the lock of the directory. */
export async function putDefinition(
  transaction: Knex.Transaction,
  options: StoreOptions & {
    definition: MigrationDefinition;
    origin: 'configuration' | 'module' | 'api';
    demo: boolean;
    author: string | null;
  },
): Promise<void> {
  const { definition } = options;
  const newest = await readNewest(transaction, definition.id);
  await append(transaction, {
    ...options,
    before: newest.get(definition.id),
    migration: definition.id,
  });
}

/**
 * Makes a definition hold no more. The caller holds the lock of the directory.
 *
 * @returns the version that says so.
 */
export async function withdrawDefinition(
  transaction: Knex.Transaction,
  options: StoreOptions & {
    newest: MigrationDefinitionRow;
    author: string | null;
  },
): Promise<number> {
  const { newest } = options;
  await append(transaction, {
    ...options,
    before: newest,
    migration: newest.migration,
    origin: newest.origin,
    demo: Boolean(newest.demo),
    definition: null,
  });
  return Number(newest.version) + 1;
}

/** The newest version of each definition, or of one, by id. */
export async function readNewest(
  database: Knex,
  id?: string,
): Promise<Map<string, MigrationDefinitionRow>> {
  const query = database('migration_definitions').orderBy('version');
  if (id !== undefined) query.where('migration', id);
  const rows: MigrationDefinitionRow[] = await query.select('*');
  return new Map(rows.map(row => [row.migration, row]));
}

/** Names the newest version of any definition; 0 where there is none. */
export async function newestDefinition(database: Knex): Promise<number> {
  const [row]: { id: number | string | null }[] = await database(
    'migration_definitions',
  ).max({ id: 'id' });
  return Number(row.id ?? 0);
}

async function append(
  transaction: Knex.Transaction,
  options: StoreOptions & {
    before: MigrationDefinitionRow | undefined;
    migration: string;
    origin: string;
    demo: boolean;
    definition: MigrationDefinition | null;
    author: string | null;
  },
): Promise<void> {
  const { before, definition, ledger, now } = options;
  const text = definition === null ? null : JSON.stringify(definition);
  if (
    before?.definition === text &&
    before.origin === options.origin &&
    Boolean(before.demo) === options.demo
  ) {
    return;
  }
  await transaction('migration_definitions').insert({
    migration: options.migration,
    version: Number(before?.version ?? 0) + 1,
    recorded_at: now,
    origin: options.origin,
    demo: options.demo,
    definition: text,
    author: options.author,
    problems: JSON.stringify(
      definition === null ? [] : await problemsOf(transaction, definition),
    ),
  });
  const services: { service: string }[] = await transaction('services').select(
    'ref as service',
  );
  // The first version holds for all the past.
  await ledger
    .within(transaction)
    .mark(services, before === undefined ? FROM_SCRATCH : now);
}

/** Looks again at what contradicts itself in the definitions that hold, now that the catalog is different. */
export async function recheckDefinitions(
  transaction: Knex.Transaction,
): Promise<void> {
  for (const row of (await readNewest(transaction)).values()) {
    if (row.definition === null) continue;
    const problems = JSON.stringify(
      await problemsOf(transaction, parseDefinition(row.definition)),
    );
    if (problems !== row.problems) {
      await transaction('migration_definitions')
        .where({ id: row.id })
        .update({ problems });
    }
  }
}

async function problemsOf(
  database: Knex,
  definition: MigrationDefinition,
): Promise<Problem[]> {
  const newest = database('catalog_history')
    .groupBy('service')
    .max({ id: 'id' });
  const rows: { service: string; facts: string }[] = await database(
    'catalog_history',
  )
    .whereIn('id', newest)
    .select('service', 'facts');
  const services = rows
    .map(row => ({
      ref: row.service,
      facts: JSON.parse(row.facts) as CatalogFacts,
    }))
    .filter(({ facts }) => facts.inCatalog)
    .map(({ ref, facts }) => ({ ref, entity: facts.entity }));
  return checkWithCatalog({ definition, services, matchesEntity });
}
