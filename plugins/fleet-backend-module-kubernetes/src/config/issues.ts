import type { Problem } from '@landfall/backstage-plugin-fleet-common';
import type { z } from 'zod';

/** Writes a path as people write it: `clusters[1].caFile`. */
export function joinPath(base: string, path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, part) =>
      typeof part === 'number' ? `${text}[${part}]` : `${text}.${String(part)}`,
    base,
  );
}

/**
 * What a schema found, in words that name the line to change. Values are left out: they may be secret.
 *
 * @param base - where in the configuration the checked value stands
 * @param known - the keys that are allowed there, for the hint after a typing error
 */
export function problemsOfIssues(
  issues: readonly z.core.$ZodIssue[],
  base: string,
  known: readonly string[],
): Problem[] {
  return issues.flatMap(issue => {
    const path = joinPath(base, issue.path);
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map(key => {
        const meant = known.find(name => isNear(name, key));
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
        fix: `Change ${path}; docs/connect-a-cluster.md says what it may be.`,
      },
    ];
  });
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
