/**
 * The ledger holds what sources observed; all that is shown is derived from it. It guarantees: recording is idempotent on (source, scope,
 * key); a batch, the cursor of its source and the marks of what it touched become durable together or not at all; no version
 * is ever changed or lost, so that "as of then" has the same answer for ever (but for a source that is forgotten).
 */
import type { Clock } from '@landfall/backstage-plugin-fleet-node';
import type { Knex } from 'knex';
import { forgetSource } from './forget';
import { insertMarks } from './marks';
import { createReads } from './reads';
import { recordBatch } from './record';
import type { Ledger, LedgerWithin } from './types';

/** What a ledger needs. */
export interface LedgerOptions {
  /** With the migrations applied. */
  database: Knex;
  /** Tells when something was learnt. */
  clock: Clock;
}

function createWithin(database: Knex, clock: Clock): LedgerWithin {
  return {
    ...createReads(database),
    mark: (subjects, earliest) =>
      insertMarks(database, {
        marks: subjects.map(subject => ({ subject, earliest })),
        at: clock.now(),
      }),
  };
}

/** The ledger on a database. */
export function createLedger({ database, clock }: LedgerOptions): Ledger {
  const listeners = new Set<() => void>();
  const notify = () => listeners.forEach(listener => listener());
  const outside = createWithin(database, clock);
  return {
    ...outside,
    record: async batch => {
      const { result, marked } = await recordBatch(database, batch, clock);
      if (marked) {
        notify();
      }
      return result;
    },
    mark: async (subjects, earliest) => {
      await outside.mark(subjects, earliest);
      notify();
    },
    forget: async source => {
      await forgetSource(database, { source, clock });
      notify();
    },
    within: transaction => createWithin(transaction, clock),
    onMarked: listener => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
}
