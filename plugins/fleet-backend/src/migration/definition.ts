/** Checks what somebody defines as a migration: alone, and with the catalog at hand. */
import {
  migrationDefinitionSchema,
  type EntityFilter,
  type MigrationDefinition,
} from '@landfall/backstage-plugin-fleet-common';
import { neverHolds } from './contradictions';
import { listOf } from './patterns';
import { resolveDefinition } from './resolve';
import { sameValue } from './fold/sameValue';
import type { ResolvedDefinition } from './types';

/** What is wrong with a definition, and what to change. */
export interface DefinitionProblem {
  text: string;
  fix: string;
}

/** What came of a check. */
export interface CheckedDefinition {
  /** Null where the definition contradicts itself: `problems` then says why it cannot hold. */
  definition: MigrationDefinition | null;
  problems: DefinitionProblem[];
}

/** Says what is wrong with a filter; undefined if nothing is. */
export type CheckFilter = (filter: EntityFilter) => string | undefined;

/** Checks a definition as somebody wrote it, without anything else at hand. */
export function checkDefinition(
  written: unknown,
  options: { checkFilter?: CheckFilter } = {},
): CheckedDefinition {
  const parsed = migrationDefinitionSchema.safeParse(written);
  if (!parsed.success) {
    return {
      definition: null,
      problems: parsed.error.issues.map(issue => schemaProblem(issue)),
    };
  }
  const definition = parsed.data;
  const refused = [
    ...filterProblems(definition, options.checkFilter),
    ...dateProblems(definition),
    ...waveProblems(definition),
    ...signalProblems(definition),
  ];
  return refused.length > 0
    ? { definition: null, problems: refused }
    : { definition, problems: doubts(definition) };
}

function schemaProblem(issue: {
  code: string;
  path: PropertyKey[];
  message: string;
  keys?: string[];
}): DefinitionProblem {
  const path = pathOf(issue.path);
  if (issue.code === 'unrecognized_keys' && issue.keys) {
    const keys = issue.keys.join(', ');
    return {
      text: `${path || 'The definition'} has ${keys}, which nothing knows.`,
      fix: `Remove ${keys}, or mend the spelling.`,
    };
  }
  return {
    text: `${path || 'The definition'}: ${issue.message}.`,
    fix: `Change ${path || 'the definition'} accordingly.`,
  };
}

function pathOf(path: readonly PropertyKey[]): string {
  return path
    .map(part => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '');
}

function filterProblems(
  { scope, waves }: MigrationDefinition,
  checkFilter: CheckFilter = () => undefined,
): DefinitionProblem[] {
  const filters = [
    { path: 'scope', filter: scope },
    ...waves.map((wave, i) => ({
      path: `waves[${i}].match`,
      filter: wave.match,
    })),
  ];
  return filters.flatMap(({ path, filter }) => {
    const wrong = checkFilter(filter);
    return wrong === undefined
      ? []
      : {
          text: `${path} is no filter over entities: ${wrong}`,
          fix: `Change ${path} accordingly.`,
        };
  });
}

function dateProblems({
  start,
  target,
}: MigrationDefinition): DefinitionProblem[] {
  return start <= target
    ? []
    : [
        {
          text: `It should be done by ${target}, before it starts on ${start}.`,
          fix: 'Set target to the day of start or a later one.',
        },
      ];
}

function waveProblems({ waves }: MigrationDefinition): DefinitionProblem[] {
  const ids = waves.map(wave => wave.id);
  const twice = new Set(ids.filter((id, i) => ids.indexOf(id) !== i));
  return [
    ...[...twice].map(id => ({
      text: `Several waves are called ${id}.`,
      fix: 'Give each wave an id of its own.',
    })),
    ...waves.flatMap(({ id, start, end }) =>
      start !== undefined && end !== undefined && end < start
        ? {
            text: `Wave ${id} ends on ${end}, before it begins on ${start}.`,
            fix: `Set the end of wave ${id} to the day of its start or a later one.`,
          }
        : [],
    ),
  ];
}

