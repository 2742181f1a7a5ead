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
    /** Whether what a waiting mark derives anyway is left to it. */
    defer: boolean;
  },
): Promise<StandingWork[]> {
  const { targets, services, marks, defer } = options;
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
    services: [...scratch].flatMap(([service, is]) =>
      is && defer ? service : [],
    ),
    marks,
  });
  return [...scratch]
    .filter(([service]) => !deferred.has(service))
    .map(([service, fromScratch]) => ({ service, fromScratch }))
    .sort((a, b) => (a.service < b.service ? -1 : 1));
}

/**
 * Those that a mark which waits has derived from the beginning anyway, their own or one of a target that they have or had: a rebuild marks all of
 * these, and reading all that was learnt of a service once is enough. The marks are held, so that nobody works them off before this round is written.
 */
async function deferredOf(
  transaction: Knex.Transaction,
  options: { services: readonly string[]; marks: readonly Pick<Mark, 'id'>[] },
): Promise<Set<string>> {
  const { services } = options;
  if (services.length === 0) return new Set();
  const owned: Pick<AttributionRow, 'target' | 'service'>[] = await transaction(
    'attributions',
  )
    .distinct('target', 'service')
    .where(among(transaction, 'service', services));
  const rows: {
    id: number | string;
    target: string | null;
    service: string | null;
  }[] = await forUpdate(
    transaction('dirty')
      .where('earliest', FROM_SCRATCH)
      .where(about =>
        about
          .where(among(transaction, 'service', services))
          .orWhere(
            among(transaction, 'target', [
              ...new Set(owned.map(({ target }) => target)),
            ]),
          ),
      )
      .orderBy('id')
      .select('id', 'target', 'service'),
    { transaction, skipLocked: true },
  );
  const own = new Set(options.marks.map(({ id }) => id));
  const waiting = rows.filter(({ id }) => !own.has(Number(id)));
  const targets = new Set(waiting.flatMap(({ target }) => target ?? []));
  return new Set([
    ...waiting.flatMap(({ service }) => service ?? []),
    ...owned.flatMap(({ target, service }) =>
      targets.has(target) ? service ?? [] : [],
    ),
  ]);
}
