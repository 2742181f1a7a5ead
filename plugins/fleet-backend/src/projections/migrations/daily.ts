/**
 * What is kept of every day: how far each migration was at its end, which never changes afterwards, and how long its stages usually take.
 */
import {
  DAY_MS,
  instant,
  stageSchema,
  type Instant,
  type MigrationDefinition,
} from '@landfall/backstage-plugin-fleet-common';
import type { Knex } from 'knex';
import { DateTime } from 'luxon';
import { bulkInsert } from '../../database/dialect';
import { quantile } from '../../delivery/quantile';
import { lockDirectory } from '../../directory/lock';
import type { Ledger } from '../../ledger/types';
import { standingsAt } from './asOf';
import { readNewest } from './definitions';
import type {
  MigrationSnapshotRow,
  StandingHistoryRow,
  StandingRow,
} from '../tables';
import { parseDefinition } from './known';

/** Days that are added at once at the most, the newest first: the rest comes the next day. */
const MAX_DAYS = 1_000;
/** A stay that is usual needs so many to be told from. */
const MIN_STAYS = 8;
const USUAL_SHARE = 0.85;

/**
 * Adds the snapshots of the days that ended and have none. That of yesterday is the real one; what is added for days before is marked as
 * reconstructed from what is known of them now. The days before a migration was defined are left to when all that is known was derived: as
 * nothing is changed afterwards, half of a past would stay.
 *
 * @returns false while something of the days that ended is still to be derived: then nothing is kept yet.
 */
export async function keepDays(options: {
  database: Knex;
  ledger: Pick<Ledger, 'within'>;
  now: Instant;
  zone: string;
  /** Also the days before the migration was defined, and before anybody looked, from when things happened: once all that is known was derived. */
  prehistory: boolean;
}): Promise<boolean> {
  const { now, zone } = options;
  return options.database.transaction(async transaction => {
    // One replica at a time.
    await lockDirectory(transaction, 'exclusive');
    const midnight = DateTime.fromMillis(now, { zone }).startOf('day');
    const waiting = await transaction('dirty')
      .where('marked_at', '<', midnight.toMillis())
      .first('id');
    if (waiting) return false;
    for (const row of (await readNewest(transaction)).values()) {
      if (row.definition === null) continue;
      const definition = parseDefinition(row.definition);
      const { start } = definition;
      await addSnapshots(transaction, {
        ...options,
        migration: row.migration,
        version: Number(row.version),
        start,
        definedAt: await definedAt(transaction, row.migration),
      });
      if (options.prehistory) {
        await addPrehistory(transaction, {
          ...options,
          migration: row.migration,
          version: Number(row.version),
          start,
        });
      }
      await addUsual(transaction, {
        ...options,
        migration: row.migration,
        definition,
      });
    }
    return true;
  });
}

/** When somebody first defined a migration. */
async function definedAt(
  transaction: Knex.Transaction,
  migration: string,
): Promise<number> {
  const [first]: { at: number | string | null }[] = await transaction(
    'migration_definitions',
  )
    .where({ migration })
    .min({ at: 'recorded_at' });
  return Number(first.at);
}

async function addSnapshots(
  transaction: Knex.Transaction,
  options: {
    migration: string;
    version: number;
    start: string;
    now: Instant;
    zone: string;
    prehistory: boolean;
    /** ms. */
    definedAt: number;
  },
): Promise<void> {
  const { migration, now, zone, prehistory } = options;
  const today = DateTime.fromMillis(now, { zone }).startOf('day');
  const [first]: { at: number | string | null }[] = await transaction(
    'standing_history',
  )
    .where({ migration })
    .min({ at: 'learnt_at' });
  if (first.at === null) return;
  const begin = DateTime.fromMillis(Number(first.at), { zone }).startOf('day');
  const from = DateTime.max(
    begin,
    DateTime.fromISO(options.start, { zone }),
    today.minus({ days: MAX_DAYS }),
  );
  const kept = new Set<string>(
    await transaction('migration_snapshots')
      .where({ migration })
      .where('day', '>=', from.toISODate())
      .pluck('day'),
  );
  const rows: MigrationSnapshotRow[] = [];
  for (let day = from; day < today; day = day.plus({ days: 1 })) {
    const name = day.toISODate() ?? '';
    if (kept.has(name)) continue;
    const end = instant(day.plus({ days: 1 }).toMillis());
    if (!prehistory && end <= options.definedAt) continue;
    rows.push({
      migration,
      day: name,
      ...(await sumsAt(transaction, { migration, at: instant(end - 1) })),
      definition_version: options.version,
      reconstructed: now - end > DAY_MS,
      recorded_at: now,
    });
  }
  await insertSnapshots(transaction, rows);
}