function signalProblems(definition: MigrationDefinition): DefinitionProblem[] {
  const missing = (['from', 'to'] as const).filter(
    side => !definition[side] && !definition.template,
  );
  if (missing.length > 0) {
    return missing.map(side => ({
      text: `It does not say what it moves ${side}.`,
      fix: `Give ${side} as a signal, such as {platform: kubernetes}, or name a template.`,
    }));
  }
  const { from, to } = resolveDefinition(definition);
  const never = (['from', 'to'] as const).filter(side =>
    neverHolds(side === 'from' ? from : to),
  );
  if (never.length > 0) {
    return never.map(side => ({
      text: `The signal ${side} can never hold: it asks for things that exclude each other.`,
      fix: `Remove one of what excludes each other from ${side}, or put alternatives into anyOf.`,
    }));
  }
  return sameValue(from, to)
    ? [
        {
          text: 'It moves from and to the same: both signals are equal.',
          fix: 'Say in from what the old side has and the new one lacks, and in to the other way round.',
        },
      ]
    : [];
}

/** What may be meant so, but hardly is. */
function doubts(definition: MigrationDefinition): DefinitionProblem[] {
  return [
    ...waveDoubts(definition),
    ...imageDoubts(resolveDefinition(definition)),
    ...baselineDoubts(definition),
    ...ruleDoubts(definition),
  ];
}

function waveDoubts({
  waves,
  start,
  target,
}: MigrationDefinition): DefinitionProblem[] {
  return waves.flatMap(wave =>
    [wave.start, wave.end].some(
      day => day !== undefined && (day < start || day > target),
    )
      ? {
          text: `Wave ${wave.id} lies partly outside of the migration, which goes from ${start} to ${target}.`,
          fix: `Move wave ${wave.id} into these days, or start and target.`,
        }
      : [],
  );
}

function imageDoubts({ from, to }: ResolvedDefinition): DefinitionProblem[] {
  const patterns = [from, to].flatMap(imagesOf);
  return [...new Set(patterns)]
    .filter(pattern => /[:@]/.test(pattern))
    .map(pattern => ({
      text: `The image pattern ${pattern} names a port, tag or digest; images are compared without registry, tag and digest, so it matches none.`,
      fix: 'Write the path of the repository alone, such as envoyproxy/envoy.',
    }));
}

function imagesOf(signal: ResolvedDefinition['from']): string[] {
  return [
    ...(signal.image === undefined ? [] : listOf(signal.image)),
    ...[
      ...(signal.allOf ?? []),
      ...(signal.anyOf ?? []),
      ...(signal.not ? [signal.not] : []),
    ].flatMap(imagesOf),
  ];
}

function baselineDoubts({
  baseline,
}: MigrationDefinition): DefinitionProblem[] {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const { service } of baseline) {
    if (seen.has(service)) twice.add(service);
    seen.add(service);
  }
  return twice.size === 0
    ? []
    : [
        {
          text: `The baseline names twice: ${someOf([
            ...twice,
          ])}. The last entry of each counts.`,
          fix: 'Keep one entry for each service.',
        },
      ];
}

function ruleDoubts({
  validation = [],
}: MigrationDefinition): DefinitionProblem[] {
  const rules = validation.map(({ rule }) => rule);
  const twice = new Set(rules.filter((rule, i) => rules.indexOf(rule) !== i));
  return [...twice].map(rule => ({
    text: `The validation rule ${rule} stands there twice; both have to be met.`,
    fix: `Keep the stricter ${rule}.`,
  }));
}

/** The first few of many. */
export function someOf(names: readonly string[]): string {
  const shown = names.slice(0, 5).join(', ');
  return names.length > 5 ? `${shown} and ${names.length - 5} more` : shown;
}
