import type { Instant } from '@landfall/backstage-plugin-fleet-common';
import type { Knex } from 'knex';
import { rawRows, recordset } from '../../database/dialect';

/**
 * The services whose targets were down, disturbed or operated on at the given instants or later: that changes no target, but numbers of its
 * service. What is reported all the time of targets, such as their usage, touches nobody.
 */
export async function readDisturbed(
  transaction: Knex.Transaction,
  targets: ReadonlyMap<string, Instant>,
): Promise<string[]> {
  if (targets.size === 0) {
    return [];
  }
  const { sql, bindings } = recordset(
    transaction,
    { target: 'text', earliest: 'bigint' },
    [...targets].map(([target, earliest]) => ({ target, earliest })),
  );
  const rows = await rawRows<{ service: string }>(
    transaction,
    `select distinct t.service as service from ${sql}
     join targets t on t.target = given.target
     where t.service is not null and exists (
       select 1 from observations o
       where o.target = given.target
         and o.kind in ('outage', 'operation', 'disruption')
         and o.at >= given.earliest and o.newest
     )`,
    bindings,
  );
  return rows.map(({ service }) => service);
}
