/**
 * Whether a signal can hold at all. Decided as far as patterns tell: a signal is taken apart into alternatives, and one is impossible if it
 * asks two things of what a target has only one of, or the same thing and its opposite. What is not shown to be impossible may hold.
 */
import type { Signal } from '@landfall/backstage-plugin-fleet-common';
import { globMatcher, imageMatcher, isWild, listOf } from './patterns';

/** Beyond so many alternatives nothing is decided. */
const MAX_ALTERNATIVES = 1000;

/** One thing that is asked. */
interface Demand {
  /** What is asked about, such as `platform` or `annotation NAME`. */
  of: string;
  patterns: readonly string[];
  negated: boolean;
}

/** Everything that is asked at once. */
type Alternative = readonly Demand[];

/** A target has one of each of these. */
const single: ReadonlySet<string> = new Set([
  'platform',
  'cluster',
  'namespace',
]);

/** Whether a signal certainly never holds. */
export function neverHolds(signal: Signal): boolean {
  const alternatives = expand(signal, false);
  return alternatives !== undefined && alternatives.every(isImpossible);
}

/** Undefined where there are too many. */
function expand(
  signal: Signal,
  negated: boolean,
): readonly Alternative[] | undefined {
  const parts: (readonly Alternative[] | undefined)[] = demandsOf(signal).map(
    demand => [[{ ...demand, negated }]],
  );
  for (const part of signal.allOf ?? []) {
    parts.push(expand(part, negated));
  }
  if (signal.anyOf) {
    const any = signal.anyOf.map(part => expand(part, negated));
    // The opposite of "one of them" is "none of them".
    parts.push(negated ? conjunction(any) : disjunction(any));
  }
  if (signal.not) {
    parts.push(expand(signal.not, !negated));
  }
  if (!negated) {
    return conjunction(parts);
  }
  // The opposite of "all of them" is "not one of them".
  return disjunction(parts);
}

function disjunction(
  parts: readonly (readonly Alternative[] | undefined)[],
): readonly Alternative[] | undefined {
  const all: Alternative[] = [];
  for (const part of parts) {
    if (!part || all.length + part.length > MAX_ALTERNATIVES) return undefined;
    all.push(...part);
  }
  return all;
}

function conjunction(
  parts: readonly (readonly Alternative[] | undefined)[],
): readonly Alternative[] | undefined {
  let all: readonly Alternative[] = [[]];
  for (const part of parts) {
    if (!part || all.length * part.length > MAX_ALTERNATIVES) return undefined;
    all = all.flatMap(left => part.map(right => [...left, ...right]));
  }
  return all;
}

function demandsOf(signal: Signal): Omit<Demand, 'negated'>[] {
  const plain = (
    [
      'platform',
      'cluster',
      'namespace',
      'image',
      'protocol',
      'environment',
    ] as const
  ).flatMap(key => {
    const patterns = signal[key];
    return patterns === undefined
      ? []
      : { of: key, patterns: listOf(patterns) };
  });
  const entries = (['annotation', 'label'] as const).flatMap(key => {
    const wanted = signal[key];
    if (wanted === undefined) return [];
    return typeof wanted === 'string'
      ? { of: `${key} ${wanted}`, patterns: ['*'] }
      : { of: `${key} ${wanted.name}`, patterns: listOf(wanted.value ?? '*') };
  });
  return [...plain, ...entries];
}

function isImpossible(alternative: Alternative): boolean {
  return alternative.some((a, index) =>
    alternative.some(
      (b, other) => other !== index && a.of === b.of && excludes(a, b),
    ),
  );
}

function excludes(a: Demand, b: Demand): boolean {
  if (a.negated) {
    return false;
  }
  if (b.negated) {
    return a.patterns.every(pattern =>
      b.patterns.some(other => covers(a.of, other, pattern)),
    );
  }
  const isSingle = single.has(a.of) || /^(annotation|label) /.test(a.of);
  return (
    isSingle &&
    a.patterns.every(left => b.patterns.every(right => areApart(left, right)))
  );
}

/** Whether everything that `pattern` matches is matched by `other`. */
function covers(of: string, other: string, pattern: string): boolean {
  if (other === pattern || other === '*') {
    return true;
  }
  const matcher = of === 'image' ? imageMatcher(other) : globMatcher(other);
  return !isWild(pattern) && matcher(pattern);
}

/** Whether nothing can match both. Of two with wildcards nobody tells. */
function areApart(left: string, right: string): boolean {
  if (isWild(left) && isWild(right)) {
    return false;
  }
  return isWild(left) ? !globMatcher(left)(right) : !globMatcher(right)(left);
}
