import {
  formatInstant,
  instant,
  type Timeline,
  type TimelineLane,
  type TimelineMark,
} from '@landfall/backstage-plugin-fleet-common';
import type { Knex } from 'knex';
import type { Visibility } from '../../../permissions/visibility';
import { readMigrations } from '../../../projections/migrations/known';
import type { DeploymentPart } from '../../../projections/tables';
import { demandVisible } from '../delivery/demandVisible';
import type { KnownScopes } from '../scopes';
import { readServiceScopes } from '../services';
import { fromJson, time, timeOrNull } from '../wire';
import {
  bandsOf,
  groupBy,
  type Band,
  type PresenceVersion,
  type Span,
} from './bands';
import {
  LIMITS,
  readIncidents,
  readLanes,
  readMarks,
  readOutages,
  readStages,
  readTold,
  type LaneRow,
  type Limited,
  type MarkRow,
  type ToldRow,
} from './reads';
import { sharesOf, type TrafficVersion } from './shares';

/** What is shorter than this part of the span could not be drawn apart. */
const STEPS = 360;

/**
 * What happened to one service over a span, on each of its targets: a fixed number of statements, each bounded.
 *
 * @throws NotFoundError when there is no such service, or none that the caller may see.
 */
export async function getTimeline(
  database: Knex,
  options: {
    service: string;
    span: Span;
    visibility: Visibility;
    scopes: KnownScopes;
    timeZone: string;
  },
): Promise<Timeline> {
  const { service, span, scopes, timeZone } = options;
  await demandVisible(database, options);
  const lanes = await readLanes(database, options);
  const targets = lanes.rows.map(({ target }) => target);
  const [presences, ofTargets, ofService, outages, marks, incidents, stages] =
    await Promise.all([
      readTold(database, {
        kind: 'presence',
        about: 'target',
        values: targets,
        span,
      }),
      readTold(database, {
        kind: 'traffic',
        about: 'target',
        values: targets,
        span,
      }),
      readTold(database, {
        kind: 'traffic',
        about: 'service',
        values: [service],
        span,
      }),
      readOutages(database, { targets, span }),
      readMarks(database, options),
      readIncidents(database, options),
      readStages(database, options),
    ]);
  const [migrations, keys] = await Promise.all([
    readMigrations(database, { at: instant(span.to) }),
    readServiceScopes(database, service),
  ]);

  const resolution = (span.to - span.from) / STEPS;
  const told = groupBy(
    presences.slice(0, LIMITS.versions),
    row => row.target ?? '',
  );
  const bands = new Map(
    targets.map(target => [
      target,
      bandsOf((told.get(target) ?? []).map(toPresence), { span, resolution }),
    ]),
  );
  const placed = placeMarks(marks.rows, new Set(targets));
  const outagesOf = groupBy(outages.rows, row => row.target ?? '');
  const shares = sharesOf({
    bands: byPlatform(lanes.rows, bands),
    // What names both a target and the service was read twice.
    traffic: distinct(
      [ofTargets, ofService].flatMap(rows => rows.slice(0, LIMITS.versions)),
    ).map(toTraffic),
    span,
    steps: STEPS,
  });
  const deployments = new Map(marks.rows.map(row => [row.id, row]));

  return {
    service,
    from: time(span.from),
    to: time(span.to),
    timeZone,
    resolutionSeconds: resolution / 1000,
    lanes: lanes.rows.map(row =>
      toLane(row, {
        scopes,
        bands: bands.get(row.target) ?? [],
        marks: placed.lanes.get(row.target) ?? [],
        outages: outagesOf.get(row.target) ?? [],
      }),
    ),
    shares: [...shares].map(([platform, spans]) => ({
      platform,
      spans: spans.map(each => ({
        ...each,
        from: time(each.from),
        to: time(each.to),
      })),
    })),
    elsewhere: placed.elsewhere,
    incidents: [...incidents.rows].reverse().map(row => ({
      id: row.id,
      title: row.title,
      severity: row.severity,
      openedAt: time(row.opened_at),
      resolvedAt: timeOrNull(row.resolved_at),
      link: row.link,
      targets: [
        ...new Set(
          fromJson<string[]>(row.deployments).flatMap(id => {
            const hit = deployments.get(id);
            return hit ? partsOf(hit).map(({ target }) => target) : [];
          }),
        ),
      ].filter(target => bands.has(target)),
    })),
    stages: [...stages.rows].reverse().flatMap(row => {
      const known = migrations.get(row.migration);
      if (!known) return [];
      return [
        {
          migration: row.migration,
          title: known.definition.title,
          at: time(row.at),
          stage: row.stage as Timeline['stages'][number]['stage'],
          side: row.side as Timeline['stages'][number]['side'],
          back: row.move === 'fall_back' || row.move === 'settled_back',
        },
      ];
    }),
    more: {
      lanes: leftOut(lanes),
      deployments: leftOut(marks),
      outages: leftOut(outages),
      incidents: leftOut(incidents),
      stages: leftOut(stages),
      presenceBefore: oldestKept([presences, ofTargets, ofService]),
    },
    freshness: scopes.freshness(keys),
  };
}

