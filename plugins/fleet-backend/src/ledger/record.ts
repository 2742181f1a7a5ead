/**
 * Recording a batch: what is new is inserted, what is known is amended, what is malformed is kept aside, and the cursor, the counters
 * and the marks go along, in one transaction of a handful of statements. However often a batch is recorded, and by however many
 * at once, it comes to the same.
 */
import { instant, type Instant } from '@landfall/backstage-plugin-fleet-common';
import type { Clock } from '@landfall/backstage-plugin-fleet-node';
import type { Knex } from 'knex';
import { bulkInsert } from '../database/dialect';
import { applyToKnown } from './amend';
import { check, isIdentifier, type Checked } from './check';
import { ALL_TIME, insertMarks, marksFor } from './marks';
import { keepAside } from './quarantine';
import {
  observationColumns,
  sharedColumns,
  toRow,
  type Recording,
} from './rows';
import { lockScope, updateScope } from './scopes';
import type { Batch, RecordResult, Refusal } from './types';

/** A transaction of ours that does nothing for so long is given up. */
const ABANDON_AFTER_MS = 15_000;
/** Longest names of sources and scopes; with the longest key they fit an index. */
const NAME_LIMIT_BYTES = 512;

async function insertNew(
  transaction: Knex,
  recording: Recording,
  firsts: readonly Checked[],
): Promise<Set<string>> {
  const inserted = await bulkInsert<{ key: string }>(transaction, {
    table: 'observations',
    columns: observationColumns,
    constants: {
      ...sharedColumns(recording),
      newest: true,
      superseded_at: null,
    },
    rows: firsts.map(checked => toRow(checked, checked.observation.version)),
    onConflict: '(source, scope, key) where newest do nothing',
    returning: ['key'],
  });
  return new Set(inserted.map(row => row.key));
}

/** Splits a batch into the first report of each key, which may be new, and the later ones. */
function splitFirsts(all: readonly Checked[]) {
  const firsts = new Map<string, Checked>();
  const later: Checked[] = [];
  for (const checked of all) {
    const { key } = checked.observation;
    if (firsts.has(key)) {
      later.push(checked);
    } else {
      firsts.set(key, checked);
    }
  }
  return { firsts: [...firsts.values()], later };
}

function checkAll(observations: readonly unknown[]) {
  const good: Checked[] = [];
  const refused: Refusal[] = [];
  for (const raw of observations) {
    const checked = check(raw);
    if ('observation' in checked) {
      good.push(checked);
    } else {
      refused.push(checked);
    }
  }
  return { ...splitFirsts(good), refused };
}

async function recordWithin(
  transaction: Knex,
  batch: Batch,
  checked: ReturnType<typeof checkAll>,
  clock: Clock,
): Promise<{ result: RecordResult; marked: boolean }> {
  const { source, scope } = batch;
  const learntBy = (now: Instant) =>
    instant(Math.min(batch.learntAt ?? now, now));
  const locked = await lockScope(transaction, {
    source,
    scope,
    now: learntBy(clock.now()),
    abandonAfterMs: ABANDON_AFTER_MS,
  });
  // Waiting for the lock may have taken a while.
  const now = clock.now();
  const recordedAt = instant(Math.max(learntBy(now), locked.recordedAt));
  const recording = { source, scope, recordedAt };

  const added = await insertNew(transaction, recording, checked.firsts);
  const isNew = ({ observation }: Checked) => added.has(observation.key);
  const applied = await applyToKnown(transaction, recording, [
    ...checked.firsts.filter(first => !isNew(first)),
    ...checked.later,
  ]);
  const refused = [...checked.refused, ...applied.refused];
  const marks = [
    ...checked.firsts
      .filter(isNew)
      .flatMap(first => marksFor(first, first.observation.at)),
    ...applied.marks,
  ];
  if (refused.length > 0) {
    await keepAside(transaction, {
      source,
      scope,
      refusals: refused,
      at: recordedAt,
    });
  }
  if (marks.length > 0) {
    await insertMarks(transaction, {
      // What was derived before knew nothing of such a past.
      marks:
        recordedAt < now
          ? marks.map(mark => ({ ...mark, earliest: ALL_TIME }))
          : marks,
      at: instant(Math.max(now, recordedAt)),
    });
  }
  const cursor =
    batch.cursor === undefined ? locked.cursor : JSON.stringify(batch.cursor);
  const changes = added.size + applied.amended + refused.length;
  if (changes > 0 || cursor !== locked.cursor) {
    await updateScope(transaction, {
      ...recording,
      cursor,
      added: added.size,
      refused: refused.length,
    });
  }
  return {
    result: {
      added: added.size,
      amended: applied.amended,
      unchanged: applied.unchanged,
      refused,
    },
    marked: marks.length > 0,
  };
}

/**
 * Records a batch in one transaction.
 *
 * @returns what it came to, and whether it left marks.
 * @throws Error when the source or the scope has a name that cannot be stored, or the database fails; then nothing was
 * recorded.
 */
export async function recordBatch(
  database: Knex,
  batch: Batch,
  clock: Clock,
): Promise<{ result: RecordResult; marked: boolean }> {
  for (const name of [batch.source, batch.scope]) {
    if (name === '' || !isIdentifier(name, NAME_LIMIT_BYTES)) {
      throw new Error(
        `Not a name for a source or a scope: ${JSON.stringify(name)}`,
      );
    }
  }
  // Before the transaction, so that the scope is locked only as long as the database needs.
  const checked = checkAll(batch.observations);
  return database.transaction(transaction =>
    recordWithin(transaction, batch, checked, clock),
  );
}
