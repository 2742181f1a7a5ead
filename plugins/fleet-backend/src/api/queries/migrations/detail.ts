import { NotFoundError } from '@backstage/errors';
import {
  stageSchema,
  type MigrationAct,
  type ServiceMigrations,
  type Stage,
  type StandingDetail,
} from '@landfall/backstage-plugin-fleet-common';
import type { Knex } from 'knex';
import { activeActs } from '../../../migration/acts';
import { isRestricted, whereVisible } from '../../../permissions/visibility';
import type {
  MigrationActRow,
  StandingHistoryRow,
  StandingRow,
} from '../../../projections/tables';
import { unknownService } from '../services';
import { fromJson, time, timeOrNull } from '../wire';
import { actOfRow, toAct } from './acts';
import type { KnownMigration } from '../../../projections/migrations/known';
import { toInfos } from './definitions';
import { readEvidence } from './evidence';
import type { MigrationContext } from './review';
import { selectStandings } from './selection';
import {
  asOfPart,
  listedColumns,
  toStandings,
  type ListedStanding,
} from './standings';
import { readReports, validationOf } from './validation';

const MAX_CHANGES = 100;
const MAX_ACTS = 100;

type DetailRow = ListedStanding &
  Pick<
    StandingRow,
    'reached' | 'traffic_from' | 'traffic_to' | 'traffic_claimed_twice'
  >;

/**
 * One service in one migration, with everything that its stage stands on.
 *
 * @throws NotFoundError when it is not in the migration, or may not be seen.
 */
export async function getStanding(
  database: Knex,
  options: MigrationContext & { migration: KnownMigration; service: string },
): Promise<StandingDetail> {
  const { migration, service } = options;
  const { id, title } = migration.definition;
  const [detail] = await readDetails(database, {
    ...options,
    migrations: new Map([[id, migration]]),
  });
  if (!detail) {
    throw new NotFoundError(
      `There is no service ${service} in the scope of "${title}" that you may see.`,
    );
  }
  return detail;
}

/**
 * Every migration that a service is in.
 *
 * @throws NotFoundError when there is no such service that the caller may see.
 */
export async function getServiceMigrations(
  database: Knex,
  options: MigrationContext & {
    migrations: ReadonlyMap<string, KnownMigration>;
    service: string;
  },
): Promise<ServiceMigrations> {
  const { service, visibility } = options;
  const seen = database('services as s').where('s.ref', service);
  whereVisible(seen, { visibility, services: 's' });
  const [known, items] = await Promise.all([
    seen.first('s.ref'),
    readDetails(database, options),
  ]);
  if (!known) throw unknownService(service);
  return {
    ...asOfPart(options.moment, isRestricted(visibility)),
    items,
  };
}

async function readDetails(
  database: Knex,
  options: MigrationContext & {
    migrations: ReadonlyMap<string, KnownMigration>;
    service: string;
  },
): Promise<StandingDetail[]> {
  const { migrations, moment, scopes, visibility, service } = options;
  const rows: DetailRow[] = await selectStandings(database, {
    moment,
    scopes,
    visibility,
    service,
  })
    .whereIn('v.migration', [...migrations.keys()])
    .select(
      ...listedColumns,
      'v.reached',
      'v.traffic_from',
      'v.traffic_to',
      'v.traffic_claimed_twice',
    )
    .orderBy('v.migration');
  if (rows.length === 0) return [];
  const [standings, infos, changes, acts, sights, reports] = await Promise.all([
    toStandings(database, { rows, migrations, moment, scopes }),
    toInfos(database, {
      moment,
      migrations: rows.flatMap(row => migrations.get(row.migration) ?? []),
    }),
    readChanges(database, options),
    readActHistory(database, options),
    readEvidence(database, options),
    readReports(options),
  ]);
  return rows.map((row, index): StandingDetail => {
    const standing = standings[index];
    const { migration: id } = row;
    const migration = migrations.get(id);
    const info = infos.get(id);
    if (!migration || !info) throw new Error(`No definition of ${id}`);
    const ofService = acts.filter(act => act.migration === id);
    const active = activeActs(ofService.map(actOfRow).reverse(), moment.at);
    const { evidence, traffic } = sights.of(migration);
    return {
      ...asOfPart(moment, isRestricted(visibility)),
      migration: info,
      standing,
      ladder: ladderOf(row),
      evidence,
      traffic,
      validation: validationOf({
        reports,
        migration,
        stage: standing.stage,
        reached: fromJson(row.reached),
        next: standing.next,
        acts: ofService,
      }),
      changes: changes
        .filter(change => change.migration === id)
        .map(change => ({
          at: time(change.at),
          knownAt: time(change.learnt_at),
          stage: change.stage as Stage | null,
          side: change.side as StandingDetail['changes'][number]['side'],
          move: change.move as StandingDetail['changes'][number]['move'],
        })),
      acts: ofService.map((act): MigrationAct => {
        return { ...toAct(act), active: active.has(act.id) };
      }),
    };
  });
}

/** The rungs: passed below where it stands, ahead above. */
function ladderOf(row: DetailRow): StandingDetail['ladder'] {
  const reached = fromJson<Partial<Record<Stage, number>>>(row.reached);
  const current = stageSchema.options.indexOf(row.stage as Stage);
  return stageSchema.options.map((stage, rank) => ({
    stage,
    state: stateOf(rank, current),
    since: timeOrNull(reached[stage] ?? null),
  }));
}

function stateOf(
  rank: number,
  current: number,
): StandingDetail['ladder'][number]['state'] {
  if (rank === current) return 'current';
  return rank < current ? 'passed' : 'ahead';
}

async function readChanges(
  database: Knex,
  { service, moment }: MigrationContext & { service: string },
): Promise<StandingHistoryRow[]> {
  const ranked = database('standing_history as h')
    .where('h.service', service)
    .where('h.learnt_at', '<=', moment.at)
    .where(moved =>
      moved
        .whereNot('h.move', 'other')
        .orWhereRaw('h.stage is distinct from h.stage_before'),
    )
    .select(
      'h.*',
      database.raw(
        'row_number() over (partition by h.migration order by h.id desc) as place',
      ),
    );
  return database
    .from(ranked.as('ranked'))
    .where('place', '<=', MAX_CHANGES)
    .orderBy('id', 'desc')
    .select('*');
}

async function readActHistory(
  database: Knex,
  { service, moment }: MigrationContext & { service: string },
): Promise<MigrationActRow[]> {
  const ranked = database('migration_acts as a')
    .where('a.service', service)
    .where('a.recorded_at', '<=', moment.at)
    .select(
      'a.*',
      database.raw(
        'row_number() over (partition by a.migration order by a.recorded_at desc, a.id desc) as place',
      ),
    );
  return database
    .from(ranked.as('ranked'))
    .where('place', '<=', MAX_ACTS)
    .orderBy([
      { column: 'recorded_at', order: 'desc' },
      { column: 'id', order: 'desc' },
    ])
    .select('*');
}