async function insertSnapshots(
  transaction: Knex.Transaction,
  rows: readonly MigrationSnapshotRow[],
): Promise<void> {
  await bulkInsert(transaction, {
    table: 'migration_snapshots',
    columns: {
      migration: 'text',
      day: 'text',
      scope: 'bigint',
      done: 'bigint',
      migrated: 'bigint',
      counts: 'text',
      definition_version: 'bigint',
      reconstructed: 'boolean',
      recorded_at: 'bigint',
    },
    rows,
    onConflict: '(migration, day) do nothing',
  });
}

/** The days from the start of a migration until somebody looked: who had reached what by then, as far as sources can tell afterwards. */
async function addPrehistory(
  transaction: Knex.Transaction,
  options: {
    migration: string;
    version: number;
    start: string;
    now: Instant;
    zone: string;
  },
): Promise<void> {
  const { migration, now, zone } = options;
  const [first]: { day: string | null }[] = await transaction(
    'migration_snapshots',
  )
    .where({ migration })
    .min({ day: 'day' });
  const today = DateTime.fromMillis(now, { zone }).startOf('day');
  const end = first.day ? DateTime.fromISO(first.day, { zone }) : today;
  const begin = DateTime.max(
    DateTime.fromISO(options.start, { zone }),
    end.minus({ days: MAX_DAYS }),
  );
  const standings: Pick<
    StandingRow,
    'stage' | 'side' | 'reached' | 'born_on_from_at'
  >[] = await transaction('standings')
    .where({ migration, in_scope: true })
    .whereRaw("(side is null or side = 'not_seen')")
    .select('stage', 'side', 'reached', 'born_on_from_at');
  if (standings.length === 0) return;
  const times = standings.map(({ reached, born_on_from_at, side, stage }) => {
    const at = JSON.parse(reached) as { migrated?: number; retired?: number };
    const held = side === null ? stage : null;
    const retired = held === 'retired' ? at.retired : undefined;
    return {
      born: born_on_from_at === null ? -Infinity : Number(born_on_from_at),
      retired,
      migrated:
        held === 'migrated' ? at.migrated : retired && (at.migrated ?? retired),
    };
  });
  const rows: MigrationSnapshotRow[] = [];
  for (let day = begin; day < end; day = day.plus({ days: 1 })) {
    const until = day.plus({ days: 1 }).toMillis();
    const by = (at: number | undefined) => at !== undefined && at < until;
    const count = (which: (time: (typeof times)[number]) => boolean) =>
      times.filter(which).length;
    const done = count(({ retired }) => by(retired));
    rows.push({
      migration,
      day: day.toISODate() ?? '',
      scope: count(({ born }) => by(born)),
      done,
      migrated: Math.max(
        done,
        count(({ migrated }) => by(migrated)),
      ),
      counts: JSON.stringify({ retired: done }),
      definition_version: options.version,
      reconstructed: true,
      recorded_at: now,
    });
  }
  await insertSnapshots(transaction, rows);
}

