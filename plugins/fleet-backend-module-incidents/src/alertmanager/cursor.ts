/** What one look leaves to the next: any replica may be the next to look. */
import type { JsonValue } from '@backstage/types';

/** See the top of the file. */
export interface LookState {
  /** When the last complete look was, ms; undefined before the first. */
  lastLook: number | undefined;
  /** Incidents that the last looks did not find, by key. */
  missed: Map<string, { looks: number; lastSeen: number }>;
}

/** Reads a state back; what is not one counts for nothing. */
export function readCursor(cursor: JsonValue | undefined): LookState {
  const { lastLook, missed } = fields(cursor);
  return {
    lastLook: typeof lastLook === 'number' ? lastLook : undefined,
    missed: new Map(
      Object.entries(fields(missed)).flatMap(([key, value]) => {
        const { looks, lastSeen } = fields(value);
        return typeof looks === 'number' && typeof lastSeen === 'number'
          ? [[key, { looks, lastSeen }]]
          : [];
      }),
    ),
  };
}

/** Writes a state for the ledger. */
export function writeCursor({ lastLook, missed }: LookState): JsonValue {
  return {
    lastLook: lastLook ?? null,
    missed: Object.fromEntries(
      [...missed].map(([key, { looks, lastSeen }]) => [
        key,
        { looks, lastSeen },
      ]),
    ),
  };
}

function fields(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}
