import {
  decisionKindSchema,
  migrationHealthSchema,
  sideStateSchema,
  stageSchema,
  type Cut,
  type DecisionKind,
  type MigrationHealth,
  type MigrationProgress,
  type MigrationReview,
  type SideState,
  type Stage,
} from '@landfall/backstage-plugin-fleet-common';
import type { Knex } from 'knex';
import type { ScopeKey } from '../../../sources/tables';
import {
  decisionConditions,
  DONE,
  healthNow,
  MIGRATED,
  selectStandings,
  TO_MOVE,
  whereThere,
  type StandingSelection,
} from './selection';
import { teamsAt } from './namesAt';
import { targetsAt } from './targetsAt';
import { movedServices, type Span } from './weeks';

/** Sums over a selection of standings of one migration. */
export interface StandingSums {
  progress: MigrationProgress;
  decisions: Record<DecisionKind, number>;
  /** Services that need some decision. */
  undecided: number;
  waves: Map<string, WaveSums>;
  cut: Omit<MigrationReview['cut'], 'by'>;
  newOnOld: number;
  /** The scopes that see something of them. */
  scopeKeys: ScopeKey[];
}

/** Sums over one wave. */
export interface WaveSums {
  scope: number;
  done: number;
  migrated: number;
  /** When the first of its services came to `ready` or higher, and the last to `retired`; ms. */
  started: number | null;
  ended: number | null;
}

type Part = 'state' | 'need' | 'cut' | 'wave' | 'scope';

/** A row of one of the parts; what the columns mean differs. */
interface Row {
  part: Part;
  label: string | null;
  other: string | null;
  third: string | null;
  fourth: string | null;
  a: number | string | null;
  b: number | string | null;
  c: number | string | null;
  d: number | string | null;
  e: number | string | null;
  f: number | string | null;
  g: number | string | null;
  h: number | string | null;
  i: number | string | null;
}

const LETTERS = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'] as const;

const MAX_ROWS = 500;
/**
 * All sums over a selection by one statement, so that it is selected once, however many services there are.
 *
 * @param options.cut - leave it out where no table of parts is shown.
 */
export async function readStandingSums(
  database: Knex,
  options: {
    selection: StandingSelection & { migration: string };
    cut?: { by: Cut; week: Span };
  },
): Promise<StandingSums> {
  const { selection, cut } = options;
  const conditions = decisionConditions(database, selection.moment);
  const selected = selectStandings(database, selection);
  selected.select(
    's.ref',
    'v.stage',
    'v.side',
    'v.declared',
    'v.wave',
    'v.owner',
    'v.tier',
    'v.system',
    'v.domain',
    'v.from_ready',
    'v.to_ready',
    'v.traffic_from',
    'v.traffic_to',
    'v.born_on_from_at',
    'v.started_at',
    'v.retired_at',
    database.raw('? as health', [healthNow(database, selection)]),
    database.raw(`case when ${TO_MOVE} then 1 else 0 end as to_move`),
    database.raw(`case when ${DONE} then 1 else 0 end as done`),
    database.raw(`case when ${MIGRATED} then 1 else 0 end as migrated`),
    ...decisionKindSchema.options.map(kind =>
      database.raw('case when ? then 1 else 0 end as ??', [
        conditions[kind],
        kind,
      ]),
    ),
  );
  const parts = [
    statePart(database),
    needPart(database),
    wavePart(database),
    scopePart(database, selection),
    ...(cut ? [cutPart(database, { by: cut.by, selection })] : []),
  ];
  const query = database.with('selected', selected);
  if (cut) {
    query.with('moved', movedServices(database, { selection, span: cut.week }));
  }
  const rows: Row[] = await query
    .select('*')
    .from(database.unionAll(parts, false).as('parts'));
  return sumsOf(rows);
}

/** One part of the union; what it does not have is null of the right type. */
function part(
  database: Knex,
  name: Part,
  columns: Partial<Record<Exclude<keyof Row, 'part'>, string>>,
): Knex.QueryBuilder {
  const text = (column: string | undefined) =>
    `cast(${column ?? 'null'} as text)`;
  const number = (column: string | undefined) =>
    `cast(${column ?? 'null'} as double precision)`;
  return database.select(
    database.raw(`'${name}' as part`),
    database.raw(`${text(columns.label)} as label`),
    database.raw(`${text(columns.other)} as other`),
    database.raw(`${text(columns.third)} as third`),
    database.raw(`${text(columns.fourth)} as fourth`),
    ...LETTERS.map(letter =>
      database.raw(`${number(columns[letter])} as ${letter}`),
    ),
  );
}

