/** Fills in what a definition leaves to its template. */
import type { MigrationDefinition } from '@landfall/backstage-plugin-fleet-common';
import { templates } from './templates';
import type { ResolvedDefinition } from './types';

const resolved = new WeakMap<MigrationDefinition, ResolvedDefinition>();

/**
 * The definition as it holds; the same object for the same definition.
 *
 * @throws TypeError when neither the definition nor a template says from what or to what: {@link checkDefinition} refuses such ones.
 */
export function resolveDefinition(
  definition: MigrationDefinition,
): ResolvedDefinition {
  const known = resolved.get(definition);
  if (known) {
    return known;
  }
  const template = definition.template && templates[definition.template];
  const from = definition.from ?? template?.from;
  const to = definition.to ?? template?.to;
  if (!from || !to) {
    throw new TypeError(
      `Migration ${definition.id} says neither from what nor to what: give from and to, or a template`,
    );
  }
  const made: ResolvedDefinition = {
    ...definition,
    from,
    to,
    validation: definition.validation ?? [...(template?.validation ?? [])],
    technology: definition.technology ?? template?.technology,
  };
  resolved.set(definition, made);
  return made;
}
