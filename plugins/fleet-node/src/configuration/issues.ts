import type { Problem } from '@landfall/backstage-plugin-fleet-common';
import type { z } from 'zod';

/** Where a checked value stands, and what helps to mend it. @public */
export interface CheckedPlace {
  /** Its path in the configuration, such as `fleet.kubernetes.clusters[1]`. */
  path: string;
  /** The keys that are allowed there, for the hint after a typing error. */
  known: readonly string[];
  /** The page that says what may stand there, such as `docs/connect-a-cluster.md`. */
  documentation: string;
}

/**
 * What a schema found, in words that name the line to change. Values are left out: they may be secret.
 *
 * @public
 */
export function problemsOfIssues(
  issues: readonly z.core.$ZodIssue[],
  place: CheckedPlace,
): Problem[] {
  return issues.flatMap(issue => {
    const path = joinPath(place.path, issue.path);
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map(key => {
        const meant = place.known.find(name => isNear(name, key));
        return {
          text: `${path}.${key} is not a known key`,
          fix: meant
            ? `Rename ${path}.${key} to ${meant}.`
            : `Remove ${path}.${key}.`,
        };
      });
    }
    return [
      {
        text: `${path} is not right: ${issue.message}`,
        fix: `Change ${path}; ${place.documentation} says what it may be.`,
      },
    ];
  });
}

/** Writes a path as people write it: `clusters[1].caFile`. */
function joinPath(base: string, path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, part) =>
      typeof part === 'number' ? `${text}[${part}]` : `${text}.${String(part)}`,
    base,
  );
}

/** Whether two names differ by at most two letters, or only in upper and lower case. */
function isNear(a: string, b: string): boolean {
  const left = a.toLowerCase();
  const right = b.toLowerCase();
  let row = Array.from({ length: right.length + 1 }, (_, i) => i);
  for (let i = 1; i <= left.length; i++) {
    const next = [i];
    for (let j = 1; j <= right.length; j++) {
      next[j] = Math.min(
        row[j] + 1,
        next[j - 1] + 1,
        row[j - 1] + (left[i - 1] === right[j - 1] ? 0 : 1),
      );
    }
    row = next;
  }
  return row[right.length] <= 2;
}
