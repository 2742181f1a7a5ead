/** Records that belong to no service: they name one that the catalog does not know, or what no component names. */
import {
  formatInstant,
  instant,
  type Unclaimed,
} from '@landfall/backstage-plugin-fleet-common';
import type { ObservationKind } from '@landfall/backstage-plugin-fleet-node';
import type { Knex } from 'knex';
import { rawRows, recordset } from '../../database/dialect';
import { annotationOf } from '../../directory/originClaims';
import { isRestricted, type Visibility } from '../../permissions/visibility';

const MAX_SHOWN = 20;

/** What a record may name, where what is known of that stands, and what names nothing that a component could name. */
const NAMED = {
  service: { table: 'services', column: 'ref', but: '' },
  origin: {
    table: 'service_origins',
    column: 'origin',
    // Images are found by what runs them. From before the first to behind the last, for the walk along the index.
    but: `and (o.origin < 'image:' or o.origin >= 'image;')`,
  },
} as const;
type By = keyof typeof NAMED;

interface Row {
  name: string;
  kind: ObservationKind;
  source: string;
  scope: string;
  n: number | string;
  last: number | string;
}

/** Those of both kinds, at most 20 of each. Only for who may see all services: nobody knows whose they are. */
export async function listUnclaimed(
  database: Knex,
  visibility: Visibility,
): Promise<Unclaimed> {
  if (isRestricted(visibility)) return { total: 0, items: [] };
  const found = await Promise.all([
    readUnclaimed(database, 'service'),
    readUnclaimed(database, 'origin'),
  ]);
  return {
    total: found.reduce((sum, { total }) => sum + total, 0),
    items: found.flatMap(({ items }) => items),
  };
}

async function readUnclaimed(database: Knex, by: By): Promise<Unclaimed> {
  const { table, column, but } = NAMED[by];
  const next = (beyond: string) =>
    `select o.${by} from observations o
     where o.newest and o.${by} is not null ${but} ${beyond}
     order by o.${by} limit 1`;
  // From name to name along the index, however many records each has.
  const names = await rawRows<{ name: string; total: number | string }>(
    database,
    `with recursive names(name) as (
       select (${next('')}) as name
       union all
       select (${next(`and o.${by} > names.name`)}) as name
       from names where names.name is not null
     )
     select name, count(*) over () as total from names
     where name is not null and not exists (
       select 1 from ${table} known where known.${column} = names.name
     )
     order by name limit ${MAX_SHOWN}`,
    [],
  );
  if (names.length === 0) return { total: 0, items: [] };
  const { sql, bindings } = recordset(
    database,
    { name: 'text' },
    names.map(({ name }) => ({ name })),
  );
  const rows = await rawRows<Row>(
    database,
    `select given.name, o.kind, o.source, o.scope, count(*) as n, max(o.at) as last
     from ${sql} join observations o on o.newest and o.${by} = given.name
     group by given.name, o.kind, o.source, o.scope
     order by given.name, o.kind, o.source, o.scope`,
    bindings,
  );
  return {
    total: Number(names[0].total),
    items: names.map(({ name }) =>
      itemOf(by, { name, rows: rows.filter(row => row.name === name) }),
    ),
  };
}

function itemOf(
  by: By,
  { name, rows }: { name: string; rows: readonly Row[] },
): Unclaimed['items'][number] {
  return {
    by,
    name,
    kinds: [...new Set(rows.map(({ kind }) => kind))],
    toldBy: [
      ...new Map(
        rows.map(({ source, scope }) => [
          JSON.stringify([source, scope]),
          { source, scope },
        ]),
      ).values(),
    ],
    records: rows.reduce((sum, { n }) => sum + Number(n), 0),
    last: formatInstant(
      instant(Math.max(...rows.map(row => Number(row.last)))),
    ),
    remedy: by === 'origin' ? remedyOf(name) : null,
  };
}

/** Lines of the description of a component. */
function remedyOf(origin: string): string {
  const [[annotation, value]] = Object.entries(annotationOf(origin));
  return ['metadata:', '  annotations:', `    ${annotation}: ${value}`].join(
    '\n',
  );
}
