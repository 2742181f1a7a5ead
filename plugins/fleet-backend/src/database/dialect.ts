/**
 * What SQLite and PostgreSQL say differently, in one place. Everything else is plain knex.
 *
 * Many rows travel as one JSON parameter: that needs one statement and one parameter however many rows there are, costs the
 * driver little, and meets no limit on the number of parameters.
 */
import type { Knex } from 'knex';

/** Types of columns that {@link recordset} can carry. */
export type ColumnType = 'text' | 'bigint' | 'boolean' | 'double precision';

/** SQL with its bindings, to be spliced into a statement. */
export interface Fragment {
  sql: string;
  bindings: readonly Knex.RawBinding[];
}

/** Whether this is PostgreSQL; otherwise it is SQLite. */
export function isPostgres(database: Knex): boolean {
  return database.client.config.client === 'pg';
}

/** An expression for the database's own time in ms since the epoch: the only clock that replicas share. */
export function databaseNow(database: Knex): Knex.Raw {
  return database.raw(
    isPostgres(database)
      ? '(extract(epoch from clock_timestamp()) * 1000)::bigint'
      : "cast((julianday('now') - 2440587.5) * 86400000 as integer)",
  );
}

/** Locks the rows of a query until the transaction ends. SQLite has one writer at a time and needs no locks. */
export function forUpdate<T extends Knex.QueryBuilder>(
  query: T,
  options: { skipLocked?: boolean; transaction: Knex },
): T {
  if (!isPostgres(options.transaction)) {
    return query;
  }
  query.forUpdate();
  if (options.skipLocked) {
    query.skipLocked();
  }
  return query;
}

/** Rows as a table expression under the name `given`, with the columns named. Missing values are null. */
export function recordset(
  database: Knex,
  columns: Readonly<Record<string, ColumnType>>,
  rows: readonly object[],
): Fragment {
  const json = JSON.stringify(rows);
  const names = Object.keys(columns);
  if (isPostgres(database)) {
    const typed = names.map(name => `"${name}" ${columns[name]}`).join(', ');
    return {
      sql: `json_to_recordset(?::json) as given(${typed})`,
      bindings: [json],
    };
  }
  const extracted = names
    .map(name => `json_extract(value, '$.${name}') as "${name}"`)
    .join(', ');
  return {
    sql: `(select ${extracted} from json_each(?)) as given`,
    bindings: [json],
  };
}

/** The condition that a column is among texts, whose number has no limit. */
export function among(
  database: Knex,
  column: string,
  values: readonly string[],
): Knex.Raw {
  return isPostgres(database)
    ? database.raw('?? = any(?::text[])', [column, [...values]])
    : database.raw('?? in (select value from json_each(?))', [
        column,
        JSON.stringify(values),
      ]);
}

/** The condition that a column is among integers, whose number has no limit. */
export function amongNumbers(
  database: Knex,
  column: string,
  values: readonly number[],
): Knex.Raw {
  return isPostgres(database)
    ? database.raw('?? = any(?::bigint[])', [column, [...values]])
    : database.raw('?? in (select value from json_each(?))', [
        column,
        JSON.stringify(values),
      ]);
}

/** Limits a query to rows whose JSON has, in a list of objects, one with a field that is among texts. */
export function whereListHas(
  query: Knex.QueryBuilder,
  options: {
    database: Knex;
    /** Text that is JSON. */
    column: string;
    /** Name of the list. */
    list: string;
    /** Name of the field. */
    key: string;
    values: readonly string[];
  },
): void {
  const { database, column, list, key, values } = options;
  if (isPostgres(database)) {
    query.whereRaw(
      'exists (select 1 from json_array_elements((??::json) -> ?::text) as one where one ->> ?::text = any(?::text[]))',
      [column, list, key, [...values]],
    );
  } else {
    query.whereRaw(
      'exists (select 1 from json_each(??, ?) as one where json_extract(one.value, ?) in (select value from json_each(?)))',
      [column, `$.${list}`, `$.${key}`, JSON.stringify(values)],
    );
  }
}

/** Runs raw SQL and gives its rows, which the two drivers wrap differently. */
export async function rawRows<Row extends object>(
  database: Knex,
  sql: string,
  bindings: readonly Knex.RawBinding[] = [],
): Promise<Row[]> {
  const result: unknown = await database.raw(sql, [...bindings]);
  // SQLite gives an array, or the number of changes of a statement that returns nothing.
  return Array.isArray(result)
    ? result
    : (result as { rows?: Row[] }).rows ?? [];
}

/** How {@link bulkInsert} goes about it. */
export interface BulkInsertOptions {
  table: string;
  columns: Readonly<Record<string, ColumnType>>;
  rows: readonly object[];
  /** Columns that have one value in all rows. */
  constants?: Readonly<Record<string, Knex.RawBinding>>;
  /** Such as `(a, b) do nothing`. */
  onConflict?: string;
  /** Columns of the rows that were written. */
  returning?: readonly string[];
  /** Rows per statement; bounds the size of one. */
  chunkSize?: number;
}

/** Inserts rows, in their order, by as few statements as bounded size allows; gives the `returning` columns. */
export async function bulkInsert<Row extends object = object>(
  database: Knex,
  options: BulkInsertOptions,
): Promise<Row[]> {
  const { chunkSize = 1_000, constants = {} } = options;
  const quoted = (names: readonly string[]) =>
    names.map(name => `"${name}"`).join(', ');
  const varying = Object.fromEntries(
    Object.entries(options.columns).filter(([name]) => !(name in constants)),
  );
  const names = [...Object.keys(varying), ...Object.keys(constants)];
  const values = [
    quoted(Object.keys(varying)),
    ...Object.keys(constants).map(
      name => `cast(? as ${options.columns[name]})`,
    ),
  ].join(', ');
  const written: Row[] = [];
  for (let i = 0; i < options.rows.length; i += chunkSize) {
    const given = recordset(
      database,
      varying,
      options.rows.slice(i, i + chunkSize),
    );
    const sql = [
      `insert into "${options.table}" (${quoted(names)})`,
      // Without `where true` SQLite takes `on conflict` for the condition of a join.
      `select ${values} from ${given.sql} where true`,
      options.onConflict ? `on conflict ${options.onConflict}` : '',
      options.returning ? `returning ${quoted(options.returning)}` : '',
    ].join(' ');
    const bindings = [...Object.values(constants), ...given.bindings];
    written.push(...(await rawRows<Row>(database, sql, bindings)));
  }
  return written;
}
