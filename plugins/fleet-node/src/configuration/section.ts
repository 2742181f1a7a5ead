import type { Config } from '@backstage/config';
import type { Problem } from '@landfall/backstage-plugin-fleet-common';
import type { z } from 'zod';
import { problemsOfIssues } from './issues';

/** What {@link readSection} needs. @public */
export interface SectionOptions<S extends z.ZodObject> {
  /** Every key optional, so that each can be left out. */
  schema: S;
  /** Such as `fleet.kubernetes`. */
  path: string;
  /** The page that says what may stand there. */
  documentation: string;
}

/**
 * Reads a section of the configuration as far as it can be used. Nothing here throws: a key that is wrong is left out and named with the line to change.
 *
 * @returns undefined as value where the section is not there or cannot be read at all
 * @public
 */
export function readSection<S extends z.ZodObject>(
  config: Config,
  { schema, path, documentation }: SectionOptions<S>,
): { value: z.output<S> | undefined; problems: Problem[] } {
  let raw: unknown;
  try {
    raw = config.getOptional(path);
  } catch (error) {
    // Something above the section is not an object.
    const steps = path.split('.');
    const last = steps.pop();
    return {
      value: undefined,
      problems: [
        {
          text: `${path} cannot be read: ${
            error instanceof Error ? error.message : String(error)
          }`,
          fix: `Make ${steps.join(
            '.',
          )} in the configuration an object with the key ${last}.`,
        },
      ],
    };
  }
  if (raw === undefined) return { value: undefined, problems: [] };
  const problems: Problem[] = [];
  const known = Object.keys(schema.shape);
  let rest = raw;
  for (;;) {
    const parsed = schema.safeParse(rest);
    if (parsed.success) return { value: parsed.data, problems };
    const { issues } = parsed.error;
    problems.push(...problemsOfIssues(issues, { path, known, documentation }));
    if (typeof rest !== 'object' || rest === null || Array.isArray(rest)) {
      return { value: undefined, problems };
    }
    const wrong = new Set(
      issues.flatMap(issue =>
        issue.path.length === 0 && issue.code === 'unrecognized_keys'
          ? issue.keys
          : [String(issue.path[0])],
      ),
    );
    rest = Object.fromEntries(
      Object.entries(rest).filter(([key]) => !wrong.has(key)),
    );
  }
}
