import type { Problem } from '@landfall/backstage-plugin-fleet-common';
import { z } from 'zod';
import { keysAt, nearest } from './schemaKeys';

/** What became of a section of configuration. */
export interface LenientResult<T> {
  value: T;
  /** One for each line to change, named from the root of the configuration. No values. */
  problems: Problem[];
}

type Path = readonly PropertyKey[];

/** Remembers at which index an entry of a list stood before others were left out. */
class Origins {
  readonly #indices = new WeakMap<unknown[], number[]>();

  remove(list: unknown[], doomed: ReadonlySet<number>): void {
    const kept = [...list.keys()].filter(index => !doomed.has(index));
    const values = kept.map(index => list[index]);
    this.#indices.set(
      list,
      kept.map(index => this.#origin(list, index)),
    );
    list.splice(0, list.length, ...values);
  }

  /** Writes a path as `.environments[2].match`, with the indices of the original. */
  write(input: unknown, path: Path): string {
    let text = '';
    let value = input;
    for (const part of path) {
      text += Array.isArray(value)
        ? `[${this.#origin(value, Number(part))}]`
        : `.${String(part)}`;
      value = isRecord(value) ? value[part] : undefined;
    }
    return text;
  }

  #origin(list: unknown[], index: number): number {
    return this.#indices.get(list)?.[index] ?? index;
  }
}

/** Rounds of leaving out; each leaves out at least one thing. */
const MAX_ROUNDS = 100;

/**
 * Parses a section of configuration and leaves out what is wrong, so that one bad line does not stop the rest. Within a
 * list the whole entry is left out: half a rule could match more than was meant.
 *
 * @throws Error when the schema refuses even an empty section.
 */
export function lenientParse<T extends z.ZodObject>(options: {
  schema: T;
  /** Not changed. */
  input: unknown;
  /** Where the section stands, such as `fleet`. */
  path: string;
}): LenientResult<z.output<T>> {
  const { schema, path: root } = options;
  const problems: Problem[] = [];
  const origins = new Origins();
  let input: unknown = structuredClone(options.input ?? {});
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const parsed = schema.safeParse(input);
    if (parsed.success) return { value: parsed.data, problems };
    const doomed: Path[] = [];
    for (const issue of parsed.error.issues) {
      for (const { path, text, fix } of describe(issue, schema)) {
        const place = root + origins.write(input, path);
        problems.push({ text: `${place}: ${text}`, fix: fix(place) });
        doomed.push(path);
      }
    }
    if (doomed.some(path => path.length === 0)) input = {};
    else leaveOut({ input, paths: doomed, origins });
  }
  throw new Error(`${root}: the schema accepts nothing`);
}

type Described = { path: Path; text: string; fix: (place: string) => string };

function describe(issue: z.core.$ZodIssue, schema: z.ZodType): Described[] {
  if (issue.code !== 'unrecognized_keys') {
    return [
      {
        path: issue.path,
        text: sentence(issue),
        fix: place => `Change ${place}.`,
      },
    ];
  }
  const known = keysAt(schema, issue.path);
  return issue.keys.map(key => {
    const meant = nearest(key, known);
    return {
      path: [...issue.path, key],
      text: meant
        ? `unknown key, did you mean ${meant}`
        : `unknown key, known are ${known.join(', ')}`,
      fix: place => (meant ? `Write ${meant} instead.` : `Remove ${place}.`),
    };
  });
}

function sentence(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.message.endsWith('received undefined')
        ? `is missing, must be ${article(issue.expected)}`
        : `must be ${article(issue.expected)}`;
    case 'invalid_value':
      return `must be ${
        issue.values.length > 1 ? 'one of ' : ''
      }${issue.values.join(', ')}`;
    case 'too_small':
      if (issue.origin !== 'string') return `must be at least ${issue.minimum}`;
      return Number(issue.minimum) === 1
        ? 'must not be empty'
        : `must be at least ${issue.minimum} characters long`;
    case 'too_big':
      return issue.origin === 'string'
        ? `must be at most ${issue.maximum} characters long`
        : `must be at most ${issue.maximum}`;
    default:
      return issue.message;
  }
}

function article(type: string): string {
  return /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`;
}

/** Leaves out each path: the entry of a list that it lies in, else the key itself. */
function leaveOut(options: {
  input: unknown;
  paths: readonly Path[];
  origins: Origins;
}): void {
  const { input, paths, origins } = options;
  const entries = new Map<unknown[], Set<number>>();
  for (const path of paths) {
    let holder = input;
    for (const [depth, part] of path.entries()) {
      if (Array.isArray(holder)) {
        const doomed = entries.get(holder) ?? new Set();
        entries.set(holder, doomed.add(Number(part)));
        break;
      }
      if (!isRecord(holder)) break;
      if (depth === path.length - 1 && !(part in holder)) {
        // Something required is missing: what it belongs to goes.
        leaveOut({ input, paths: [path.slice(0, -1)], origins });
      } else if (depth === path.length - 1) {
        delete holder[part];
      } else {
        holder = holder[part];
      }
    }
  }
  for (const [list, doomed] of entries) origins.remove(list, doomed);
}

function isRecord(value: unknown): value is Record<PropertyKey, unknown> {
  return typeof value === 'object' && value !== null;
}
