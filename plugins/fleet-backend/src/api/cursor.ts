import { InputError } from '@backstage/errors';
import { createHash } from 'node:crypto';
import { z } from 'zod';

/** The place of the last row of a page: the values that rows are ordered by. */
export type Position = readonly (string | number)[];

const cursorSchema = z.strictObject({
  q: z.string(),
  k: z.array(z.union([z.string(), z.number()])).max(8),
});

/**
 * Writes where the next page begins. Opaque to callers, bound to the query: what is filtered or sorted otherwise has other pages.
 *
 * @param query - everything that decides which rows there are and in which order; the size of the page may change.
 */
export function writeCursor(query: unknown, position: Position): string {
  const cursor = { q: digest(query, position), k: position };
  return Buffer.from(JSON.stringify(cursor)).toString('base64url');
}

/**
 * Reads what {@link writeCursor} wrote.
 *
 * @throws InputError when it is no cursor, or one of another query.
 */
export function readCursor(options: {
  cursor: string | undefined;
  query: unknown;
}): Position | undefined {
  if (options.cursor === undefined) return undefined;
  const parsed = cursorSchema.safeParse(decode(options.cursor));
  if (!parsed.success) {
    throw new InputError(
      'The parameter "cursor" is none that this API gave; leave it out to begin with the first page.',
    );
  }
  const { q, k } = parsed.data;
  if (q !== digest(options.query, k)) {
    throw new InputError(
      'The parameter "cursor" belongs to a query with other filters, order or window, or was changed; leave it out to begin with the first page.',
    );
  }
  return k;
}

function decode(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    // No JSON, so none of ours: refused by the schema like everything else that is not.
    return undefined;
  }
}

/** Of the position, too: one that was changed could be of another type than its column, which databases refuse. */
function digest(query: unknown, position: Position): string {
  return createHash('sha256')
    .update(JSON.stringify([sorted(query), position]))
    .digest('base64url')
    .slice(0, 16);
}

/** The same value with keys in one order, so that equal queries have equal texts. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}
