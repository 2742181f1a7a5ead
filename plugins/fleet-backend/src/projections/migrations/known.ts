import {
  formatInstant,
  instant,
  migrationDefinitionSchema,
  type Instant,
  type MigrationDefinition,
  type MigrationInfo,
  type Wave,
} from '@landfall/backstage-plugin-fleet-common';
import type { Knex } from 'knex';
import type { MigrationDefinitionRow } from '../tables';

/** A migration as it was defined at a moment, with how its dates slipped. */
export interface KnownMigration {
  definition: MigrationDefinition;
  version: number;
  origin: MigrationInfo['origin'];
  demo: boolean;
  originalTarget: string;
  slips: MigrationInfo['slips'];
  /** By id. */
  waves: ReadonlyMap<string, Wave>;
  problems: MigrationInfo['problems'];
}

type KnownVersion = Omit<MigrationDefinitionRow, 'id' | 'author'>;

/**
 * The migrations that are defined at a moment, by id. What was first defined holds for all the past.
 *
 * @param options.id - only this one.
 */
export async function readMigrations(
  database: Knex,
  options: { at: Instant; id?: string },
): Promise<Map<string, KnownMigration>> {
  const problems = database('migration_problems as p')
    .whereRaw('p.definition = d.id')
    .where('p.until_at', '>', options.at)
    .orderBy('p.id')
    .limit(1)
    .select('p.problems');
  const query = database('migration_definitions as d')
    .select(
      'd.migration',
      'd.version',
      'd.recorded_at',
      'd.origin',
      'd.demo',
      'd.definition',
      database.raw('coalesce(?, d.problems) as problems', [problems]),
    )
    .orderBy(['d.migration', 'd.version']);
  if (options.id !== undefined) query.where('d.migration', options.id);
  const rows: KnownVersion[] = await query;
  const versions = new Map<string, KnownVersion[]>();
  for (const row of rows) {
    const known = versions.get(row.migration) ?? [];
    if (known.length === 0 || Number(row.recorded_at) <= options.at) {
      versions.set(row.migration, [...known, row]);
    }
  }
  const found = new Map<string, KnownMigration>();
  for (const [id, history] of versions) {
    const migration = knownOf(history);
    if (migration) found.set(id, migration);
  }
  return found;
}

function knownOf(history: readonly KnownVersion[]): KnownMigration | undefined {
  const newest = history[history.length - 1];
  if (newest.definition === null) return undefined;
  const definition = parseDefinition(newest.definition);
  const targets = history.flatMap(row =>
    row.definition === null
      ? []
      : [
          {
            target: parseDefinition(row.definition).target,
            at: formatInstant(instant(Number(row.recorded_at))),
          },
        ],
  );
  return {
    definition,
    version: Number(newest.version),
    origin: newest.origin as KnownMigration['origin'],
    demo: Boolean(newest.demo),
    originalTarget: targets[0].target,
    slips: targets.flatMap(({ target, at }, index) =>
      index > 0 && targets[index - 1].target !== target
        ? [{ from: targets[index - 1].target, to: target, at }]
        : [],
    ),
    waves: new Map(definition.waves.map(wave => [wave.id, wave])),
    problems: JSON.parse(newest.problems ?? '[]') as KnownMigration['problems'],
  };
}

/** By their text, which never changes: parsing one with ten thousand declared moves takes its time. */
const parsed = new Map<string, MigrationDefinition>();
const MAX_PARSED = 200;

/** A definition as a row keeps it; the same object for the same text. */
export function parseDefinition(text: string): MigrationDefinition {
  const known = parsed.get(text);
  if (known) return known;
  if (parsed.size >= MAX_PARSED) parsed.clear();
  const definition = migrationDefinitionSchema.parse(JSON.parse(text));
  parsed.set(text, definition);
  return definition;
}
