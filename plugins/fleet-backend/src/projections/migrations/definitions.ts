/** Keeps what configuration, modules and the API define as migrations: every version, appended, and the newest holds. */
import type { Instant } from '@landfall/backstage-plugin-fleet-common';
import type {
  MigrationDefinition,
  Problem,
} from '@landfall/backstage-plugin-fleet-common';
import type { MadeUpAct } from '@landfall/backstage-plugin-fleet-node';
import type { Knex } from 'knex';
import { lockDirectory } from '../../directory/lock';
import type { Ledger } from '../../ledger/types';
import { checkWithCatalog } from '../../migration/withCatalog';
import type { CatalogFacts } from '../../migration/types';
import { FROM_SCRATCH } from '../context';
import type { MigrationActRow, MigrationDefinitionRow } from '../tables';
import { matchesEntity } from './compiled';
import { parseDefinition } from './known';

/** A definition that configuration or a module gives. */
export interface GivenMigration {
  definition: MigrationDefinition;
  origin: 'configuration' | 'module';
  demo: boolean;
  /** Of a made-up one: what people did about its services. */
  acts?: readonly MadeUpAct[];
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
      await keepActs(transaction, { ...options, ...each });
    }
    const ids = new Set(given.map(({ definition }) => definition.id));
    for (const [id, row] of newest) {
      if (row.origin !== 'api' && row.definition !== null && !ids.has(id)) {
        await withdrawDefinition(transaction, {
          ...options,
          newest: row,
          author: null,
        });
        if (row.demo) await forget(transaction, id);
      }
    }
  });
  return problems;
}

/** Records the made-up acts that are not recorded yet. */
async function keepActs(
  transaction: Knex.Transaction,
  options: Pick<GivenMigration, 'definition' | 'acts'> &
    Pick<StoreOptions, 'ledger'>,
): Promise<void> {
  const { definition, acts = [], ledger } = options;
  if (acts.length === 0) return;
  const migration = definition.id;
  const known = new Set<string>(
    await transaction('migration_acts').where({ migration }).pluck('id'),
  );
  const fresh = acts.filter(({ id }) => !known.has(id));
  for (const { id, service, act, author, at } of fresh) {
    const row: MigrationActRow = {
      id,
      migration,
      service,
      act: act.act,
      of: 'of' in act ? act.of : null,
      stage: 'stage' in act ? act.stage : null,
      reason: act.reason,
      link: ('link' in act && act.link) || null,
      waiting_for: ('waitingFor' in act && act.waitingFor) || null,
      expires_at: 'expiresAt' in act ? Date.parse(act.expiresAt) : null,
      author,
      recorded_at: at,
    };
    await transaction('migration_acts').insert(row);
  }
  // They are told as if they had been learnt at the time.
  await ledger.within(transaction).mark(
    fresh.map(({ service }) => ({ service })),
    FROM_SCRATCH,
  );
}

/** Of a made-up migration that is gone nothing is kept that cannot be derived. */
async function forget(
  transaction: Knex.Transaction,
  migration: string,
): Promise<void> {
  await transaction('migration_problems')
    .whereIn(
      'definition',
      transaction('migration_definitions').where({ migration }).select('id'),
    )
    .del();
  for (const table of [
    'migration_acts',
    'migration_snapshots',
    'migration_usual',
  ]) {
    await transaction(table).where({ migration }).del();
  }
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

/** Looks again at what contradicts itself in the definitions that hold, now that the catalog is different; what did until now is kept. */
export async function recheckDefinitions(
  transaction: Knex.Transaction,
  { now }: { now: Instant },
): Promise<void> {
  for (const row of (await readNewest(transaction)).values()) {
    if (row.definition === null) continue;
    const problems = JSON.stringify(
      await problemsOf(transaction, parseDefinition(row.definition)),
    );
    if (problems !== row.problems) {
      await transaction('migration_problems').insert({
        definition: row.id,
        until_at: now,
        problems: row.problems ?? '[]',
      });
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
