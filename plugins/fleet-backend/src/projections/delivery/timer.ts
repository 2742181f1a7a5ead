import type { Instant } from '@landfall/backstage-plugin-fleet-common';
import type { Knex } from 'knex';
import type { Ledger } from '../../ledger/types';

/** So that no transaction grows without end; what is left is marked the next time. */
const LIMIT = 500;

/** Marks the services whose numbers time has changed. Harmless when several replicas do it at once: a mark too many derives the same again. */
export async function markDueDelivery(options: {
  database: Knex;
  ledger: Ledger;
  now: Instant;
}): Promise<void> {
  const { database, ledger, now } = options;
  const due: { service: string }[] = await database('service_delivery')
    .whereNotNull('next_timer')
    .where('next_timer', '<=', now)
    .whereNotExists(
      database('dirty')
        .select('dirty.id')
        .whereRaw('dirty.service = service_delivery.service'),
    )
    .limit(LIMIT)
    .select('service');
  if (due.length > 0) await ledger.mark(due, now);
}
