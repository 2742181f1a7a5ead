/**
 * Rows of the directory, as `migrations/20261121000003_read_models.js` makes them. What the drivers give differs:
 * PostgreSQL gives bigints (every instant) as text, SQLite gives booleans as 0 and 1. So pass what you read through `Number`
 * and `Boolean` before use. JSON is text on both.
 */

/** An instant (ms since the epoch) as a driver gives it: pass it through `Number`. */
export type InstantColumn = number | string;
/** A boolean as a driver gives it: pass it through `Boolean`. */
export type BooleanColumn = boolean | number;
/** JSON of the type, as text. */
export type JsonColumn<_T> = string;

/** What the catalog says about a component. */
export interface ServiceRow {
  ref: string;
  kind: string;
  namespace: string;
  name: string;
  title: string;
  description: string;
  /** Name and title, lower case: for the text filter. */
  search_text: string;
  /** Entity ref of the owner; a team or a user. */
  owner: string | null;
  owner_title: string | null;
  system: string | null;
  domain: string | null;
  type: string | null;
  lifecycle: string | null;
  tier: string | null;
  annotations: JsonColumn<Record<string, string>>;
  /** It should run somewhere: lists show it even while no source sees it. */
  expected: BooleanColumn;
  /** False once it left the catalog; its history stays. */
  in_catalog: BooleanColumn;
  missing_since: InstantColumn | null;
  /** Made up by a demo. */
  demo: BooleanColumn;
}

/** A repository, job or pager that belongs to a service. */
export interface ServiceOriginRow {
  service: string;
  origin: string;
  /** Of a repository; empty: all. */
  directories: JsonColumn<string[]>;
  /** Patterns of the environments of CI that deployments of the service go to; empty: not said. */
  environments: JsonColumn<string[]>;
}

/** A group of the catalog. */
export interface TeamRow {
  ref: string;
  name: string;
  title: string;
  description: string;
  search_text: string;
  parent: string | null;
  /** As its annotation says, which may be wrong; null where it has none. */
  time_zone: string | null;
  in_catalog: BooleanColumn;
  missing_since: InstantColumn | null;
  /** Made up by a demo. */
  demo: BooleanColumn;
}

/** What the catalog said of a group from a moment on; what it said first holds for all the past. */
export interface TeamHistoryRow {
  id: InstantColumn;
  team: string;
  recorded_at: InstantColumn;
  title: string;
  parent: string | null;
  /** It left the catalog. */
  gone: BooleanColumn;
}

/** A team and one above it; itself with depth 0. */
export interface TeamAncestorRow {
  team: string;
  ancestor: string;
  depth: number;
}

/** From when on a target belongs to a service. The last row in order of id whose `valid_from` is not later holds. */
export interface AttributionRow {
  id: InstantColumn;
  target: string;
  service: string | null;
  /** Null: all the past. */
  valid_from: InstantColumn | null;
  recorded_at: InstantColumn;
  correction: BooleanColumn;
  /** `matched`, or why it belongs to none. */
  reason: string;
}
