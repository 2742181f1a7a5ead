import type { z } from 'zod';
import { MalformedMessageError } from './receiver';

/** Writes a path as people write it: `events[0].openedAt`. */
function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    return text === '' ? String(part) : `${text}.${String(part)}`;
  }, '');
}

/**
 * Reads a message by its schema. What it says of a wrong one quotes no value.
 *
 * @throws MalformedMessageError
 * @public
 */
export function readMessage<S extends z.ZodType>(
  schema: S,
  message: unknown,
): z.output<S> {
  const parsed = schema.safeParse(message);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const place = pathText(issue.path) || 'The body';
  const others = parsed.error.issues.length - 1;
  throw new MalformedMessageError(
    `${place} is not right: ${issue.message}${
      others > 0 ? `; ${others} more` : ''
    }`,
  );
}
