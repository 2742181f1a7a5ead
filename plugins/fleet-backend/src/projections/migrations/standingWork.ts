import type { Instant } from '@landfall/backstage-plugin-fleet-common';
import type { Knex } from 'knex';
import { among, forUpdate } from '../../database/dialect';
import type { Mark } from '../../ledger/types';
import { FROM_SCRATCH } from '../context';
import type { AttributionRow } from '../tables';
import type { StandingWork } from './projectStandings';

/**
 * The services whose standings may be different: those that are touched, and whoever has or had a target of which something was recorded. Most of
 * what is recorded of a target is no rollout, and changes no deployment.
 */
export async function standingWork(
  transaction: Knex.Transaction,
  options: {
    targets: ReadonlyMap<string, Instant>;
    services: readonly { service: string; from: Instant | null }[];
    /** The marks that this round works off. */
    marks: readonly Pick<Mark, 'id'>[];
  },
): Promise<StandingWork[]> {
  const { targets, services, marks } = options;
  const scratch = new Map<string, boolean>();
  const add = (service: string, fromScratch: boolean) =>
    scratch.set(service, fromScratch || (scratch.get(service) ?? false));
  for (const { service, from } of services) add(service, from === FROM_SCRATCH);
  if (targets.size > 0) {
    const rows: Pick<AttributionRow, 'target' | 'service'>[] =
      await transaction('attributions')
        .distinct('target', 'service')
        .where(among(transaction, 'target', [...targets.keys()]))
        .whereNotNull('service');
    for (const { target, service } of rows) {
      add(service ?? '', targets.get(target) === FROM_SCRATCH);
    }
  }
  const deferred = await deferredOf(transaction, {
    services: [...scratch].flatMap(([service, is]) => (is ? service : [])),
    marks,
  });
  return [...scratch]
    .filter(([service]) => !deferred.has(service))
    .map(([service, fromScratch]) => ({ service, fromScratch }))
    .sort((a, b) => (a.service < b.service ? -1 : 1));
}

/**
 * Those that a mark of their own, which waits, has derived from the beginning anyway: a rebuild marks services after their targets, and reading all that
 * was learnt of one once is enough. The mark is held, so that nobody works it off before this round is written.
 */
async function deferredOf(
  transaction: Knex.Transaction,
  options: { services: readonly string[]; marks: readonly Pick<Mark, 'id'>[] },
): Promise<Set<string>> {
  if (options.services.length === 0) return new Set();
  const rows: { id: number | string; service: string }[] = await forUpdate(
    transaction('dirty')
      .where(among(transaction, 'service', options.services))
      .where('earliest', FROM_SCRATCH)
      .orderBy('id')
      .select('id', 'service'),
    { transaction, skipLocked: true },
  );
  const own = new Set(options.marks.map(({ id }) => id));
  const held = new Set(
    rows.filter(({ id }) => own.has(Number(id))).map(({ service }) => service),
  );
  return new Set(
    rows.map(({ service }) => service).filter(service => !held.has(service)),
  );
}
