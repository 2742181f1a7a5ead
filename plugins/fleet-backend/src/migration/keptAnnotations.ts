/** Which annotations a definition asks for, and which of them no source keeps: without them its signals never hold, whatever runs. */
import type {
  MigrationDefinition,
  Signal,
} from '@landfall/backstage-plugin-fleet-common';
import type { DefinitionProblem } from './definition';
import { globMatcher } from './patterns';
import { resolveDefinition } from './resolve';

/** The annotations of workloads that a source keeps. */
export interface KeptAnnotations {
  /** Names, in which `*` stands for any characters. */
  kept: readonly string[];
  /** The key of the configuration that adds to them. */
  key: string;
}

/**
 * Says which annotations of a definition no source keeps.
 *
 * @param options.sources - those that keep only some; without any nothing is left out.
 */
export function unkeptAnnotations(options: {
  definition: MigrationDefinition;
  sources: readonly KeptAnnotations[];
}): DefinitionProblem[] {
  const { definition, sources } = options;
  if (sources.length === 0) return [];
  const isKept = globMatcher(sources.flatMap(({ kept }) => kept));
  const { from, to } = resolveDefinition(definition);
  const missing = [
    ...new Set([...annotationsOf(from), ...annotationsOf(to)]),
  ].filter(name => !isKept(name));
  const keys = sources.map(({ key }) => key).join(' or ');
  return missing.map(name => ({
    text: `Its signals ask for the annotation ${name}, which no source keeps: it is never seen, whatever runs.`,
    fix: `Add ${name} to ${keys}, and start the portal anew.`,
  }));
}

function annotationsOf(signal: Signal): string[] {
  const { annotation, allOf = [], anyOf = [], not } = signal;
  const own =
    annotation === undefined || typeof annotation === 'string'
      ? annotation
      : annotation.name;
  return [
    ...(own === undefined ? [] : [own]),
    ...[...allOf, ...anyOf, ...(not ? [not] : [])].flatMap(annotationsOf),
  ];
}