async function sumsAt(
  transaction: Knex.Transaction,
  options: { migration: string; at: Instant },
): Promise<{ scope: number; done: number; migrated: number; counts: string }> {
  const rows: {
    stage: string | null;
    side: string | null;
    n: number | string;
  }[] = await transaction
    .from(standingsAt(transaction, options).as('v'))
    .where('v.in_scope', true)
    .groupBy('v.stage', 'v.side')
    .select('v.stage', 'v.side', transaction.raw('count(*) as n'));
  const counts: Record<string, number> = {};
  const sums = { scope: 0, done: 0, migrated: 0 };
  for (const { stage, side, n } of rows) {
    const count = Number(n);
    const name = side ?? stage ?? 'none';
    counts[name] = (counts[name] ?? 0) + count;
    if (side === null || side === 'not_seen') sums.scope += count;
    if (side !== null) continue;
    if (stage === 'retired') sums.done += count;
    if (stage === 'retired' || stage === 'migrated') sums.migrated += count;
  }
  return { ...sums, counts: JSON.stringify(counts) };
}

/** The p85 of the finished stays in each stage, where there are enough; appended when it is different. */
async function addUsual(
  transaction: Knex.Transaction,
  options: {
    migration: string;
    definition: MigrationDefinition;
    now: Instant;
    zone: string;
    ledger: Pick<Ledger, 'within'>;
  },
): Promise<void> {
  const { migration, now, ledger } = options;
  const stays = await readStays(transaction, options);
  const known: { stage: string; days: number }[] = await transaction(
    'migration_usual',
  )
    .where({ migration })
    .orderBy('id')
    .select('stage', 'days');
  const newest = new Map(known.map(({ stage, days }) => [stage, days]));
  for (const stage of stageSchema.options) {
    const days = stays.get(stage) ?? [];
    if (days.length < MIN_STAYS) continue;
    const usual = Math.round(quantile(days, USUAL_SHARE) * 100) / 100;
    if (newest.get(stage) === usual) continue;
    await transaction('migration_usual').insert({
      migration,
      stage,
      days: usual,
      recorded_at: now,
    });
    // Who is in the stage may be stalled by it, or no longer.
    const there: { service: string }[] = await transaction('standings')
      .where({ migration, stage })
      .select('service');
    await ledger.within(transaction).mark(there, now);
  }
}

/** A row of the history by which a service came to another stage, or to none. */
type Step = Pick<
  StandingHistoryRow,
  'service' | 'stage' | 'stage_before' | 'wave' | 'born_on_from_at'
> &
  Record<'since' | 'learnt_at', number | string>;

/**
 * How long services stayed in each stage before they came to another, in days. Counted is what a service can be held to as well: from the migration's
 * start on, and where it is only planned, from when its wave begins. A stay that began before anybody looked was longer than anybody knows, and does
 * not count.
 */
async function readStays(
  transaction: Knex.Transaction,
  options: {
    migration: string;
    definition: MigrationDefinition;
    now: Instant;
    zone: string;
  },
): Promise<Map<string, number[]>> {
  const { migration, definition, now, zone } = options;
  const midnight = (day: string) => DateTime.fromISO(day, { zone }).toMillis();
  const start = midnight(definition.start);
  const waves = new Map(
    definition.waves.flatMap(wave => {
      const day = wave.start ?? wave.end;
      return day === undefined ? [] : [[wave.id, midnight(day)] as const];
    }),
  );
  const steps: Step[] = await transaction('standing_history')
    .where({ migration })
    .where('learnt_at', '<=', now)
    .whereRaw('stage is distinct from stage_before')
    .orderBy(['service', 'id'])
    .select(
      'service',
      'stage',
      'stage_before',
      'wave',
      'born_on_from_at',
      'since',
      'learnt_at',
    );
  const stays = new Map<string, number[]>();
  let entered: { service: string; at: number | null } | undefined;
  for (const step of steps) {
    const { service, stage, stage_before, wave } = step;
    const since = Number(step.since);
    if (
      entered?.service === service &&
      entered.at !== null &&
      entered.at <= since &&
      stage_before !== null &&
      stage !== null
    ) {
      const known = stays.get(stage_before) ?? [];
      known.push((since - entered.at) / DAY_MS);
      stays.set(stage_before, known);
    }
    const isSeen =
      stage_before !== null ||
      step.born_on_from_at !== null ||
      Number(step.learnt_at) <= start;
    const begins =
      stage === 'planned' && wave !== null ? waves.get(wave) : undefined;
    entered = {
      service,
      at: isSeen ? Math.max(since, start, begins ?? since) : null,
    };
  }
  return stays;
}
