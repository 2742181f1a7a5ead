import { instant, type Instant } from '@landfall/backstage-plugin-fleet-common';
import type { Knex } from 'knex';
import { rawRows, recordset } from '../../database/dialect';

/**
 * When services were first seen in the catalog. Those that the first look at it found were there before: of them nobody knows.
 */
export async function readRegistrations(
  transaction: Knex.Transaction,
  services: readonly string[],
): Promise<Map<string, Instant>> {
  const first: { recorded_at: number | string } | undefined = await transaction(
    'catalog_history',
  )
    .orderBy('id')
    .first('recorded_at');
  if (!first) return new Map();
  const { sql, bindings } = recordset(
    transaction,
    { service: 'text' },
    services.map(service => ({ service })),
  );
  const rows = await rawRows<{ service: string; at: number | string | null }>(
    transaction,
    `select given.service as service, (
       select h.recorded_at from catalog_history h
       where h.service = given.service order by h.id limit 1
     ) as at from ${sql}`,
    bindings,
  );
  return new Map(
    rows.flatMap(({ service, at }) =>
      at === null || Number(at) <= Number(first.recorded_at)
        ? []
        : [[service, instant(Number(at))]],
    ),
  );
}