function toLane(
  row: LaneRow,
  given: {
    scopes: KnownScopes;
    bands: readonly Band[];
    marks: TimelineMark[];
    outages: readonly ToldRow[];
  },
): TimelineLane {
  const { state, lastSuccess } = given.scopes.get(row);
  return {
    target: row.target,
    platform: row.platform,
    cluster: row.cluster,
    namespace: row.namespace,
    workload: row.workload,
    environment: row.environment,
    production: Boolean(row.production),
    observedSince: timeOrNull(row.observed_since),
    goneAt: timeOrNull(row.gone_at),
    freshness: state,
    seenAt: lastSuccess === null ? null : formatInstant(lastSuccess),
    presence: given.bands.map(band => ({
      ...band,
      from: time(band.from),
      to: time(band.to),
    })),
    marks: given.marks,
    outages: [...given.outages].reverse().map(outage => {
      const body = fromJson<{ cause: string; link?: string }>(outage.body);
      return {
        from: time(outage.at),
        to: Boolean(outage.ended) ? timeOrNull(outage.ended_at) : null,
        cause: body.cause,
        link: body.link ?? null,
      };
    }),
  };
}

/** The part of each target goes to its lane; what has none of them goes elsewhere. */
function placeMarks(
  rows: readonly MarkRow[],
  lanes: ReadonlySet<string>,
): { lanes: Map<string, TimelineMark[]>; elsewhere: TimelineMark[] } {
  const placed = new Map<string, TimelineMark[]>();
  const elsewhere: TimelineMark[] = [];
  for (const row of [...rows].reverse()) {
    const { id: deployment, version } = row;
    const parts = partsOf(row);
    for (const part of parts) {
      if (!lanes.has(part.target)) continue;
      const list = placed.get(part.target) ?? [];
      placed.set(part.target, list);
      list.push({
        deployment,
        version,
        class: part.class as TimelineMark['class'],
        outcome: part.outcome as TimelineMark['outcome'],
        startedAt: part.startedAt,
        finishedAt: part.finishedAt,
      });
    }
    if (parts.length === 0) {
      elsewhere.push({
        deployment,
        version,
        class: row.class as TimelineMark['class'],
        outcome: row.outcome as TimelineMark['outcome'],
        startedAt: time(row.started_at),
        finishedAt: timeOrNull(row.finished_at),
      });
    }
  }
  return { lanes: placed, elsewhere };
}

function partsOf(row: Pick<MarkRow, 'targets'>): DeploymentPart[] {
  return fromJson<DeploymentPart[]>(row.targets);
}

/** The bands of production, by platform. */
function byPlatform(
  lanes: readonly LaneRow[],
  bands: ReadonlyMap<string, Band[]>,
): Map<string, Band[]> {
  const production = lanes.filter(row => Boolean(row.production));
  return new Map(
    [...groupBy(production, row => row.platform)].map(([platform, rows]) => [
      platform,
      rows.flatMap(row => bands.get(row.target) ?? []),
    ]),
  );
}

function observationOf({ source, scope, key }: ToldRow): string {
  return JSON.stringify([source, scope, key]);
}

function endOf(row: ToldRow): number | null {
  if (!row.ended || row.ended_at === null) return null;
  return Number(row.ended_at);
}

function toPresence(row: ToldRow): PresenceVersion {
  const { since, ready, desired } = fromJson<{
    since: number;
    ready: number;
    desired: number | null;
  }>(row.body);
  return {
    observation: observationOf(row),
    seq: Number(row.seq),
    since,
    ready,
    desired,
    endedAt: endOf(row),
  };
}

function toTraffic(row: ToldRow): TrafficVersion {
  const { platform, requestsPerSecond, since } = fromJson<{
    platform: string;
    requestsPerSecond: number;
    since: number;
  }>(row.body);
  return {
    observation: observationOf(row),
    seq: Number(row.seq),
    platform,
    requestsPerSecond,
    since,
    endedAt: endOf(row),
  };
}

function distinct(rows: readonly ToldRow[]): ToldRow[] {
  return [...new Map(rows.map(row => [Number(row.seq), row])).values()];
}

function leftOut({ rows, total }: Limited<unknown>): number {
  return total - rows.length;
}

/** When the oldest version that was read began, where there were more than are read. */
function oldestKept(lists: readonly (readonly ToldRow[])[]): string | null {
  const moments = lists
    .filter(list => list.length > LIMITS.versions)
    .map(list => fromJson<{ since: number }>(list[LIMITS.versions - 1].body));
  return moments.length === 0
    ? null
    : time(Math.max(...moments.map(({ since }) => since)));
}
