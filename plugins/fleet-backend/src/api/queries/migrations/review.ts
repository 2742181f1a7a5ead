import type {
  MigrationList,
  MigrationReview,
  MigrationSummary,
  TeamMigrations,
} from '@landfall/backstage-plugin-fleet-common';
import type { Knex } from 'knex';
import { isRestricted, type Visibility } from '../../../permissions/visibility';
import type { LedgerReads } from '../../../ledger/types';
import type { RouteRequest } from '../../route';
import type { KnownScopes } from '../scopes';
import { time, timeOrNull } from '../wire';
import { readBurnUp } from './burnUp';
import { readDecisions } from './decisions';
import type { KnownMigration } from '../../../projections/migrations/known';
import { readOnTheWay } from '../../../projections/migrations/onTheWay';
import { toInfos } from './definitions';
import {
  selectStandings,
  standingFiltersOf,
  type Moment,
  type StandingSelection,
} from './selection';
import { asOfPart, toStandings } from './standings';
import { readStandingPage } from './standingPage';
import { readStandingSums, type WaveSums } from './sums';
import { dayOf, readWeeks, weekOf } from './weeks';

/** What every answer about migrations needs. */
export interface MigrationContext {
  moment: Moment;
  visibility: Visibility;
  scopes: KnownScopes;
  /** The portal's, an IANA name. */
  zone: string;
  ledger: LedgerReads;
}

const SUMMARY_POINTS = 60;
const REVIEW_POINTS = 400;
const NEW_ON_OLD = 10;
const NEXT_OF_TEAM = 50;

/** All migrations, each with its sums: a fixed number of statements for each. */
export async function listMigrations(
  database: Knex,
  options: MigrationContext & {
    migrations: ReadonlyMap<string, KnownMigration>;
    problems: MigrationList['problems'];
  },
): Promise<MigrationList> {
  const { migrations, moment, visibility, problems } = options;
  const [infos, onTheWay] = await Promise.all([
    toInfos(database, { moment, migrations: [...migrations.values()] }),
    onTheWayAt(database, moment),
  ]);
  const items = await Promise.all(
    [...migrations].map(async ([id]): Promise<MigrationSummary> => {
      const selection = { ...options, migration: id };
      const summing = readStandingSums(database, { selection });
      const [sums, [week], burnUp] = await Promise.all([
        summing,
        readWeeks(database, {
          selection,
          weeks: [weekOf(moment.at, options)],
        }),
        readBurnUp(database, {
          selection,
          sums: summing,
          zone: options.zone,
          limit: SUMMARY_POINTS,
        }),
      ]);
      return {
        migration: infoOf(infos, id),
        progress: sums.progress,
        week,
        burnUp,
        freshness: options.scopes.freshness(sums.scopeKeys),
        onTheWay,
      };
    }),
  );
  return {
    ...asOfPart(moment, isRestricted(visibility)),
    items: items.sort((a, b) =>
      placeOf(a.migration) < placeOf(b.migration) ? -1 : 1,
    ),
    problems,
  };
}

/** What the review of one migration shows: a fixed number of statements at once, however many services there are. */
export async function getReview(
  database: Knex,
  options: MigrationContext & {
    migration: KnownMigration;
    query: RouteRequest<'getMigration'>['query'];
  },
): Promise<MigrationReview> {
  const { migration, moment, query, zone } = options;
  const { id } = migration.definition;
  const selection = {
    ...options,
    migration: id,
    filters: standingFiltersOf(query),
  };
  const week = weekOf(moment.at, { zone });
  const summing = readStandingSums(database, {
    selection,
    cut: { by: query.cut, week },
  });
  const [
    sums,
    infos,
    [thisWeek, previousWeek],
    decisions,
    burnUp,
    newOnOld,
    since,
    onTheWay,
  ] = await Promise.all([
    summing,
    toInfos(database, { moment, migrations: [migration] }),
    readWeeks(database, {
      selection,
      weeks: [week, weekOf(moment.at, { zone, back: 1 })],
    }),
    readDecisions(database, { selection, migration }),
    readBurnUp(database, {
      selection,
      sums: summing,
      zone,
      limit: REVIEW_POINTS,
    }),
    readNewOnOld(database, selection),
    readKnownSince(database, id),
    onTheWayAt(database, moment),
  ]);
  return {
    ...asOfPart(moment, isRestricted(options.visibility)),
    migration: infoOf(infos, id),
    progress: sums.progress,
    week: thisWeek,
    previousWeek,
    burnUp,
    freshness: options.scopes.freshness(sums.scopeKeys),
    onTheWay,
    knownSince: since,
    decisions: {
      total: sums.undecided,
      counts: sums.decisions,
      items: decisions,
    },
    waves: migration.definition.waves.map(wave => {
      const of = sums.waves.get(wave.id);
      return {
        id: wave.id,
        title: wave.title,
        plannedStart: wave.start ?? null,
        plannedEnd: wave.end ?? null,
        actualStart: of?.started ? dayOf(of.started, zone) : null,
        actualEnd: of?.ended ? dayOf(of.ended, zone) : null,
        scope: of?.scope ?? 0,
        done: of?.done ?? 0,
        migrated: of?.migrated ?? 0,
        behind: behindOf(of, {
          end: wave.end ?? migration.definition.target,
          today: dayOf(moment.at, zone),
        }),
        gates: wave.gates,
      };
    }),
    cut: {
      by: query.cut,
      total: sums.cut.total,
      rows:
        query.cut === 'wave'
          ? sums.cut.rows.map(row => ({
              ...row,
              title: migration.waves.get(row.key ?? '')?.title ?? row.title,
            }))
          : sums.cut.rows,
    },
    newOnOld: { total: sums.newOnOld, items: newOnOld },
  };
}

