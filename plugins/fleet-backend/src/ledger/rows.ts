import { instant, type Instant } from '@landfall/backstage-plugin-fleet-common';
import {
  parseTargetKey,
  type Observation,
  type TargetRef,
} from '@landfall/backstage-plugin-fleet-node';
import type { ColumnType } from '../database/dialect';
import type { Checked } from './check';
import type { Recorded } from './types';

/** A row of the table of observations, as both drivers give it: big integers may be text, truth may be a number. */
export interface ObservationRow {
  seq: number | string;
  source: string;
  scope: string;
  key: string;
  kind: string;
  target: string | null;
  service: string | null;
  origin: string | null;
  version: number | string;
  seen_version: number | string;
  at: number | string;
  at_estimated: boolean | number;
  ended: boolean | number;
  ended_at: number | string | null;
  ended_at_estimated: boolean | number;
  backfilled: boolean | number;
  correction: string | null;
  body: string;
  recorded_at: number | string;
}

/** Columns that an insert gives. */
export const observationColumns: Readonly<Record<string, ColumnType>> = {
  source: 'text',
  scope: 'text',
  key: 'text',
  kind: 'text',
  target: 'text',
  service: 'text',
  origin: 'text',
  version: 'bigint',
  seen_version: 'bigint',
  at: 'bigint',
  at_estimated: 'boolean',
  ended: 'boolean',
  ended_at: 'bigint',
  ended_at_estimated: 'boolean',
  backfilled: 'boolean',
  correction: 'text',
  body: 'text',
  recorded_at: 'bigint',
  superseded_at: 'bigint',
  newest: 'boolean',
};

/** Where and when rows are recorded. */
export interface Recording {
  source: string;
  scope: string;
  recordedAt: Instant;
}

/** The columns of a version that all rows of a recording share, as {@link toRow} leaves them out. */
export function sharedColumns({ source, scope, recordedAt }: Recording) {
  return { source, scope, recorded_at: recordedAt };
}

/** The row of a version. What is null is left out, because thousands of rows travel at a time. */
export function toRow(checked: Checked, seenVersion: number) {
  const { observation } = checked;
  return {
    key: observation.key,
    kind: observation.kind,
    target: checked.target ?? undefined,
    service: 'service' in observation ? observation.service : undefined,
    origin: 'origin' in observation ? observation.origin : undefined,
    version: observation.version,
    seen_version: seenVersion,
    at: observation.at,
    at_estimated: observation.estimated.at,
    ended: observation.ended,
    ended_at: observation.endedAt ?? undefined,
    ended_at_estimated: observation.estimated.endedAt,
    backfilled: observation.backfilled,
    correction: observation.correction,
    body: checked.body,
  };
}

/**
 * The observation of a row. It was checked when it was recorded and is not checked again.
 *
 * @param parseTarget - for who reads many of a target: it may give the same object again.
 */
export function toRecorded(
  row: ObservationRow,
  parseTarget: (key: string) => TargetRef = parseTargetKey,
): Recorded {
  return {
    kind: row.kind,
    key: row.key,
    version: Number(row.version),
    at: Number(row.at),
    ended: Boolean(row.ended),
    endedAt: row.ended_at === null ? null : Number(row.ended_at),
    estimated: {
      at: Boolean(row.at_estimated),
      endedAt: Boolean(row.ended_at_estimated),
    },
    backfilled: Boolean(row.backfilled),
    ...(row.correction === null ? {} : { correction: row.correction }),
    ...(row.target === null ? {} : { target: parseTarget(row.target) }),
    ...(row.service === null ? {} : { service: row.service }),
    ...(row.origin === null ? {} : { origin: row.origin }),
    body: JSON.parse(row.body),
    seq: Number(row.seq),
    source: row.source,
    scope: row.scope,
    recordedAt: instant(Number(row.recorded_at)),
  } as Recorded;
}

/** The observation alone, without where and when it was recorded. */
export function toObservation(row: ObservationRow): Observation {
  const { seq, source, scope, recordedAt, ...observation } = toRecorded(row);
  return observation as Observation;
}
