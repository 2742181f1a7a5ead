/**
 * How much of the history of a standing that is derived from the beginning can stay: what comes out as it is there is neither read nor written, so that
 * a rebuild that finds nothing to mend costs little more than folding.
 */
import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import { among, isPostgres } from '../../database/dialect';
import { sameRow } from '../../directory/compareRows';
import type { StandingHistoryRow } from '../tables';
import { HISTORY_COLUMNS, type Place } from './rows';

type NewRow = Omit<StandingHistoryRow, 'id'>;

const columns = Object.keys(HISTORY_COLUMNS) as (keyof NewRow)[];

/** What stands between values and rows, and for null: characters that JSON escapes and references do not have. */
const BETWEEN_VALUES = '\u001f';
const BETWEEN_ROWS = '\u001e';
const NULL = '\u001d';

/** Names a standing. */
export function keyOf({ migration, service }: Place): string {
  return JSON.stringify([migration, service]);
}

/** What is to be done so that the history of a standing is the one that was derived. */
export interface HistoryDifference {
  /** Ids of rows that are to be deleted. */
  outdated: number[];
  /** Rows that are to be appended. */
  missing: NewRow[];
}

/**
 * Compares what was derived from the beginning with what is there.
 *
 * @returns by {@link keyOf}.
 */
export async function compareHistories(
  database: Knex,
  derived: readonly { place: Place; rows: readonly NewRow[] }[],
): Promise<Map<string, HistoryDifference>> {
  const digests = await readDigests(
    database,
    derived.map(({ place }) => place),
  );
  const isSame = ({ place, rows }: (typeof derived)[number]) =>
    digests.get(keyOf(place)) === digestOf(rows);
  const different = derived.filter(one => !isSame(one));
  const histories = await readHistories(
    database,
    different.map(({ place }) => place),
  );
  return new Map(
    different.map(({ place, rows }) => {
      const old = histories.get(keyOf(place)) ?? [];
      const differs = rows.findIndex(
        (row, index) =>
          !sameRow<Partial<StandingHistoryRow>>(old[index], row, columns),
      );
      const kept = differs < 0 ? rows.length : differs;
      return [
        keyOf(place),
        {
          outdated: old.slice(kept).map(({ id }) => Number(id)),
          missing: rows.slice(kept),
        },
      ];
    }),
  );
}

function digestOf(rows: readonly NewRow[]): string {
  const text = rows.map(row =>
    columns.map(column => row[column] ?? NULL).join(BETWEEN_VALUES),
  );
  return createHash('sha256').update(text.join(BETWEEN_ROWS)).digest('hex');
}

/**
 * Digests of the histories that are there. A number that the database writes in another way than we do makes a digest differ, and then rows are
 * compared. SQLite has no such function, and reads rows without sending them anywhere.
 */
async function readDigests(
  database: Knex,
  places: readonly Place[],
): Promise<Map<string, string>> {
  if (places.length === 0 || !isPostgres(database)) return new Map();
  const values = columns.map(() => 'coalesce(??::text, ?)').join(', ');
  const digest = database.raw(
    `encode(sha256(convert_to(string_agg(concat_ws(?, ${values}), ? order by id), 'UTF8')), 'hex') as digest`,
    [
      BETWEEN_VALUES,
      ...columns.flatMap(column => [column, NULL]),
      BETWEEN_ROWS,
    ],
  );
  const rows: (Place & { digest: string })[] = await historiesOf(
    database,
    places,
  )
    .groupBy('service', 'migration')
    .select('service', 'migration', digest);
  return new Map(rows.map(row => [keyOf(row), row.digest]));
}

/** The histories that are there, each in its order. */
async function readHistories(
  database: Knex,
  places: readonly Place[],
): Promise<Map<string, StandingHistoryRow[]>> {
  const histories = new Map<string, StandingHistoryRow[]>();
  if (places.length === 0) return histories;
  const rows: StandingHistoryRow[] = await historiesOf(
    database,
    places,
  ).orderBy(['service', 'migration', 'id']);
  for (const row of rows) {
    const known = histories.get(keyOf(row));
    if (known) known.push(row);
    else histories.set(keyOf(row), [row]);
  }
  return histories;
}

function historiesOf(
  database: Knex,
  places: readonly Place[],
): Knex.QueryBuilder {
  const distinct = (column: keyof Place) => [
    ...new Set(places.map(place => place[column])),
  ];
  return database('standing_history')
    .where(among(database, 'service', distinct('service')))
    .where(among(database, 'migration', distinct('migration')));
}
