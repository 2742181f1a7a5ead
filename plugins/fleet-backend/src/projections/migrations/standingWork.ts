import type { Instant } from '@landfall/backstage-plugin-fleet-common';
import type { Knex } from 'knex';
import { among } from '../../database/dialect';
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
  },
): Promise<StandingWork[]> {
  const { targets, services } = options;
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
  return [...scratch]
    .map(([service, fromScratch]) => ({ service, fromScratch }))
    .sort((a, b) => (a.service < b.service ? -1 : 1));
}