function statePart(database: Knex): Knex.QueryBuilder {
  const known = 'traffic_from is not null and traffic_to is not null';
  return part(database, 'state', {
    label: 'stage',
    other: 'side',
    third: 'health',
    a: 'count(*)',
    b: 'sum(from_ready)',
    c: 'sum(to_ready)',
    d: `sum(case when ${known} then traffic_from end)`,
    e: `sum(case when ${known} then traffic_to end)`,
    f: `sum(case when ${known} then 1 else 0 end)`,
    g: 'sum(case when declared then 1 else 0 end)',
  })
    .from('selected')
    .groupBy('stage', 'side', 'health');
}

const KINDS = decisionKindSchema.options;

/** One number for each kind of decision, in their order; then how many need any, and how many are new on the old side. */
function needPart(database: Knex): Knex.QueryBuilder {
  const numbers = [
    ...KINDS.map(kind => `sum(${kind})`),
    `sum(case when ${KINDS.join(' + ')} > 0 then 1 else 0 end)`,
    'count(born_on_from_at)',
  ];
  return part(
    database,
    'need',
    Object.fromEntries(numbers.map((sum, index) => [LETTERS[index], sum])),
  ).from('selected');
}

function wavePart(database: Knex): Knex.QueryBuilder {
  return part(database, 'wave', {
    label: 'wave',
    a: 'sum(to_move)',
    b: 'sum(done)',
    c: 'sum(migrated)',
    d: 'min(started_at)',
    e: 'max(retired_at)',
  })
    .from('selected')
    .whereNotNull('wave')
    .groupBy('wave');
}

function scopePart(
  database: Knex,
  { moment }: StandingSelection,
): Knex.QueryBuilder {
  const seen = part(database, 'scope', { label: 't.source', other: 't.scope' })
    .from('selected')
    .join(targetsAt(database, { moment, as: 't' }), 't.service', 'selected.ref')
    .groupBy('t.source', 't.scope');
  whereThere(database, seen, { table: 't', moment });
  return seen;
}

/** What is summed up for each part of a cut. */
const CUT_SUMS = [
  ['to_move', 'to_move'],
  ['done', 'done'],
  ['migrated', 'migrated'],
  ['moved', 'case when moved.service is null then 0 else 1 end'],
  ['lagging', "case when health = 'lagging' then 1 else 0 end"],
  ['blocked', "case when health = 'blocked' then 1 else 0 end"],
  ['stalled', "case when health = 'stalled' then 1 else 0 end"],
] as const;

/** The services are summed up by what their rows say before anything is joined to that: there are fewer teams than services. */
function cutPart(
  database: Knex,
  { by, selection }: { by: Cut; selection: StandingSelection },
): Knex.QueryBuilder {
  const { moment } = selection;
  const byTeam = by === 'team' || by === 'parent';
  const placed = by === 'platform' || by === 'cluster';
  const ofService = byTeam ? 'selected.owner' : by;
  const column = placed ? `place.${by}` : ofService;
  const summed = database
    .from('selected')
    .leftJoin('moved', 'moved.service', 'selected.ref')
    .groupBy(column)
    .select(
      { key: column },
      ...CUT_SUMS.map(([name, value]) =>
        database.raw(`sum(${value}) as ??`, [name]),
      ),
    );
  if (placed) {
    const places = database
      .from(targetsAt(database, { moment, as: 't' }))
      .distinct('t.service', `t.${by}`)
      .whereNotNull('t.service');
    whereThere(database, places, { table: 't', moment });
    summed.join(places.as('place'), 'place.service', 'selected.ref');
  }
  const label =
    by === 'parent' ? 'coalesce(tm.parent, summed.key)' : 'summed.key';
  const titles: Partial<Record<'other' | 'third' | 'fourth', string>> = {
    ...(by === 'team' && {
      other: 'max(tm.title)',
      third: 'max(tm.parent)',
      fourth: 'max(up.title)',
    }),
    ...(by === 'parent' && {
      other: 'max(case when tm.parent is null then tm.title else up.title end)',
    }),
    ...(placed && { other: 'max(summed.key)' }),
  };
  const query = part(database, 'cut', {
    label,
    ...titles,
    ...Object.fromEntries(
      CUT_SUMS.map(([name], index) => [LETTERS[index], `sum(summed.${name})`]),
    ),
  })
    .from(summed.as('summed'))
    .groupByRaw(label);
  if (byTeam) {
    query
      .leftJoin(teamsAt(database, { moment, as: 'tm' }), 'tm.ref', 'summed.key')
      .leftJoin(teamsAt(database, { moment, as: 'up' }), 'up.ref', 'tm.parent');
  }
  return query;
}

