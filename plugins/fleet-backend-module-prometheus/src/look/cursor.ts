/**
 * What one look leaves to the next, beside the spans that are open in the ledger: any replica may be the next to look.
 */
import type { JsonValue } from '@backstage/types';
import type { Missed } from '../spans/spanBook';

/** See the top of the file. */
export interface LookState {
  /** Until when history was read, ms; undefined before the first look. */
  historyUntil: number | undefined;
  /** Spans that the last looks missed, by key. */
  missed: Map<string, Missed>;
  /** End of the newest hour whose use was told, by id of the entry. */
  hours: Map<string, number>;
}

/** Reads a state back; what is not one counts for nothing. */
export function readCursor(cursor: JsonValue | undefined): LookState {
  const { historyUntil, missed, hours } = fields(cursor);
  return {
    historyUntil: numberOf(historyUntil),
    missed: new Map(
      Object.entries(fields(missed)).flatMap(([key, value]) => {
        const { looks, since } = fields(value);
        return typeof looks === 'number' && typeof since === 'number'
          ? [[key, { looks, since }]]
          : [];
      }),
    ),
    hours: new Map(
      Object.entries(fields(hours)).flatMap(([entry, value]) =>
        typeof value === 'number' ? [[entry, value]] : [],
      ),
    ),
  };
}

/** Writes a state for the ledger. */
export function writeCursor(state: LookState): JsonValue {
  return {
    historyUntil: state.historyUntil ?? null,
    missed: Object.fromEntries(
      [...state.missed].map(([key, { looks, since }]) => [
        key,
        { looks, since },
      ]),
    ),
    hours: Object.fromEntries(state.hours),
  };
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

function fields(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}
