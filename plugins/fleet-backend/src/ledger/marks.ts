/**
 * Marks say what is to be derived again. They are inserted in the transaction that records, and deleted by id in the
 * transaction that writes the read models; they are never updated. So none is lost, however many replicas there are.
 *
 * How a projector works, all in one transaction at *read committed* (PostgreSQL's default: each statement sees what was
 * committed before it began):
 *
 * 1. {@link peekMarks} picks some marks, leaving those that another projector is at;
 * 2. it resolves their services and locks those in sorted order;
 * 3. {@link marksOf} gives the marks of everything that it now owns, *then* it reads observations: a mark whose
 *    observation it did not see is not in its hands;
 * 4. it derives, writes, and {@link removeMarks} deletes exactly the marks of steps 1 and 3.
 *
 * Both selects skip what somebody else has locked: waiting for a mark whose holder waits for our service would be a deadlock.
 * What was skipped stays, and is derived again by its holder.
 */
import { instant, type Instant } from '@landfall/backstage-plugin-fleet-common';
import type { Knex } from 'knex';
import {
  among,
  amongNumbers,
  bulkInsert,
  forUpdate,
} from '../database/dialect';
import type { Checked } from './check';
import type { Mark } from './types';

/** Before everything: a subject that is touched from here on is derived from nothing but the ledger. */
export const ALL_TIME: Instant = instant(-8.64e15);

/** A subject with the earliest instant that is touched. */
export interface NewMark {
  subject: Mark['subject'];
  earliest: Instant;
}

interface MarkRow {
  id: number | string;
  target: string | null;
  service: string | null;
  origin: string | null;
  earliest: number | string;
  marked_at: number | string;
}

function subjectOf({ target, service, origin }: MarkRow): Mark['subject'] {
  if (target !== null) {
    return { target };
  }
  return origin !== null ? { origin } : { service: service ?? '' };
}

function toMark(row: MarkRow): Mark {
  return {
    id: Number(row.id),
    subject: subjectOf(row),
    earliest: instant(Number(row.earliest)),
    markedAt: instant(Number(row.marked_at)),
  };
}

/** The oldest marks that nobody else has locked, or the newest, locked until the transaction ends. */
export async function peekMarks(
  transaction: Knex,
  options: { limit: number; newest?: boolean },
): Promise<Mark[]> {
  const rows: MarkRow[] = await forUpdate(
    transaction('dirty')
      .select('*')
      .orderBy('id', options.newest ? 'desc' : 'asc')
      .limit(options.limit),
    { transaction, skipLocked: true },
  );
  return rows.map(toMark);
}

/** All marks of the given subjects that nobody else has locked, by id, locked until the transaction ends. */
export async function marksOf(
  transaction: Knex,
  subjects: readonly Mark['subject'][],
): Promise<Mark[]> {
  const targets = subjects.flatMap(s => ('target' in s ? [s.target] : []));
  const services = subjects.flatMap(s => ('service' in s ? [s.service] : []));
  const origins = subjects.flatMap(s => ('origin' in s ? [s.origin] : []));
  const rows: MarkRow[] = await forUpdate(
    transaction('dirty')
      .select('*')
      .where(among(transaction, 'target', targets))
      .orWhere(among(transaction, 'service', services))
      .orWhere(among(transaction, 'origin', origins))
      .orderBy('id'),
    { transaction, skipLocked: true },
  );
  return rows.map(toMark);
}

/** Deletes marks whose consequences this transaction wrote. */
export async function removeMarks(
  transaction: Knex,
  ids: readonly number[],
): Promise<void> {
  await transaction('dirty').where(amongNumbers(transaction, 'id', ids)).del();
}

/** How many marks wait, and since when the oldest. */
export async function pendingMarks(
  database: Knex,
): Promise<{ count: number; oldest: Instant | null }> {
  const [row] = await database('dirty')
    .count({ count: '*' })
    .min({ oldest: 'marked_at' });
  return {
    count: Number(row.count),
    oldest: row.oldest === null ? null : instant(Number(row.oldest)),
  };
}

/** Inserts marks, one per subject with its earliest instant. */
export async function insertMarks(
  transaction: Knex,
  options: { marks: readonly NewMark[]; at: Instant },
): Promise<void> {
  const first = new Map<string, NewMark>();
  for (const mark of options.marks) {
    const id = JSON.stringify(mark.subject);
    const known = first.get(id);
    if (!known || mark.earliest < known.earliest) {
      first.set(id, mark);
    }
  }
  await bulkInsert(transaction, {
    table: 'dirty',
    columns: {
      target: 'text',
      service: 'text',
      origin: 'text',
      earliest: 'bigint',
      marked_at: 'bigint',
    },
    rows: [...first.values()].map(mark => ({
      ...mark.subject,
      earliest: mark.earliest,
      marked_at: options.at,
    })),
  });
}

/** The marks of everything that an observation is about. */
export function marksFor(
  checked: Pick<Checked, 'observation' | 'target'>,
  earliest: number,
): NewMark[] {
  const { observation, target } = checked;
  const at = instant(earliest);
  return [
    ...(target === null ? [] : [{ subject: { target }, earliest: at }]),
    ...('service' in observation && observation.service
      ? [{ subject: { service: observation.service }, earliest: at }]
      : []),
    ...('origin' in observation && observation.origin
      ? [{ subject: { origin: observation.origin }, earliest: at }]
      : []),
  ];
}
