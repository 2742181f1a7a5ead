import type {
  TeamDashboard,
  WindowDays,
} from '@landfall/backstage-plugin-fleet-common';
import type { Knex } from 'knex';
import type { ScopeKey } from '../../sources/tables';
import {
  attentionRank,
  selectServices,
  type ServiceSelection,
} from './serviceSelection';
import { tellersNow } from './tellers';
import { NO_ATTENTION_RANK } from './wire';

type Summary = TeamDashboard['summary'];

/** What a selection of services comes to. */
export interface SelectionSums {
  summary: Summary;
  /** The scopes that see something of them now, or told of how they are delivered. */
  scopeKeys: ScopeKey[];
}

const QUARTILES = [25, 50, 75] as const;
const MAX_WEEKS = 14;

/** A row of one of the parts; what the columns mean differs. */
interface Row {
  part: 'readiness' | 'platform' | 'scope' | 'rank' | 'week';
  label: string | null;
  other: string | null;
  a: number | null;
  b: number | null;
  c: number | null;
}

/**
 * All sums over a selection, computed by the database in one statement, so that the services are selected once. Quartiles are those of the
 * services' own values by linear interpolation between the two nearest ranks (R-7), which are all that is fetched.
 */
export async function readSelectionSums(
  database: Knex,
  options: { selection: ServiceSelection; window: WindowDays },
): Promise<SelectionSums> {
  const { selection, window } = options;
  const selected = selectServices(database, selection)
    .leftJoin('service_frequency as f', joined =>
      joined.on('f.service', 's.ref').andOnVal('f.window_days', window),
    )
    .select(
      's.ref',
      'st.readiness',
      'f.per_week',
      database.raw('? as urgency', [attentionRank(database, selection.scopes)]),
    );
  const seen = database('selected')
    .join('targets as t', 't.service', 'selected.ref')
    .whereNull('t.gone_at')
    .select('selected.ref', 't.platform', 't.source', 't.scope');
  const ranked = database('selected')
    .whereNotNull('per_week')
    .select(
      'per_week',
      database.raw('row_number() over (order by per_week) - 1 as place'),
      database.raw('count(*) over () as n'),
    );
  const rows: Row[] = await database
    .with('selected', selected)
    .with('seen', seen)
    .with('ranked', ranked)
    .select('*')
    .from(
      database
        .unionAll(
          [
            part(database, 'readiness', {
              label: 'readiness',
              a: 'count(*)',
              b: `sum(case when urgency < ${NO_ATTENTION_RANK} then 1 else 0 end)`,
            })
              .from('selected')
              .groupBy('readiness'),
            part(database, 'platform', {
              label: 'platform',
              a: 'count(distinct ref)',
            })
              .from('seen')
              .groupBy('platform'),
            part(database, 'scope', { label: 'source', other: 'scope' })
              .from('seen')
              .groupBy('source', 'scope'),
            part(database, 'scope', { label: 'source', other: 'scope' }).from(
              tellersNow(database)
                .join('selected', 'selected.ref', 'w.service')
                .distinct('w.source', 'w.scope')
                .as('told'),
            ),
            part(database, 'rank', { a: 'place', b: 'n', c: 'per_week' })
              .from('ranked')
              .where(whereNearQuartile),
            part(database, 'week', {
              label: 'w.week_start',
              a: 'sum(w.deployments)',
              b: 'sum(w.failed)',
              c: 'max(case when w.running then 1 else 0 end)',
            })
              .from('selected')
              .join('service_weeks as w', 'w.service', 'selected.ref')
              .groupBy('w.week_start'),
          ],
          false,
        )
        .as('parts'),
    );
  return sumsOf(rows);
}

/** One part of the union; what it does not have is null of the right type. */
function part(
  database: Knex,
  name: Row['part'],
  columns: {
    label?: string;
    other?: string;
    a?: string;
    b?: string;
    c?: string;
  },
): Knex.QueryBuilder {
  const {
    label = 'null',
    other = 'null',
    a = 'null',
    b = 'null',
    c = 'null',
  } = columns;
  return database.select(
    database.raw(
      [
        `'${name}' as part`,
        `cast(${label} as text) as label`,
        `cast(${other} as text) as other`,
        `cast(${a} as double precision) as a`,
        `cast(${b} as double precision) as b`,
        `cast(${c} as double precision) as c`,
      ].join(', '),
    ),
  );
}

function whereNearQuartile(query: Knex.QueryBuilder): void {
  for (const percent of QUARTILES) {
    // Whole numbers on both databases, so that the division rounds down.
    query
      .orWhereRaw(`place = (n - 1) * ${percent} / 100`)
      .orWhereRaw(`place = (n - 1) * ${percent} / 100 + 1`);
  }
}

function sumsOf(rows: readonly Row[]): SelectionSums {
  const of = (name: Row['part']) => rows.filter(row => row.part === name);
  const readiness: Summary['readiness'] = {
    ready: 0,
    partly_ready: 0,
    not_ready: 0,
    scaled_to_zero: 0,
    gone: 0,
    unknown: 0,
  };
  const states = of('readiness');
  for (const { label, a } of states) {
    readiness[label as keyof Summary['readiness']] = a ?? 0;
  }
  const total = (values: (number | null)[]) =>
    values.reduce<number>((sum, value) => sum + (value ?? 0), 0);
  return {
    summary: {
      services: total(states.map(row => row.a)),
      attention: total(states.map(row => row.b)),
      readiness,
      platforms: of('platform')
        .map(row => ({ platform: row.label ?? '', services: row.a ?? 0 }))
        .sort(
          (x, y) =>
            y.services - x.services || (x.platform < y.platform ? -1 : 1),
        ),
      perWeek: quartilesOf(of('rank')),
      weeks: weeksOf(of('week')),
    },
    scopeKeys: distinctScopes(of('scope')),
  };
}

/** What sees something of them may have told of them as well. */
function distinctScopes(rows: readonly Row[]): ScopeKey[] {
  const scopes = rows.map(({ label, other }) => ({
    source: label ?? '',
    scope: other ?? '',
  }));
  return [
    ...new Map(scopes.map(scope => [JSON.stringify(scope), scope])).values(),
  ];
}

function weeksOf(rows: readonly Row[]): Summary['weeks'] {
  return rows
    .map(({ label, a, b, c }) => ({
      weekStart: label ?? '',
      deployments: a ?? 0,
      failed: b ?? 0,
      running: c === 1,
    }))
    .sort((x, y) => (x.weekStart < y.weekStart ? -1 : 1))
    .slice(-MAX_WEEKS);
}

function quartilesOf(rows: readonly Row[]): Summary['perWeek'] {
  const n = rows[0]?.b ?? 0;
  const values = new Map(rows.map(row => [row.a, row.c]));
  const [p25, median, p75] = QUARTILES.map(percent => {
    const exact = ((n - 1) * percent) / 100;
    const low = values.get(Math.floor(exact)) ?? null;
    if (low === null) return null;
    const high = values.get(Math.floor(exact) + 1) ?? low;
    return low + (exact - Math.floor(exact)) * (high - low);
  });
  return { n, p25, median, p75 };
}