/** What the services of a team still have to do, the most urgent first. */
export async function getTeamMigrations(
  database: Knex,
  options: MigrationContext & {
    team: string;
    migrations: ReadonlyMap<string, KnownMigration>;
  },
): Promise<TeamMigrations> {
  const { team, moment, migrations, visibility } = options;
  const infos = await toInfos(database, {
    moment,
    migrations: [...migrations.values()],
  });
  const items = await Promise.all(
    [...migrations.keys()].map(async id => {
      const selection = { ...options, migration: id, filters: { team } };
      const [{ progress }, open] = await Promise.all([
        readStandingSums(database, { selection }),
        readStandingPage(database, {
          selection: { ...selection, open: true },
          query: { sort: 'urgency', limit: NEXT_OF_TEAM },
        }),
      ]);
      return {
        migration: infoOf(infos, id),
        progress,
        next: await toStandings(database, { ...options, rows: open.rows }),
        open: progress.scope - progress.done,
      };
    }),
  );
  return {
    ...asOfPart(moment, isRestricted(visibility)),
    items: items.filter(
      ({ progress }) =>
        progress.scope > 0 ||
        Object.values(progress.sides).some(count => count > 0),
    ),
  };
}

/** Whose date comes first comes first. */
function placeOf({ target, id }: MigrationSummary['migration']): string {
  return `${target} ${id}`;
}

/** Those of a wave whose last day is over that are not at least migrated, whatever else ails them. Without an end the target of all counts. */
function behindOf(
  wave: WaveSums | undefined,
  { end, today }: { end: string; today: string },
): number {
  return wave && end < today ? wave.scope - wave.migrated : 0;
}

/** What is known of a moment of the past stays so: nothing is on its way. */
async function onTheWayAt(
  database: Knex,
  { live }: Moment,
): Promise<MigrationSummary['onTheWay']> {
  return live ? readOnTheWay(database) : null;
}

async function readNewOnOld(
  database: Knex,
  selection: StandingSelection,
): Promise<MigrationReview['newOnOld']['items']> {
  const rows: { ref: string; title: string; at: number | string }[] =
    await selectStandings(database, selection)
      .whereNotNull('v.born_on_from_at')
      .orderBy([
        { column: 'v.born_on_from_at', order: 'desc' },
        { column: 's.ref' },
      ])
      .limit(NEW_ON_OLD)
      .select('s.ref', 's.title', { at: 'v.born_on_from_at' });
  return rows.map(({ ref, title, at }) => ({
    service: ref,
    title,
    at: time(at),
  }));
}

async function readKnownSince(
  database: Knex,
  migration: string,
): Promise<string | null> {
  const rows: { at: number | string | null }[] = await database(
    'standing_history',
  )
    .where({ migration })
    .min({ at: 'learnt_at' });
  return timeOrNull(rows[0]?.at ?? null);
}

function infoOf<T>(infos: ReadonlyMap<string, T>, id: string): T {
  const info = infos.get(id);
  if (info === undefined) throw new Error(`No definition of ${id}`);
  return info;
}
