/** What is wrong with a definition once the services are known. None of it stops a migration. */
import type {
  EntityFilter,
  MigrationDefinition,
} from '@landfall/backstage-plugin-fleet-common';
import { someOf, type DefinitionProblem } from './definition';

/** A service of the catalog. */
export interface CatalogService {
  /** Entity reference. */
  ref: string;
  /** The parts of the entity that filters may name. */
  entity: Record<string, unknown>;
}

/** Compares a definition with the services there are. */
export function checkWithCatalog(options: {
  definition: MigrationDefinition;
  services: readonly CatalogService[];
  matchesEntity: (
    filter: EntityFilter,
    entity: Record<string, unknown>,
  ) => boolean;
}): DefinitionProblem[] {
  const { definition, services, matchesEntity } = options;
  const inScope = services.filter(({ entity }) =>
    matchesEntity(definition.scope, entity),
  );
  return [
    ...scopeProblems(services, inScope),
    ...waveProblems(options, inScope),
    ...baselineProblems(definition, inScope),
  ];
}

function scopeProblems(
  services: readonly CatalogService[],
  inScope: readonly CatalogService[],
): DefinitionProblem[] {
  return services.length > 0 && inScope.length === 0
    ? [
        {
          text: `The scope matches none of ${services.length} services.`,
          fix: 'Compare the filter in scope with an entity in the catalog: names of fields and values must be the same.',
        },
      ]
    : [];
}

function waveProblems(
  { definition, matchesEntity }: Parameters<typeof checkWithCatalog>[0],
  inScope: readonly CatalogService[],
): DefinitionProblem[] {
  const counts = new Map(definition.waves.map(wave => [wave.id, 0]));
  const clashes = new Map<string, string[]>();
  for (const { ref, entity } of inScope) {
    const waves = definition.waves.filter(wave =>
      matchesEntity(wave.match, entity),
    );
    for (const { id } of waves) {
      counts.set(id, (counts.get(id) ?? 0) + 1);
    }
    if (waves.length > 1) {
      const names = waves.map(({ id }) => id).join(' and ');
      clashes.set(names, [...(clashes.get(names) ?? []), ref]);
    }
  }
  const empty = [...counts].filter(([, count]) => count === 0);
  return [
    ...[...clashes].map(([waves, refs]) => ({
      text: `In the waves ${waves} at once: ${someOf(
        refs,
      )}. Each counts in the first.`,
      fix: 'Make the filters of these waves exclude each other.',
    })),
    ...(inScope.length === 0 || empty.length === 0
      ? []
      : [
          {
            text: `No service of the scope is in: ${someOf(
              empty.map(([id]) => id),
            )}.`,
            fix: 'Compare the filter in match of these waves with an entity in the catalog, or remove them.',
          },
        ]),
  ];
}

function baselineProblems(
  { baseline }: MigrationDefinition,
  inScope: readonly CatalogService[],
): DefinitionProblem[] {
  const refs = new Set(inScope.map(({ ref }) => ref));
  const outside = baseline
    .map(({ service }) => service)
    .filter(service => !refs.has(service));
  return outside.length === 0
    ? []
    : [
        {
          text: `The baseline names what is not in the scope: ${someOf(
            outside,
          )}.`,
          fix: 'Remove these entries, mend the references, or widen the scope.',
        },
      ];
}
