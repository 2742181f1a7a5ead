import type { BurnUpPoint } from '@landfall/backstage-plugin-fleet-common';
import { DAY_MS } from '@landfall/backstage-plugin-fleet-common';
import type { Knex } from 'knex';
import type { MigrationSnapshotRow } from '../../../projections/tables';
import { isWhole, whereHistoryOf, type StandingSelection } from './selection';
import type { StandingSums } from './sums';
import { dayOf } from './weeks';

interface Options {
  selection: StandingSelection & { migration: string };
  /** Now, or then: the last point. Those of the days before are read meanwhile. */
  sums: Promise<Pick<StandingSums, 'progress'>>;
  zone: string;
  /** At most so many points; the newest ones stay dense. */
  limit: number;
}

/**
 * The burn-up up to the moment: from the snapshots of each day for whoever sees all, and worked out from what was known then for a part of
 * the services. The last point is the moment itself.
 */
export async function readBurnUp(
  database: Knex,
  options: Options,
): Promise<BurnUpPoint[]> {
  const { selection, zone } = options;
  const today = dayOf(selection.moment.at, zone);
  const read = isWhole(selection) ? readSnapshots : readReconstructed;
  const [past, { progress }] = await Promise.all([
    read(database, { ...options, today }),
    options.sums,
  ]);
  return thinned(
    [
      ...past,
      {
        day: today,
        scope: progress.scope,
        done: progress.done,
        migrated: progress.migrated,
        reconstructed: false,
      },
    ],
    options.limit,
  );
}

async function readSnapshots(
  database: Knex,
  { selection, today }: Options & { today: string },
): Promise<BurnUpPoint[]> {
  const rows: MigrationSnapshotRow[] = await database('migration_snapshots')
    .where('migration', selection.migration)
    .where('day', '<', today)
    .where('recorded_at', '<=', selection.moment.at)
    .orderBy('day')
    .select('day', 'scope', 'done', 'migrated', 'reconstructed');
  return rows.map(row => ({
    day: row.day,
    scope: Number(row.scope),
    done: Number(row.done),
    migrated: Number(row.migrated),
    reconstructed: Boolean(row.reconstructed),
  }));
}

interface Deltas {
  at: number | string;
  scope: number | string;
  done: number | string;
  migrated: number | string;
}

/** Running sums of what each day changed, by the hour: a day of any zone begins on a quarter of one at the finest. */
const GRAIN_MS = 15 * 60_000;

async function readReconstructed(
  database: Knex,
  { selection, today, zone }: Options & { today: string },
): Promise<BurnUpPoint[]> {
  const query = database('standing_history as v')
    .where('v.learnt_at', '<=', selection.moment.at)
    .whereRaw(
      '(v.scope_delta <> 0 or v.done_delta <> 0 or v.migrated_delta <> 0)',
    );
  whereHistoryOf(database, query, selection);
  const grain = database.raw(`v.learnt_at - v.learnt_at % ${GRAIN_MS}`);
  const rows: Deltas[] = await query
    .groupByRaw('1')
    .orderByRaw('1')
    .select(
      { at: grain },
      database.raw('sum(v.scope_delta) as scope'),
      database.raw('sum(v.done_delta) as done'),
      database.raw('sum(v.migrated_delta) as migrated'),
    );
  const points: BurnUpPoint[] = [];
  const sum = { scope: 0, done: 0, migrated: 0 };
  for (const row of rows) {
    const day = dayOf(Number(row.at), zone);
    if (day >= today) break;
    sum.scope += Number(row.scope);
    sum.done += Number(row.done);
    sum.migrated += Number(row.migrated);
    if (points.at(-1)?.day === day) points.pop();
    points.push({ day, ...sum, reconstructed: true });
  }
  return points;
}

/** No more than `limit` points: the last of each stretch of some days, so that a day stays or goes whatever day it is asked on. */
function thinned(points: readonly BurnUpPoint[], limit: number): BurnUpPoint[] {
  if (points.length <= limit) return [...points];
  const days = points.map(({ day }) => Math.round(Date.parse(day) / DAY_MS));
  const span = days[days.length - 1] - days[0];
  const step = Math.ceil(span / (limit - 2));
  const stretch = (index: number) => Math.floor(days[index] / step);
  return points.filter(
    (_, index) =>
      index === points.length - 1 || stretch(index) !== stretch(index + 1),
  );
}
