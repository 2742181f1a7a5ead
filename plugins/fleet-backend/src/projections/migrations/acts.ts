import { instant } from '@landfall/backstage-plugin-fleet-common';
import type { Knex } from 'knex';
import type { Ledger } from '../../ledger/types';
import type { MigrationActRow } from '../tables';

/** Records an act within a transaction, and marks its service to be derived again. */
export async function recordAct(
  transaction: Knex.Transaction,
  options: { act: MigrationActRow; ledger: Pick<Ledger, 'within'> },
): Promise<void> {
  const { act, ledger } = options;
  await transaction('migration_acts').insert(act);
  await ledger
    .within(transaction)
    .mark([{ service: act.service }], instant(Number(act.recorded_at)));
}
