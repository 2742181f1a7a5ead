/**
 * What one look leaves to the next: how far each list of each repository is read, and the marks of unchanged answers. Any replica may be the next to look.
 */
import type { JsonValue } from '@backstage/types';
import { z } from 'zod';

const count = z.number();

const walkSchema = z.object({
  /** The page to ask for next. */
  page: count,
  /** What is above this is done: the list may have grown at its beginning meanwhile. */
  order: count.optional(),
  /** What the first page had when the walk began. */
  newest: count,
  changed: count,
  /** Where it ends: what is older is known already, or not asked for. */
  floor: count,
  done: count,
  /** At most so many there are. */
  total: count.optional(),
});

const listSchema = z.object({
  /** Reads all pages, newest first; missing while nothing is to catch up. */
  walk: walkSchema.optional(),
  /** All up to these is known; missing before the first import has ended. */
  newest: count.optional(),
  changed: count.optional(),
});
/** How far a list is read. */
export type ListState = z.output<typeof listSchema>;

const commitsSchema = z.object({
  /** All that it reaches is known. */
  head: z.string().optional(),
  walk: z
    .object({
      head: z.string(),
      /** Missing: all that `head` reaches. */
      base: z.string().optional(),
      page: count,
      /** Within the page. */
      index: count,
    })
    .optional(),
});
/** How far the commits are read. */
export type CommitsState = z.output<typeof commitsSchema>;

const repositorySchema = z.object({
  lookedAt: count.optional(),
  lists: z.record(z.string(), listSchema).default({}),
  commits: commitsSchema.default({}),
  /** Marks of answers, by what was asked. */
  etags: z.record(z.string(), z.string()).default({}),
});
/** How far a repository is read. */
export type RepositoryState = z.output<typeof repositorySchema>;

/** All of a host. */
export interface HostState {
  /** By origin. */
  repositories: Readonly<Record<string, RepositoryState>>;
  /** Until when nothing is asked for an owner, ms. */
  waits: Readonly<Record<string, number>>;
}

/** Of a repository that nobody looked at yet. */
export const UNSEEN: RepositoryState = { lists: {}, commits: {}, etags: {} };

/** Reads a state back; what is not one counts for nothing. */
export function readCursor(cursor: JsonValue | undefined): HostState {
  const { repositories, waits } = fields(cursor);
  return {
    repositories: Object.fromEntries(
      Object.entries(fields(repositories)).flatMap(([origin, value]) => {
        const parsed = repositorySchema.safeParse(value);
        return parsed.success ? [[origin, parsed.data]] : [];
      }),
    ),
    waits: Object.fromEntries(
      Object.entries(fields(waits)).filter(
        (entry): entry is [string, number] => typeof entry[1] === 'number',
      ),
    ),
  };
}

/** Writes a state for the ledger. States are never changed in place, so that a cursor stays what it was. */
export function writeCursor({ repositories, waits }: HostState): JsonValue {
  // Every value is one of JSON, or missing.
  return { repositories, waits } as unknown as JsonValue;
}

function fields(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}
