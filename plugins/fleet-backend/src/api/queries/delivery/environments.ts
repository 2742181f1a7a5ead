import type { EnvironmentUse } from '@landfall/backstage-plugin-fleet-common';
import type { Knex } from 'knex';
import {
  isRestricted,
  whereVisible,
  type Visibility,
} from '../../../permissions/visibility';
import type {
  KeptCiEnvironment,
  ServiceDeliveryRow,
} from '../../../projections/delivery/tables';
import { fromJson } from '../wire';

const MAX_ENVIRONMENTS = 500;
const MAX_NAMED = 20;

/** How much is in each environment, of what the caller may see: two statements. */
export async function listEnvironments(
  database: Knex,
  { visibility }: { visibility: Visibility },
): Promise<EnvironmentUse> {
  const restricted = isRestricted(visibility);
  const targets = database('targets as t')
    .whereNull('t.gone_at')
    .groupBy('t.environment')
    .select('t.environment')
    .count({ n: '*' });
  const delivered = database('service_delivery as k').join(
    'services as s',
    's.ref',
    'k.service',
  );
  if (restricted) {
    // Whose a target is that belongs to no service, nobody knows.
    targets.join('services as s', 's.ref', 't.service');
    whereVisible(targets, { visibility, services: 's' });
    whereVisible(delivered, { visibility, services: 's' });
  }
  const [counted, kept] = await Promise.all([
    targets as unknown as Promise<
      { environment: string | null; n: number | string }[]
    >,
    delivered
      .whereNot('k.ci_environments', '[]')
      .select('k.ci_environments') as Promise<
      Pick<ServiceDeliveryRow, 'ci_environments'>[]
    >,
  ]);
  const byName = new Map<string, { targets: number; ciEnvironments: number }>();
  const of = (name: string) => {
    const known = byName.get(name) ?? { targets: 0, ciEnvironments: 0 };
    byName.set(name, known);
    return known;
  };
  let unmappedTargets = 0;
  for (const { environment, n } of counted) {
    if (environment === null) unmappedTargets = Number(n);
    else of(environment).targets = Number(n);
  }
  const unmapped: { origin: string; environment: string }[] = [];
  for (const [origin, name, environment] of distinct(kept)) {
    if (environment === null) unmapped.push({ origin, environment: name });
    else of(environment).ciEnvironments++;
  }
  return {
    environments: [...byName]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .slice(0, MAX_ENVIRONMENTS)
      .map(([name, use]) => ({ name, ...use })),
    unmapped: {
      targets: unmappedTargets,
      ciEnvironments: unmapped.length,
      named: unmapped.slice(0, MAX_NAMED),
    },
    restricted,
  };
}

/** Each environment of a repository or job once, whatever services share it. */
function distinct(
  rows: readonly Pick<ServiceDeliveryRow, 'ci_environments'>[],
): KeptCiEnvironment[] {
  const all = rows.flatMap(row =>
    fromJson<KeptCiEnvironment[]>(row.ci_environments),
  );
  const byText = new Map(all.map(one => [JSON.stringify(one), one]));
  return [...byText].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
}
