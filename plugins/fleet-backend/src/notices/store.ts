/** Remembers what teams were told, so that each thing is told once, whichever replica tells it. */
import { instant, type Instant } from '@landfall/backstage-plugin-fleet-common';
import type { Knex } from 'knex';
import { bulkInsert } from '../database/dialect';
import type { Notice } from './notice';

/** A claim that was not confirmed for so long was left by a process that died. */
const ABANDONED_MS = 10 * 60_000;

/** The columns that identify a notice. */
const keyOf = ({ migration, team, kind, subject }: Notice) => ({
  migration,
  team,
  kind,
  subject,
});

/**
 * Claims those of some notices that nobody has told or is telling. What is claimed must be confirmed or given back.
 */
export async function claimNotices(
  database: Knex,
  options: { notices: readonly Notice[]; now: Instant },
): Promise<Notice[]> {
  const { notices, now } = options;
  if (notices.length === 0) return [];
  await database('migration_notices')
    .whereNull('sent_at')
    .where('claimed_at', '<', now - ABANDONED_MS)
    .del();
  const claimed = await bulkInsert<ReturnType<typeof keyOf>>(database, {
    table: 'migration_notices',
    columns: {
      migration: 'text',
      team: 'text',
      kind: 'text',
      subject: 'text',
      claimed_at: 'bigint',
    },
    rows: notices.map(notice => ({ ...keyOf(notice), claimed_at: now })),
    onConflict: '(migration, team, kind, subject) do nothing',
    returning: ['migration', 'team', 'kind', 'subject'],
  });
  const keys = new Set(
    claimed.map(row => JSON.stringify(keyOf(row as Notice))),
  );
  return notices.filter(notice => keys.has(JSON.stringify(keyOf(notice))));
}

/** Says that claimed notices were told. */
export async function confirmNotices(
  database: Knex,
  options: { notices: readonly Notice[]; now: Instant },
): Promise<void> {
  for (const notice of options.notices) {
    await database('migration_notices')
      .where(keyOf(notice))
      .update({ sent_at: instant(options.now) });
  }
}

/** Gives claimed notices back, so that they are told the next time. */
export async function returnNotices(
  database: Knex,
  notices: readonly Notice[],
): Promise<void> {
  for (const notice of notices) {
    await database('migration_notices').where(keyOf(notice)).del();
  }
}
