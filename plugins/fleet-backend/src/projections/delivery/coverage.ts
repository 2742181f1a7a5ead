/**
 * Since when tools that tell nothing while nothing happens have been looked at: what they could tell and did not is zero since then, and not missing.
 */
import { instant, type Instant } from '@landfall/backstage-plugin-fleet-common';
import type {
  ObservationKind,
  ScopeCoverage,
} from '@landfall/backstage-plugin-fleet-node';
import type { Knex } from 'knex';
import { forUpdate } from '../../database/dialect';
import type { Ledger } from '../../ledger/types';
import { readState, writeState } from '../state';
import type { JsonColumn, ServiceStateRow } from '../tables';

/** What one scope covers, and since when it was looked at completely. */
export interface Coverage extends ScopeCoverage {
  since: Instant;
}

/** What the scopes cover that are configured and have been looked at completely. */
export async function readCoverage(database: Knex): Promise<Coverage[]> {
  const rows: {
    covers: JsonColumn<ScopeCoverage>;
    since: number | string | null;
  }[] = await database('source_scopes as s')
    .join('scope_gaps as g', gap =>
      gap.on('g.source', 's.source').on('g.scope', 's.scope'),
    )
    .where('s.configured', true)
    .whereNotNull('s.covers')
    // Before the first complete look is the first gap.
    .whereNull('g.from_at')
    .whereNotNull('g.to_at')
    .orderBy(['s.source', 's.scope'])
    .select('s.covers', 'g.to_at as since');
  return rows.map(({ covers, since }) => ({
    ...(JSON.parse(covers) as ScopeCoverage),
    since: instant(Number(since)),
  }));
}

/** Since when something that covers a service would have told of a kind; null where nothing does. */
export function coveredSince(
  coverage: readonly Coverage[],
  query: { kind: ObservationKind; origins: readonly string[] },
): Instant | null {
  const { kind, origins } = query;
  return coverage
    .filter(
      ({ kinds, originPrefix }) =>
        kinds.includes(kind) &&
        (originPrefix === null ||
          origins.some(origin => origin.startsWith(originPrefix))),
    )
    .reduce<Instant | null>(
      (least, { since }) => (least === null || since < least ? since : least),
      null,
    );
}

/** Marks all services when something else is covered than before: that is no observation, and changes their numbers. Once among all replicas. */
export async function followCoverage(options: {
  database: Knex;
  ledger: Ledger;
  now: Instant;
}): Promise<void> {
  const { database, ledger, now } = options;
  const text = JSON.stringify(await readCoverage(database));
  const before = (await readState(database, 'coverage')) ?? '[]';
  if (before === text) return;
  await database.transaction(async transaction => {
    await forUpdate(
      transaction('projection_state').select('name').where({ name: 'version' }),
      { transaction },
    );
    if ((await readState(transaction, 'coverage')) === text) return;
    const rows: Pick<ServiceStateRow, 'service'>[] = await transaction(
      'service_state',
    )
      .select('service')
      .orderBy('service');
    await ledger.within(transaction).mark(rows, now);
    await writeState(transaction, 'coverage', text);
  });
}
