/** Names of the tables of this room. */
export const SOURCES = 'sources';
export const SCOPES = 'source_scopes';
export const GAPS = 'scope_gaps';
export const INTERVALS = 'scope_intervals';
export const LEASES = 'source_leases';
export const KEYS = 'fleet_keys';

/** What names a scope everywhere. */
export interface ScopeKey {
  source: string;
  scope: string;
}

/** A row of `sources`. */
export interface SourceRow {
  id: string;
  title: string;
  /** JSON. */
  observes: string;
  /** 0 or 1 on SQLite. */
  demo: boolean | number;
  /** JSON. */
  problems: string;
}

/** A row of `source_scopes`. PostgreSQL gives its big integers as strings. */
export interface ScopeRow extends ScopeKey {
  mode: 'poll' | 'watch';
  interval_seconds: number;
  configured: boolean | number;
  last_success: number | string | null;
  last_attempt: number | string | null;
  complete: boolean | number;
  /** The newest successful look that saw all. */
  last_complete: number | string | null;
  /** JSON. */
  problems: string;
  consecutive_failures: number;
  next_attempt_at: number | string | null;
  /** JSON of `ScopeCoverage`. */
  covers: string | null;
}
