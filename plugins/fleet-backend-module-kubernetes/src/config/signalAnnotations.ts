/**
 * Which annotations the signals of migrations ask for: those of the templates that Landfall brings, and those that `fleet.migrations` names. What a
 * migration asks that was defined through the API has to stand in `fleet.kubernetes.annotations`.
 */
import type { Config } from '@backstage/config';

/** By which injectors of tracing and of meshes are told what to do. */
export const TRACING_ANNOTATIONS: readonly string[] = [
  'instrumentation.opentelemetry.io/inject-*',
  'sidecar.opentelemetry.io/inject',
  'sidecar.jaegertracing.io/inject',
  'sidecar.istio.io/inject',
];

/** Signals nest; deeper ones are refused where migrations are read. */
const DEEPEST = 32;
const LONGEST = 317;

/**
 * Names and patterns of the annotations in signals of `fleet.migrations`. What cannot be read is skipped: who reads migrations says what is wrong with them.
 */
export function signalAnnotations(config: Config): string[] {
  let migrations: unknown;
  try {
    migrations = config.getOptional('fleet.migrations');
  } catch {
    // Something above it is not an object: told by whoever reads migrations.
    return [];
  }
  const names = new Set<string>();
  if (Array.isArray(migrations)) {
    for (const migration of migrations) {
      const { from, to } = fields(migration);
      collect(from, names, 0);
      collect(to, names, 0);
    }
  }
  return [...names];
}

function collect(signal: unknown, names: Set<string>, depth: number): void {
  if (depth > DEEPEST) return;
  const { annotation, allOf, anyOf, not } = fields(signal);
  const name =
    typeof annotation === 'string' ? annotation : fields(annotation).name;
  if (typeof name === 'string' && name !== '' && name.length <= LONGEST) {
    names.add(name);
  }
  for (const inner of [allOf, anyOf, not].flat()) {
    if (inner !== undefined) collect(inner, names, depth + 1);
  }
}

function fields(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}