function sumsOf(rows: readonly Row[]): StandingSums {
  const of = (name: Part) => rows.filter(row => row.part === name);
  const cuts = of('cut').map(row => ({
    key: row.label,
    title: row.other ?? nameOf(row.label ?? ''),
    parent: row.third,
    parentTitle: row.third && (row.fourth ?? nameOf(row.third)),
    scope: count(row.a),
    done: count(row.b),
    migrated: count(row.c),
    moved: count(row.d),
    lagging: count(row.e),
    blocked: count(row.f),
    stalled: count(row.g),
  }));
  cuts.sort(
    (a, b) =>
      b.scope - b.done - (a.scope - a.done) || (a.title < b.title ? -1 : 1),
  );
  const [need] = of('need');
  return {
    progress: progressOf(of('state')),
    decisions: Object.fromEntries(
      KINDS.map((kind, index) => [kind, count(need?.[LETTERS[index]])]),
    ) as Record<DecisionKind, number>,
    undecided: count(need?.h),
    waves: new Map(of('wave').map(row => [row.label ?? '', waveOf(row)])),
    cut: { rows: cuts.slice(0, MAX_ROWS), total: cuts.length },
    newOnOld: count(need?.i),
    scopeKeys: of('scope').map(row => ({
      source: row.label ?? '',
      scope: row.other ?? '',
    })),
  };
}

/** The name in an entity reference; anything else as it is. */
function nameOf(key: string): string {
  return key.slice(key.indexOf('/') + 1);
}

function waveOf(row: Row): WaveSums {
  const [scope, done] = [count(row.a), count(row.b)];
  return {
    scope,
    done,
    migrated: count(row.c),
    started: row.d === null ? null : count(row.d),
    ended: scope > 0 && scope === done && row.e !== null ? count(row.e) : null,
  };
}

/** Progress out of counts per (stage, side, health). */
function progressOf(states: readonly Row[]): MigrationProgress {
  const stages = zeros<Stage>(stageSchema.options);
  const sides = zeros<SideState>(sideStateSchema.options);
  const health = zeros<MigrationHealth>(migrationHealthSchema.options);
  const sum = {
    declared: 0,
    from: 0,
    to: 0,
    trafficFrom: 0,
    trafficTo: 0,
    n: 0,
  };
  for (const row of states) {
    const n = count(row.a);
    const side = row.other as SideState | null;
    if (side !== null) sides[side] += n;
    else if (row.label !== null) stages[row.label as Stage] += n;
    if (row.third !== null) health[row.third as MigrationHealth] += n;
    if (side !== null && side !== 'not_seen') continue;
    sum.declared += count(row.g);
    sum.from += count(row.b);
    sum.to += count(row.c);
    sum.trafficFrom += count(row.d);
    sum.trafficTo += count(row.e);
    sum.n += count(row.f);
  }
  const scope =
    Object.values(stages).reduce((all, n) => all + n, 0) + sides.not_seen;
  const migrated = stages.migrated + stages.retired;
  return {
    scope,
    done: stages.retired,
    declared: sum.declared,
    doneShare: share(stages.retired, scope),
    migrated,
    migratedShare: share(migrated, scope),
    instancesShare: share(sum.to, sum.from + sum.to),
    trafficShare: share(sum.trafficTo, sum.trafficFrom + sum.trafficTo),
    trafficServices: sum.n,
    stages,
    sides,
    health,
  };
}

function zeros<K extends string>(keys: readonly K[]): Record<K, number> {
  return Object.fromEntries(keys.map(key => [key, 0])) as Record<K, number>;
}

/** PostgreSQL gives some numbers as text. */
function count(value: number | string | null | undefined): number {
  return Number(value ?? 0);
}

function share(part_: number, whole: number): number | null {
  return whole > 0 ? part_ / whole : null;
}
