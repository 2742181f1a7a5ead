/** What time brings: standings that are due, and gaps in looking that began or ended, are marked to be derived again. */
import type { Instant } from '@landfall/backstage-plugin-fleet-common';
import type { Knex } from 'knex';
import { targetKey } from '@landfall/backstage-plugin-fleet-node';
import { among, forUpdate } from '../../database/dialect';
import type { Ledger } from '../../ledger/types';
import { FROM_SCRATCH } from '../context';
import { scopeKey } from './scopeFacts';

/** So that no transaction grows without end; what is left is marked the next time. */
const LIMIT = 500;
/** What was learnt longer ago is not among what is folded anew; see `projectStandings.ts`. */
const LATE_MS = 5 * 60_000;

/**
 * Marks what is due. Harmless when several replicas do it at once: a mark too many derives the same again.
 *
 * @returns whether anything was marked.
 */
export async function markDue(options: {
  database: Knex;
  ledger: Ledger;
  now: Instant;
}): Promise<boolean> {
  const { database, now } = options;
  const due: { service: string }[] = await database('standings')
    .distinct('service')
    .where('next_timer', '<=', now)
    .whereNotExists(
      database('dirty')
        .select('dirty.id')
        .whereRaw('dirty.service = standings.service'),
    )
    .limit(LIMIT);
  if (due.length > 0) await options.ledger.mark(due, now);
  return (await markAfterGaps(options)) || due.length > 0;
}

interface UntoldGap {
  id: number;
  source: string;
  scope: string;
  from_at: number | string | null;
  to_at: number | string | null;
}

/** Whether it tells of a scope, for the first time, that it was looked at long before: made-up data may. */
function isOfThePast({ from_at, to_at }: UntoldGap, now: Instant): boolean {
  return from_at === null && to_at !== null && Number(to_at) < now - LATE_MS;
}

/** When a gap begins or ends, what rests on the scope is derived again: what was pending begins anew. */
async function markAfterGaps(options: {
  database: Knex;
  ledger: Ledger;
  now: Instant;
}): Promise<boolean> {
  const { database, ledger, now } = options;
  const untold = database('scope_gaps').where('told', false);
  if ((await untold.clone().limit(1)).length === 0) return false;
  return database.transaction(async transaction => {
    const gaps: UntoldGap[] = await forUpdate(
      transaction('scope_gaps')
        .where('told', false)
        .select('id', 'source', 'scope', 'from_at', 'to_at')
        .orderBy('id')
        .limit(LIMIT),
      { transaction, skipLocked: true },
    );
    if (gaps.length === 0) return false;
    const services = await servicesOf(transaction, { ledger, gaps });
    await ledger.within(transaction).mark(services, now);
    // What was derived before knew nothing of it.
    const past = gaps.filter(gap => isOfThePast(gap, now));
    const behind = await servicesOf(transaction, { ledger, gaps: past });
    await ledger.within(transaction).mark(behind, FROM_SCRATCH);
    await transaction('scope_gaps')
      .whereIn(
        'id',
        gaps.map(({ id }) => id),
      )
      .update({ told: true });
    return services.length > 0;
  });
}

/** Who ever was seen in scopes, or whose traffic they tell. */
async function servicesOf(
  transaction: Knex.Transaction,
  options: {
    ledger: Ledger;
    gaps: readonly { source: string; scope: string }[];
  },
): Promise<{ service: string }[]> {
  const places = new Map(
    options.gaps.map(({ source, scope }) => [
      scopeKey({ source, scope }),
      { source, scope },
    ]),
  );
  const targets = new Set<string>();
  const services = new Set<string>();
  const ledger = options.ledger.within(transaction);
  for (const place of places.values()) {
    const seen = await ledger.targetsToldBy({ ...place, kind: 'presence' });
    seen.forEach(target => targets.add(target));
    for await (const told of ledger.open({ ...place, kind: 'traffic' })) {
      if (told.target) targets.add(targetKey(told.target));
      else if (told.service) services.add(told.service);
    }
  }
  const owners: string[] = await transaction('attributions')
    .where(among(transaction, 'target', [...targets]))
    .whereNotNull('service')
    .distinct()
    .pluck('service');
  owners.forEach(owner => services.add(owner));
  return [...services].sort().map(service => ({ service }));
}
