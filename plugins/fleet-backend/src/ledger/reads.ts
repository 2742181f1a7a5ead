import {
  parseTargetKey,
  type ObservationKind,
  type ObservationOf,
  type TargetRef,
} from '@landfall/backstage-plugin-fleet-node';
import { instant, type Instant } from '@landfall/backstage-plugin-fleet-common';
import type { Knex } from 'knex';
import { among, rawRows, recordset } from '../database/dialect';
import { toRecorded, type ObservationRow } from './rows';
import { readCursor, readScopes } from './scopes';
import type { LedgerReads, ObservationQuery, Recorded } from './types';

const PAGE_SIZE = 500;

async function readObservations(
  database: Knex,
  query: {
    kind: ObservationKind;
    since?: Instant;
    asOf?: Instant;
    /** The column by which they are found, and its values. */
    about: 'target' | 'service' | 'origin';
    values: readonly string[];
  },
): Promise<ObservationRow[]> {
  const { kind, about, values, since, asOf } = query;
  const matching = (table: Knex.QueryBuilder) => {
    table.where({ kind }).where(among(database, about, values));
    if (since !== undefined) {
      table.where('at', '>=', since);
    }
    if (asOf !== undefined) {
      table.where('recorded_at', '<=', asOf);
    }
    return table;
  };
  // The words `newest` and `not newest` are those of the partial indices; as `newest = ?` SQLite would not use them.
  const rows = matching(
    database('observations').select('*').whereRaw('newest'),
  );
  if (asOf !== undefined) {
    rows.unionAll([
      matching(
        database('observations').select('*').whereRaw('not newest'),
      ).where('superseded_at', '>', asOf),
    ]);
  }
  return rows.orderBy([about, 'at', 'source', 'scope', 'key']);
}

async function* readOpen(
  database: Knex,
  query: { source: string; scope: string; kind: ObservationKind },
): AsyncGenerator<Recorded> {
  let after: string | undefined;
  for (;;) {
    const page = database('observations')
      .select('*')
      .where(query)
      .whereRaw('newest and not ended')
      .orderBy('key')
      .limit(PAGE_SIZE);
    if (after !== undefined) {
      page.where('key', '>', after);
    }
    const rows: ObservationRow[] = await page;
    for (const row of rows) {
      yield toRecorded(row);
    }
    if (rows.length < PAGE_SIZE) {
      return;
    }
    after = rows[rows.length - 1].key;
  }
}

async function readVersions(
  database: Knex,
  keys: readonly { source: string; scope: string; key: string }[],
): Promise<Recorded[]> {
  const scopes = new Map<
    string,
    { source: string; scope: string; keys: string[] }
  >();
  for (const { source, scope, key } of keys) {
    const id = JSON.stringify([source, scope]);
    const known = scopes.get(id) ?? { source, scope, keys: [] };
    known.keys.push(key);
    scopes.set(id, known);
  }
  const found: Recorded[] = [];
  const inOrder = [...scopes.entries()].sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [, { source, scope, keys: wanted }] of inOrder) {
    const of = (state: string) =>
      database('observations')
        .select('*')
        .where({ source, scope })
        .where(among(database, 'key', wanted))
        .whereRaw(state);
    const rows: ObservationRow[] = await of('newest')
      .unionAll([of('not newest')])
      .orderBy(['key', 'seq']);
    found.push(...rows.map(row => toRecorded(row)));
  }
  return found;
}

function readTellers(
  database: Knex,
  { kind, targets }: { kind: ObservationKind; targets: readonly string[] },
): Promise<{ target: string; source: string; scope: string }[]> {
  return database('observations')
    .distinct('target', 'source', 'scope')
    .where({ kind })
    .where(among(database, 'target', targets))
    .whereRaw('newest');
}

function readTargetsToldBy(
  database: Knex,
  query: { kind: ObservationKind; source: string; scope: string },
): Promise<string[]> {
  return database('observations')
    .distinct('target')
    .where(query)
    .whereNotNull('target')
    .whereRaw('newest')
    .pluck('target');
}

