/** Which targets a condition of the configuration means. Pure. */
import type { TargetRef } from '@landfall/backstage-plugin-fleet-node';
import type { TargetMatch } from './config';

/** What is known of a target by which it is attributed. */
export interface TargetFacts extends TargetRef {
  /** Of its workload. */
  labels: Readonly<Record<string, string>>;
  /** Of its workload, those that sources keep. */
  annotations: Readonly<Record<string, string>>;
}

/** A condition, compiled. */
export type TargetMatcher = (target: TargetFacts) => boolean;

/** Compiles a condition: every part that is given must hold, so an empty one holds always. */
export function compileMatch(match: TargetMatch): TargetMatcher {
  const places = (
    ['platform', 'cluster', 'namespace', 'workload'] as const
  ).flatMap(part => {
    const given = match[part];
    return given ? [{ part, holds: compileGlobs(given) }] : [];
  });
  const labels = Object.entries(match.labels ?? {}).map(([name, given]) => ({
    name,
    holds: compileGlobs(given),
  }));
  return target =>
    places.every(({ part, holds }) => holds(target[part])) &&
    labels.every(({ name, holds }) => {
      const value = valueOf(target.labels, name);
      return value !== undefined && holds(value);
    });
}

/** A value of a record whose keys come from outside. */
export function valueOf(
  record: Readonly<Record<string, string>>,
  name: string,
): string | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

/** Compiles patterns, of which any may hold. */
export function compileGlobs(
  globs: readonly string[],
): (text: string) => boolean {
  const compiled = globs.map(compileGlob);
  return text => compiled.some(holds => holds(text));
}

/** Walks glob and text side by side and goes back to the last `*` only: linear for what people write, never exponential. */
function compileGlob(glob: string): (text: string) => boolean {
  if (!/[*?]/.test(glob)) {
    return text => text === glob;
  }
  return text => {
    let [g, t, star, resume] = [0, 0, -1, 0];
    while (t < text.length) {
      if (glob[g] === '*') {
        star = g++;
        resume = t;
      } else if (g < glob.length && (glob[g] === '?' || glob[g] === text[t])) {
        g++;
        t++;
      } else if (star !== -1) {
        g = star + 1;
        t = ++resume;
      } else {
        return false;
      }
    }
    while (glob[g] === '*') {
      g++;
    }
    return g === glob.length;
  };
}
