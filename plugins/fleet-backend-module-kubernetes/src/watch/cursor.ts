import { instant, type Instant } from '@landfall/backstage-plugin-fleet-common';
import type { JsonValue } from '@backstage/types';
import type { VersionsState } from './versions';

/** What is kept over a restart, recorded together with the observations. */
export interface Cursor {
  versions: VersionsState;
  /** By how much the cluster's timestamps were corrected, ms. */
  clockOffsetMs: number;
  /** Until when everything was seen; null if it never was. */
  watchedUntil: Instant | null;
}

const FORMAT = 1;

/** Writes a cursor. */
export function writeCursor(cursor: Cursor): JsonValue {
  return { format: FORMAT, ...cursor, versions: { ...cursor.versions } };
}

/** Reads a cursor; one of another format, or none, tells nothing. */
export function readCursor(value: JsonValue | undefined): Cursor {
  const nothing: Cursor = {
    versions: { highest: 0, base: 0 },
    clockOffsetMs: 0,
    watchedUntil: null,
  };
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return nothing;
  }
  const { format, versions, clockOffsetMs, watchedUntil } = value;
  if (
    format !== FORMAT ||
    typeof versions !== 'object' ||
    versions === null ||
    Array.isArray(versions)
  ) {
    return nothing;
  }
  const { highest, base } = versions;
  return {
    versions: {
      highest: typeof highest === 'number' ? highest : 0,
      base: typeof base === 'number' ? base : 0,
    },
    clockOffsetMs: typeof clockOffsetMs === 'number' ? clockOffsetMs : 0,
    watchedUntil:
      typeof watchedUntil === 'number' ? instant(watchedUntil) : null,
  };
}
