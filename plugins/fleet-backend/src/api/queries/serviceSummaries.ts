import type {
  ServiceSummary,
  WindowDays,
} from '@landfall/backstage-plugin-fleet-common';
import type { Knex } from 'knex';
import type { ServiceTellerRow } from '../../projections/delivery/tables';
import type { ScopeKey } from '../../sources/tables';
import {
  frequencyOf,
  lastDeploymentOf,
  type DetailedService,
} from './listedServices';
import type { KnownScopes } from './scopes';
import { tellersNow } from './tellers';
import {
  attentionOf,
  targetColumns,
  toTarget,
  type ListedTargetRow,
} from './wire';

const MAX_TARGETS = 20;

/** Completes a page of services: one statement, however many services there are, and another one where no source sees some of them. */
export async function readServiceSummaries(
  database: Knex,
  options: {
    services: readonly DetailedService[];
    scopes: KnownScopes;
    window: WindowDays;
  },
): Promise<ServiceSummary[]> {
  const { services, scopes, window } = options;
  const targets = await readTargets(
    database,
    services.map(service => service.ref),
  );
  const seenBy = (ref: string): ScopeKey[] =>
    (targets.get(ref) ?? []).filter(row => row.gone_at === null);
  const tellers = await readTellers(
    database,
    services.flatMap(({ ref }) => (seenBy(ref).length === 0 ? ref : [])),
  );
  return services.map(service => {
    const rows = targets.get(service.ref) ?? [];
    const shown = rows.filter(row => Number(row.place) <= MAX_TARGETS);
    const keys = seenBy(service.ref);
    const freshness = scopes.worst(
      keys.length > 0
        ? keys
        : tellers.filter(teller => teller.service === service.ref),
    );
    return {
      ref: service.ref,
      title: service.title,
      owner:
        service.owner === null
          ? null
          : { ref: service.owner, title: service.owner_title ?? service.owner },
      system: service.system,
      readiness: service.readiness as ServiceSummary['readiness'],
      targets: shown.map(row => toTarget(row, scopes.get(row).state)),
      targetCount: Number(shown[0]?.alike ?? 0),
      lastDeployment: lastDeploymentOf(service),
      frequency: frequencyOf(service, window),
      attention: attentionOf(service.attention, {
        state: freshness,
        seen: keys.length > 0,
      }),
      freshness,
    };
  });
}

/** What told of services that nothing sees now: what is known of them is as fresh as that. */
async function readTellers(
  database: Knex,
  services: readonly string[],
): Promise<ServiceTellerRow[]> {
  return services.length === 0
    ? []
    : tellersNow(database).select('w.*').whereIn('w.service', services);
}

type RankedTargetRow = ListedTargetRow & {
  /** Production first, what is gone last. */
  place: number | string;
  /** How many are there, or how many are gone. */
  alike: number | string;
};

/**
 * Targets by service: the first {@link MAX_TARGETS}, and one more of each scope that would be left out, so that all that a service rests on is known.
 * Those that are gone come only where nothing else is left.
 */
async function readTargets(
  database: Knex,
  services: readonly string[],
): Promise<Map<string, RankedTargetRow[]>> {
  const gone = 'case when gone_at is null then 0 else 1 end';
  const order = `case when production then 0 else 1 end, target`;
  const ranked = database('targets')
    .select(
      ...targetColumns,
      database.raw(
        `row_number() over (partition by service order by ${gone}, ${order}) as place`,
      ),
      database.raw(
        `row_number() over (partition by service, source, scope, ${gone} order by ${order}) as place_in_scope`,
      ),
      database.raw(`count(*) over (partition by service, ${gone}) as alike`),
      database.raw(`min(${gone}) over (partition by service) as all_gone`),
    )
    .whereIn('service', services);
  const rows: RankedTargetRow[] = await database
    .select('*')
    .from(ranked.as('ranked'))
    .where(some =>
      some.where('place', '<=', MAX_TARGETS).orWhere('place_in_scope', 1),
    )
    .andWhere(there => there.whereNull('gone_at').orWhere('all_gone', 1))
    .orderBy(['service', 'place']);
  const groups = new Map<string, RankedTargetRow[]>();
  for (const row of rows) {
    const group = groups.get(row.service ?? '');
    if (group) group.push(row);
    else groups.set(row.service ?? '', [row]);
  }
  return groups;
}
