import type { Problem } from '@landfall/backstage-plugin-fleet-common';
import { problemsOfIssues } from '@landfall/backstage-plugin-fleet-node';
import type { z } from 'zod';
import type { Read } from './types';

/** The page that says what may stand there. */
export const DOCUMENTATION = 'docs/connect-incidents.md';

/**
 * Reads the entries of a list one by one: one that cannot be used is left out and named, and the others go on. Of two with one name the first holds.
 */
export function readEntries<S extends z.ZodObject, T extends { name: string }>(
  list: readonly unknown[] | undefined,
  options: {
    /** Such as `fleet.webhook.tools`. */
    path: string;
    schema: S;
    /** Makes an entry, or says why it cannot be used. */
    make(
      input: z.output<S>,
      path: string,
    ): { entry: T; problems?: Problem[] } | { problem: Problem };
  },
): Read<T> {
  const entries: T[] = [];
  const problems: Problem[] = [];
  const places = new Map<string, string>();
  (list ?? []).forEach((raw, index) => {
    const path = `${options.path}[${index}]`;
    const parsed = options.schema.safeParse(raw);
    if (!parsed.success) {
      problems.push(
        ...problemsOfIssues(parsed.error.issues, {
          path,
          known: Object.keys(options.schema.shape),
          documentation: DOCUMENTATION,
        }),
      );
      return;
    }
    const made = options.make(parsed.data, path);
    if ('problem' in made) {
      problems.push(made.problem);
      return;
    }
    const { entry } = made;
    problems.push(...(made.problems ?? []));
    const other = places.get(entry.name);
    if (other !== undefined) {
      problems.push({
        text: `${other} and ${path} are both called ${entry.name}; only the first is used`,
        fix: `Give ${path}.name another name.`,
      });
      return;
    }
    places.set(entry.name, path);
    entries.push(entry);
  });
  return { entries, problems };
}
