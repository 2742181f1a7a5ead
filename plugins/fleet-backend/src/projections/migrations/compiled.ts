/** The definitions of migrations as the engine wants them, kept until they change. */
import { instant } from '@landfall/backstage-plugin-fleet-common';
import {
  filterPredicateToFilterFunction,
  parseFilterPredicate,
  type FilterPredicate,
} from '@backstage/filter-predicates';
import type { Knex } from 'knex';
import { DateTime } from 'luxon';
import { filterMistake } from '../../migration/filterMistake';
import { resolveDefinition } from '../../migration/resolve';
import type {
  Fact,
  FoldEnvironment,
  ResolvedDefinition,
} from '../../migration/types';
import type { MigrationDefinitionRow } from '../tables';
import { FOR_ALL_THE_PAST } from './facts';
import { parseDefinition } from './known';

/** A migration whose services are followed. */
export interface CompiledMigration {
  id: string;
  /** The versions of its definition, and how long its stages usually take. */
  facts: readonly Fact[];
  environment: FoldEnvironment;
}

const filters = new WeakMap<object, (value: unknown) => boolean>();

/** Whether a filter over entities, as the framework writes them, matches. What is made of a filter is kept as long as the filter. */
export function matchesEntity(
  filter: Record<string, unknown>,
  entity: Record<string, unknown>,
): boolean {
  let matches = filters.get(filter);
  if (!matches) {
    // An empty one matches all; what is no filter was refused when it was defined.
    matches =
      Object.keys(filter).length === 0
        ? () => true
        : filterPredicateToFilterFunction(filter as FilterPredicate);
    filters.set(filter, matches);
  }
  return matches(entity);
}

/** Says what is wrong with a filter over entities, and what to write; undefined if nothing is. */
export function checkFilter(
  filter: Record<string, unknown>,
): string | undefined {
  if (Object.keys(filter).length === 0) return undefined;
  try {
    parseFilterPredicate(filter);
    return undefined;
  } catch {
    // Its own message lists everything that was expected in vain, in every place.
    return filterMistake(filter) ?? 'it asks for what the catalog cannot tell.';
  }
}

/** Reads and compiles definitions; asks the database only whether they changed. */
export class MigrationCache {
  #compiled: CompiledMigration[] = [];
  #fingerprint = '';

  constructor(private readonly zone: string) {}

  async load(database: Knex): Promise<readonly CompiledMigration[]> {
    const [state] = await database.select(
      database.raw(
        '(select max(id) from migration_definitions) as definitions',
      ),
      database.raw('(select max(id) from migration_usual) as usual'),
    );
    const fingerprint = JSON.stringify(state);
    if (fingerprint !== this.#fingerprint) {
      this.#compiled = await compileMigrations(database, this.zone);
      this.#fingerprint = fingerprint;
    }
    return this.#compiled;
  }
}

async function compileMigrations(
  database: Knex,
  zone: string,
): Promise<CompiledMigration[]> {
  const rows: MigrationDefinitionRow[] = await database('migration_definitions')
    .select('*')
    .orderBy(['migration', 'version']);
  const usual: {
    id: number | string;
    migration: string;
    stage: string;
    days: number;
    recorded_at: number | string;
  }[] = await database('migration_usual').select('*').orderBy('id');
  const versions = new Map<string, MigrationDefinitionRow[]>();
  for (const row of rows) {
    versions.set(row.migration, [...(versions.get(row.migration) ?? []), row]);
  }
  return [...versions]
    .filter(([, history]) => history[history.length - 1].definition !== null)
    .map(([id, history]) => ({
      id,
      facts: [
        ...history.map((row, index) => definitionFact(row, index, history[0])),
        ...usual
          .filter(row => row.migration === id)
          .map(
            (row): Fact => ({
              learntAt: instant(Number(row.recorded_at)),
              order: Number(row.id),
              kind: 'usual',
              stage: row.stage as Extract<Fact, { kind: 'usual' }>['stage'],
              days: row.days,
            }),
          ),
      ],
      environment: environmentOf(history, zone),
    }));
}

function definitionFact(
  row: MigrationDefinitionRow,
  index: number,
  first: MigrationDefinitionRow,
): Fact {
  const version = Number(row.version);
  return {
    ...(index === 0
      ? FOR_ALL_THE_PAST
      : { learntAt: instant(Number(row.recorded_at)), order: version }),
    kind: 'definition',
    version,
    definedAt: instant(Number(first.recorded_at)),
    removed: row.definition === null,
  };
}

function environmentOf(
  history: readonly MigrationDefinitionRow[],
  zone: string,
): FoldEnvironment {
  const byVersion = new Map<number, ResolvedDefinition>(
    history.flatMap(row =>
      row.definition === null
        ? []
        : [
            [
              Number(row.version),
              resolveDefinition(parseDefinition(row.definition)),
            ],
          ],
    ),
  );
  const midnight = (day: string, plusDays: number) =>
    instant(
      DateTime.fromISO(day, { zone })
        .plus({ days: plusDays })
        .startOf('day')
        .toMillis(),
    );
  return {
    definition(version) {
      const found = byVersion.get(version);
      if (!found) throw new Error(`There is no version ${version}`);
      return found;
    },
    matchesEntity,
    startOfDay: day => midnight(day, 0),
    endOfDay: day => midnight(day, 1),
  };
}
