import { z } from 'zod';

/** The keys that a schema knows at a path, for a hint at what was meant. */
export function keysAt(
  schema: z.core.$ZodType,
  path: readonly PropertyKey[],
): string[] {
  let candidates = unwrap(schema);
  for (const part of path) {
    candidates = candidates.flatMap(candidate => step(candidate, part));
  }
  return [
    ...new Set(
      candidates.flatMap(candidate => {
        if (candidate instanceof z.ZodObject) {
          return Object.keys(candidate.shape);
        }
        return candidate instanceof z.ZodRecord
          ? namesOf(candidate.keyType)
          : [];
      }),
    ),
  ];
}

/** The names that a record takes; none where it takes any. */
function namesOf(schema: z.core.$ZodType): string[] {
  return unwrap(schema).flatMap(one =>
    one instanceof z.ZodEnum ? one.options.map(String) : [],
  );
}

/** The known word that is nearest to a word, if it is near enough to be meant. */
export function nearest(
  word: string,
  known: readonly string[],
): string | undefined {
  const [best] = known
    .map(candidate => ({
      candidate,
      distance: editDistance(word.toLowerCase(), candidate.toLowerCase()),
    }))
    .sort((a, b) => a.distance - b.distance);
  return best && best.distance <= Math.max(1, Math.floor(word.length / 3))
    ? best.candidate
    : undefined;
}

/** A schema without what is wrapped around it; several for a union. */
function unwrap(schema: z.core.$ZodType): z.core.$ZodType[] {
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodReadonly
  ) {
    return unwrap(schema.unwrap());
  }
  if (schema instanceof z.ZodUnion) return schema.options.flatMap(unwrap);
  if (schema instanceof z.ZodPipe)
    return [schema.in, schema.out].flatMap(unwrap);
  return [schema];
}

function step(schema: z.core.$ZodType, part: PropertyKey): z.core.$ZodType[] {
  if (schema instanceof z.ZodArray) return unwrap(schema.element);
  if (schema instanceof z.ZodRecord) return unwrap(schema.valueType);
  if (schema instanceof z.ZodObject) {
    const inner = schema.shape[String(part)];
    return inner ? unwrap(inner) : [];
  }
  return [];
}

/** Levenshtein's distance: letters to add, remove or change. */
function editDistance(from: string, to: string): number {
  let previous = [...Array(to.length + 1).keys()];
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      current[column] = Math.min(
        previous[column] + 1,
        current[column - 1] + 1,
        previous[column - 1] + (from[row - 1] === to[column - 1] ? 0 : 1),
      );
    }
    previous = current;
  }
  return previous[to.length];
}
