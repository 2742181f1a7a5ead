/** The statements of a timeline: a fixed number, each bounded, with how much more there is. */
import { among } from '../../../database/dialect';
import type { Knex } from 'knex';
import type { ServiceIncidentRow } from '../../../projections/delivery/tables';
import type {
  DeploymentRow,
  StandingHistoryRow,
  TargetRow,
} from '../../../projections/tables';
import type { Span } from './bands';

/** What is shown at most of one timeline. */
export const LIMITS = {
  lanes: 40,
  deployments: 600,
  outages: 400,
  incidents: 200,
  stages: 100,
  /** Versions of presences, and of traffic, that are read. */
  versions: 6_000,
} as const;

/** Rows of a list, and how many there are in all. */
export interface Limited<Row> {
  rows: Row[];
  total: number;
}

type Counted<Row> = Row & { in_all: number | string };

/** An observation as it is read for a timeline. */
export interface ToldRow {
  seq: number | string;
  source: string;
  scope: string;
  key: string;
  target: string | null;
  at: number | string;
  ended: boolean | number;
  ended_at: number | string | null;
  body: string;
}

const toldColumns = [
  'seq',
  'source',
  'scope',
  'key',
  'target',
  'at',
  'ended',
  'ended_at',
  'body',
];

/** The columns of a target that a lane needs. */
const laneColumns = [
  'target',
  'platform',
  'cluster',
  'namespace',
  'workload',
  'source',
  'scope',
  'environment',
  'production',
  'observed_since',
  'gone_at',
] as const;

/** See {@link readLanes}. */
export type LaneRow = Pick<TargetRow, (typeof laneColumns)[number]>;

/** The targets that were there during a span or were rolled out to: production first, what is gone last. */
export async function readLanes(
  database: Knex,
  { service, span }: { service: string; span: Span },
): Promise<Limited<LaneRow>> {
  const rows: Counted<LaneRow>[] = await database('targets')
    .where('service', service)
    .where(there =>
      there.whereNull('gone_at').orWhere('gone_at', '>=', span.from),
    )
    .select(...laneColumns, database.raw('count(*) over () as in_all'))
    .orderByRaw(
      'case when production then 0 else 1 end, case when gone_at is null then 0 else 1 end, platform, cluster, target',
    )
    .limit(LIMITS.lanes);
  return limited(rows);
}

/** Every version of a kind about targets that held at some moment of a span, the newest first. */
export async function readTold(
  database: Knex,
  options: {
    kind: 'presence' | 'traffic';
    about: 'target' | 'service';
    values: readonly string[];
    span: Span;
  },
): Promise<ToldRow[]> {
  const { kind, about, values, span } = options;
  const matching = (state: string) =>
    database('observations')
      .select(...toldColumns)
      .where({ kind })
      .where(among(database, about, values))
      .where('at', '<=', span.to)
      // The words of the partial indices.
      .whereRaw(state);
  return (
    matching('newest')
      .unionAll([
        // What replaced it began no later than it was learnt.
        matching('not newest').where('superseded_at', '>=', span.from),
      ])
      .orderBy('seq', 'desc')
      // One more tells that there are more.
      .limit(LIMITS.versions + 1)
  );
}

/** Outages of targets that touch a span, the newest kept. */
export async function readOutages(
  database: Knex,
  { targets, span }: { targets: readonly string[]; span: Span },
): Promise<Limited<ToldRow>> {
  const rows: Counted<ToldRow>[] = await database('observations')
    .where({ kind: 'outage' })
    .where(among(database, 'target', targets))
    .whereRaw('newest')
    .where('at', '<=', span.to)
    .where(goesOn =>
      goesOn.whereRaw('not ended').orWhere('ended_at', '>=', span.from),
    )
    .select(...toldColumns, database.raw('count(*) over () as in_all'))
    .orderBy('at', 'desc')
    .limit(LIMITS.outages);
  return limited(rows);
}

const markColumns = [
  'id',
  'class',
  'outcome',
  'started_at',
  'finished_at',
  'version',
  'targets',
] as const;

/** See {@link readMarks}. */
export type MarkRow = Pick<DeploymentRow, (typeof markColumns)[number]>;

/** Deployments that began within a span, the newest kept. */
export async function readMarks(
  database: Knex,
  { service, span }: { service: string; span: Span },
): Promise<Limited<MarkRow>> {
  const rows: Counted<MarkRow>[] = await database('deployments')
    .where({ service })
    .whereBetween('started_at', [span.from, span.to])
    .select(...markColumns, database.raw('count(*) over () as in_all'))
    .orderBy([
      { column: 'started_at', order: 'desc' },
      { column: 'revision', order: 'desc' },
      { column: 'id', order: 'desc' },
    ])
    .limit(LIMITS.deployments);
  return limited(rows);
}

/** An incident with the targets of the deployments that failed by it, as JSON of each. */
export type HitRow = Pick<
  ServiceIncidentRow,
  | 'id'
  | 'title'
  | 'severity'
  | 'opened_at'
  | 'resolved_at'
  | 'link'
  | 'deployments'
>;

/** Incidents by people and tools that touch a span, the newest kept. */
export async function readIncidents(
  database: Knex,
  { service, span }: { service: string; span: Span },
): Promise<Limited<HitRow>> {
  const rows: Counted<HitRow>[] = await database('service_incidents')
    .where({ service, series: 'reported' })
    .where('opened_at', '<=', span.to)
    .where(goesOn =>
      goesOn.whereNull('resolved_at').orWhere('resolved_at', '>=', span.from),
    )
    .select(
      'id',
      'title',
      'severity',
      'opened_at',
      'resolved_at',
      'link',
      'deployments',
      database.raw('count(*) over () as in_all'),
    )
    .orderBy([
      { column: 'opened_at', order: 'desc' },
      { column: 'id', order: 'desc' },
    ])
    .limit(LIMITS.incidents);
  return limited(rows);
}

/** See {@link readStages}. */
export type StageRow = Pick<
  StandingHistoryRow,
  'migration' | 'at' | 'stage' | 'side' | 'move'
>;

/** Moves to another stage within a span, the newest kept. */
export async function readStages(
  database: Knex,
  { service, span }: { service: string; span: Span },
): Promise<Limited<StageRow>> {
  const rows: Counted<StageRow>[] = await database('standing_history')
    .where({ service, in_scope: true })
    .whereBetween('at', [span.from, span.to])
    .whereRaw('stage is distinct from stage_before')
    .select(
      'migration',
      'at',
      'stage',
      'side',
      'move',
      database.raw('count(*) over () as in_all'),
    )
    .orderBy([
      { column: 'at', order: 'desc' },
      { column: 'id', order: 'desc' },
    ])
    .limit(LIMITS.stages);
  return limited(rows);
}

function limited<Row>(rows: Counted<Row>[]): Limited<Row> {
  return { rows, total: Number(rows[0]?.in_all ?? 0) };
}
