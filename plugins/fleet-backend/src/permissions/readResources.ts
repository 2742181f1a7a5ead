import type { Knex } from 'knex';
import type {
  ServiceRow,
  TargetRow,
  TeamAncestorRow,
} from '../projections/tables';
import type { FleetServiceResource } from './resource';

/** Services as rules look at them, in the order of the references; undefined where there is none. */
export async function readServiceResources(
  database: Knex,
  refs: readonly string[],
): Promise<(FleetServiceResource | undefined)[]> {
  const lower = refs.map(ref => ref.toLowerCase());
  const [services, above, places] = await Promise.all([
    database<ServiceRow>('services')
      .select('ref', 'owner', 'system')
      .whereIn('ref', lower),
    database('team_ancestors as a')
      .join('services as s', 's.owner', 'a.team')
      .whereIn('s.ref', lower)
      .select<(Pick<TeamAncestorRow, 'ancestor'> & { ref: string })[]>(
        's.ref',
        'a.ancestor',
      ),
    database<TargetRow>('targets')
      .select('service', 'platform', 'cluster')
      .whereIn('service', lower)
      .whereNull('gone_at'),
  ]);
  const byRef = new Map(services.map(service => [service.ref, service]));
  return lower.map(ref => {
    const service = byRef.get(ref);
    return (
      service && {
        ref,
        owners: [
          ...new Set([
            ...(service.owner === null ? [] : [service.owner]),
            ...above.filter(row => row.ref === ref).map(row => row.ancestor),
          ]),
        ],
        system: service.system,
        places: places
          .filter(place => place.service === ref)
          .map(({ platform, cluster }) => ({ platform, cluster })),
      }
    );
  });
}