async function readFirstRecorded(
  database: Knex,
  query: { kind: ObservationKind; targets: readonly string[] },
): Promise<Map<string, Instant>> {
  const { kind, targets } = query;
  if (targets.length === 0) return new Map();
  const { sql, bindings } = recordset(
    database,
    { target: 'text' },
    targets.map(target => ({ target })),
  );
  const rows = await rawRows<{ target: string; at: number | string | null }>(
    database,
    `select given.target as target, (
       select o.recorded_at from observations o
       where o.target = given.target and o.kind = ?
       order by o.recorded_at limit 1
     ) as at from ${sql}`,
    [kind, ...bindings],
  );
  return new Map(
    rows.flatMap(({ target, at }) =>
      at === null ? [] : [[target, instant(Number(at))]],
    ),
  );
}

async function readVersionsSince(
  database: Knex,
  query: {
    kinds: readonly ObservationKind[];
    targets: readonly string[];
    services: readonly string[];
    since: Instant;
  },
): Promise<Recorded[]> {
  const { kinds, targets, services, since } = query;
  const about = (column: 'target' | 'service', values: readonly string[]) =>
    database('observations')
      .select('*')
      .where(among(database, column, values))
      .whereIn('kind', kinds)
      .where('recorded_at', '>=', since);
  const rows: ObservationRow[] = await about('target', targets).unionAll([
    // What names both is found by its target.
    about('service', services).whereNull('target'),
  ]);
  // Of one target there may be thousands.
  const parsed = new Map<string, TargetRef>();
  const parse = (key: string) => {
    const known = parsed.get(key) ?? parseTargetKey(key);
    parsed.set(key, known);
    return known;
  };
  return rows
    .map(row => toRecorded(row, parse))
    .sort((a, b) => a.recordedAt - b.recordedAt || a.seq - b.seq);
}

/** The queries of the ledger, on a database or within a transaction. */
export function createReads(database: Knex): LedgerReads {
  return {
    cursor: scope => readCursor(database, scope),
    scopes: () => readScopes(database),
    // What was stored under a kind was checked by the schema of that kind.
    open: <K extends ObservationKind>(query: {
      source: string;
      scope: string;
      kind: K;
    }) =>
      readOpen(database, query) as AsyncIterable<Recorded<ObservationOf<K>>>,
    observations: async <K extends ObservationKind>(
      query: ObservationQuery<K>,
    ) => {
      const rows = await readObservations(database, {
        ...query,
        about: 'target',
        values: query.targets,
      });
      return rows.map(row => toRecorded(row)) as Recorded<ObservationOf<K>>[];
    },
    observationsOfServices: async <K extends ObservationKind>(
      query: Omit<ObservationQuery<K>, 'targets'> & {
        services: readonly string[];
      },
    ) => {
      const rows = await readObservations(database, {
        ...query,
        about: 'service',
        values: query.services,
      });
      return rows.map(row => toRecorded(row)) as Recorded<ObservationOf<K>>[];
    },
    observationsOfOrigins: async <K extends ObservationKind>(
      query: Omit<ObservationQuery<K>, 'targets'> & {
        origins: readonly string[];
      },
    ) => {
      const rows = await readObservations(database, {
        ...query,
        about: 'origin',
        values: query.origins,
      });
      return rows.map(row => toRecorded(row)) as Recorded<ObservationOf<K>>[];
    },
    versionsSince: async <K extends ObservationKind>(query: {
      kinds: readonly K[];
      targets: readonly string[];
      services: readonly string[];
      since: Instant;
    }) =>
      (await readVersionsSince(database, query)) as Recorded<
        ObservationOf<K>
      >[],
    versions: keys => readVersions(database, keys),
    tellersOf: query => readTellers(database, query),
    targetsToldBy: query => readTargetsToldBy(database, query),
    firstRecorded: query => readFirstRecorded(database, query),
  };
}
