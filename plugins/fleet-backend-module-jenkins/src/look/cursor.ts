/**
 * What one look leaves to the next: how far the builds of each job are read. Any replica may be the next to look.
 */
import type { JsonValue } from '@backstage/types';
import { z } from 'zod';

const count = z.number();

/** Builds that were not there any more when somebody looked. */
const gapSchema = z.object({
  from: count,
  to: count,
  /** How many of these numbers. */
  count,
  /** When it was found, ms. */
  at: count,
  /** Whether they were gone before the first look. */
  first: z.boolean().optional(),
});
/** See {@link gapSchema}. */
export type Gap = z.output<typeof gapSchema>;

const jobSchema = z.object({
  /** All builds up to this one are known, but for those that are open. */
  number: count,
  /** When that one began: by it a job is told from another of the same name. */
  timestamp: count,
  /** Builds that had not ended. */
  open: z.array(count).default([]),
  /** By what its builds were judged, and whose they are. */
  mark: z.string(),
  /** Reads what is newer than all that, newest first; missing while there is nothing to catch up. */
  walk: z
    .object({
      /** The newest when it began. */
      number: count,
      timestamp: count,
      /** How many of the list are read. */
      index: count,
      /** The oldest that is read. */
      lowest: count,
      open: z.array(count),
      /** Numbers that are missing so far. */
      missing: z.object({ from: count, to: count, count }).optional(),
    })
    .optional(),
  gap: gapSchema.optional(),
});
/** How far a job is read. */
export type JobState = z.output<typeof jobSchema>;

/** All of an instance. */
export interface InstanceState {
  /** By the name of the job, as its keys have it. */
  jobs: Readonly<Record<string, JobState>>;
  /** When what was named was looked at, by origin, ms. */
  lookedAt: Readonly<Record<string, number>>;
  /** Until when nothing is asked, ms. */
  until?: number;
}

/** Of a job that nobody looked at yet. */
export function unseen(mark: string): JobState {
  return { number: 0, timestamp: 0, open: [], mark };
}

/** Reads a state back; what is not one counts for nothing. */
export function readCursor(cursor: JsonValue | undefined): InstanceState {
  const { jobs, lookedAt, until } = fields(cursor);
  return {
    jobs: Object.fromEntries(
      Object.entries(fields(jobs)).flatMap(([name, value]) => {
        const parsed = jobSchema.safeParse(value);
        return parsed.success ? [[name, parsed.data]] : [];
      }),
    ),
    lookedAt: Object.fromEntries(
      Object.entries(fields(lookedAt)).filter(
        (entry): entry is [string, number] => typeof entry[1] === 'number',
      ),
    ),
    ...(typeof until === 'number' && { until }),
  };
}

/** Writes a state for the ledger. States are never changed in place, so that a cursor stays what it was. */
export function writeCursor(state: InstanceState): JsonValue {
  // Every value is one of JSON, or missing.
  return state as unknown as JsonValue;
}

function fields(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}
