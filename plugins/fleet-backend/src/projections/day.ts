import type { Instant } from '@landfall/backstage-plugin-fleet-common';
import type { Knex } from 'knex';
import { forUpdate } from '../database/dialect';
import type { Ledger } from '../ledger/types';
import { readState, writeState, type ProjectionState } from './state';
import type { ServiceStateRow } from './tables';

/**
 * "Time passes too: windows slide without a new observation." When a day begins, or the portal's zone has changed, this marks all
 * services, once among all replicas.
 */
export async function slideWindows(options: {
  database: Knex;
  ledger: Ledger;
  now: Instant;
  today: ProjectionState['day'];
}): Promise<void> {
  const { database, ledger, today, now } = options;
  await database.transaction(async transaction => {
    await forUpdate(
      transaction('projection_state').select('name').where({ name: 'day' }),
      { transaction },
    );
    const known = await readState(transaction, 'day');
    if (known?.day === today.day && known.zone === today.zone) {
      return;
    }
    const rows: Pick<ServiceStateRow, 'service'>[] = await transaction(
      'service_state',
    )
      .select('service')
      .orderBy('service');
    await ledger.within(transaction).mark(rows, now);
    await writeState(transaction, 'day', today);
  });
}
