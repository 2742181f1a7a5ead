import { instant, type Instant } from '@landfall/backstage-plugin-fleet-common';
import type { Knex } from 'knex';
import { DAY_MS } from '@landfall/backstage-plugin-fleet-common';
import { readMigrations } from '../projections/migrations/known';
import type {
  MigrationActRow,
  ServiceRow,
  StandingRow,
} from '../projections/tables';
import type { dueNotices } from './due';

type Noticed = Omit<Parameters<typeof dueNotices>[0], 'now' | 'zone'>;

/** An exemption that ended longer ago is told nobody any more. */
const LATE_MS = 7 * DAY_MS;

/** The migrations that are not made up, with what notices ask of their services. */
export async function readNoticed(
  database: Knex,
  now: Instant,
): Promise<Noticed[]> {
  const migrations = await readMigrations(database, { at: now });
  const real = [...migrations.values()].filter(({ demo }) => !demo);
  return Promise.all(
    real.map(async ({ definition }) => ({
      definition,
      standings: await readStandings(database, definition.id),
      endedExemptions: await readEndedExemptions(database, {
        migration: definition.id,
        now,
      }),
    })),
  );
}

async function readStandings(
  database: Knex,
  migration: string,
): Promise<Noticed['standings']> {
  type Row = Pick<
    StandingRow,
    | 'service'
    | 'owner'
    | 'wave'
    | 'stage'
    | 'side'
    | 'fell_back_at'
    | 'exemption'
  > &
    Pick<ServiceRow, 'title'>;
  const rows: Row[] = await database('standings as v')
    .join('services as s', 's.ref', 'v.service')
    .where({ 'v.migration': migration, 'v.in_scope': true })
    .select(
      'v.service',
      's.title',
      'v.owner',
      'v.wave',
      'v.stage',
      'v.side',
      'v.fell_back_at',
      'v.exemption',
    );
  return rows.map(row => ({
    service: row.service,
    title: row.title,
    owner: row.owner,
    wave: row.wave,
    stage: row.stage,
    side: row.side,
    fellBackAt:
      row.fell_back_at === null ? null : instant(Number(row.fell_back_at)),
    exemption: exemptionOf(row.exemption),
  }));
}

function exemptionOf(
  text: string | null,
): Noticed['standings'][number]['exemption'] {
  if (text === null) return null;
  const { act, approval, expiresAt } = JSON.parse(text) as {
    act: string;
    approval: string | null;
    expiresAt: number;
  };
  return { act, approved: approval !== null, expiresAt: instant(expiresAt) };
}

/** Approved exemptions that ran out lately and were not taken back before. */
async function readEndedExemptions(
  database: Knex,
  { migration, now }: { migration: string; now: Instant },
): Promise<Noticed['endedExemptions']> {
  const related = (act: string) =>
    database('migration_acts as other')
      .select('other.id')
      .whereRaw('other.of = a.id')
      .where('other.act', act);
  const rows: (Pick<MigrationActRow, 'id' | 'service' | 'expires_at'> &
    Pick<ServiceRow, 'title' | 'owner'>)[] = await database(
    'migration_acts as a',
  )
    .join('services as s', 's.ref', 'a.service')
    .where({ 'a.migration': migration, 'a.act': 'request_exemption' })
    .where('a.expires_at', '<=', now)
    .where('a.expires_at', '>', now - LATE_MS)
    .whereExists(related('approve_exemption'))
    .whereNotExists(related('withdraw'))
    .select('a.id', 'a.service', 'a.expires_at', 's.title', 's.owner');
  return rows.map(row => ({
    act: row.id,
    service: row.service,
    title: row.title,
    owner: row.owner,
    endedAt: instant(Number(row.expires_at)),
  }));
}
