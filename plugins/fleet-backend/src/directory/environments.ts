/**
 * Which environment a target belongs to, after `definitions.md`: "Production is an explicit mapping. What maps to nothing is
 * listed as *unmapped*, never silently production and never silently dropped." Pure.
 */
import type { EnvironmentMapping } from './config';
import { compileMatch, type TargetFacts } from './match';

/** The environment of a target; null is "unmapped". */
export interface Environment {
  name: string | null;
  production: boolean;
}

/** Compiles the mappings: the first that matches counts. */
export function compileEnvironments(
  mappings: readonly EnvironmentMapping[],
): (target: TargetFacts) => Environment {
  const compiled = mappings.map(mapping => ({
    matches: compileMatch(mapping.match),
    environment: { name: mapping.name, production: mapping.production },
  }));
  return target =>
    compiled.find(one => one.matches(target))?.environment ?? {
      name: null,
      production: false,
    };
}
