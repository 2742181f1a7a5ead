/**
 * What one look leaves to the next: how far each list of each repository is read, and the marks of unchanged answers. Any replica may be the next to look.
 */
import type { JsonValue } from '@backstage/types';
import { z } from 'zod';

/** How far a list is read. @public */
export interface ListState {
  /** Reads all pages, newest first; missing while nothing is to catch up. */
  walk?: {
    /** The page to ask for next. */
    page: number;
    /** What is above this is done: the list may have grown at its beginning meanwhile. */
    order?: number;
    /** What the first page had when the walk began. */
    newest: number;
    /** As `newest`, of when its items changed last. */
    changed: number;
    /** Where it ends: what is older is known already, or not asked for. */
    floor: number;
    /** So many items were told. */
    done: number;
    /** At most so many there are. */
    total?: number;
  };
  /** All up to these is known; missing before the first import has ended. */
  newest?: number;
  /** As `newest`, of when items changed last. */
  changed?: number;
}

/** How far the commits are read. @public */
export interface CommitsState {
  /** All that it reaches is known. */
  head?: string;
  /** What is being read; missing while nothing is. */
  walk?: {
    /** From here on. */
    head: string;
    /** To here; missing: all that `head` reaches. */
    base?: string;
    /** The page to ask for next. */
    page: number;
    /** Within the page. */
    index: number;
  };
}

/** How far a repository is read. @public */
export interface RepositoryState {
  /** When all of it was looked at, ms; missing before the first import has ended. */
  lookedAt?: number;
  /** By the id of a list. */
  lists: Record<string, ListState>;
  /** The commits of the default branch. */
  commits: CommitsState;
  /** Marks of answers, by what was asked. */
  etags: Record<string, string>;
}

/** All of a host. @public */
export interface HostState {
  /** By origin. */
  repositories: Readonly<Record<string, RepositoryState>>;
  /** Until when nothing is asked for an owner, ms. */
  waits: Readonly<Record<string, number>>;
}

const count = z.number();
const repositorySchema: z.ZodType<RepositoryState> = z.object({
  lookedAt: count.optional(),
  lists: z
    .record(
      z.string(),
      z.object({
        walk: z
          .object({
            page: count,
            order: count.optional(),
            newest: count,
            changed: count,
            floor: count,
            done: count,
            total: count.optional(),
          })
          .optional(),
        newest: count.optional(),
        changed: count.optional(),
      }),
    )
    .default({}),
  commits: z
    .object({
      head: z.string().optional(),
      walk: z
        .object({
          head: z.string(),
          base: z.string().optional(),
          page: count,
          index: count,
        })
        .optional(),
    })
    .default({}),
  etags: z.record(z.string(), z.string()).default({}),
});

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
