/** A company of 200 services in five teams of 40, and its history, recorded through the ledger and projected as in a portal. */
import type { Entity } from '@backstage/catalog-model';
import { instant } from '@landfall/backstage-plugin-fleet-common';
import type { ObservationInput } from '@landfall/backstage-plugin-fleet-node';
import type { Knex } from 'knex';
import { ConfigReader } from '@backstage/config';
import { derivingFrom } from './deriving';
import { serviceEntity, teamEntity } from './entities';

const TEAMS = 5;
const SERVICES = 200;
const BATCH_SIZE = 500;
const DAY = 86_400_000;

/** The section `fleet` of the configuration. */
export const fleetSection = {
  environments: [
    { name: 'production', production: true, match: { cluster: 'prod-*' } },
  ],
};

/** The catalog. */
export function companyEntities(): Entity[] {
  const teams = Array.from({ length: TEAMS }, (_, index) =>
    teamEntity(`team-${index}`),
  );
  const services = Array.from({ length: SERVICES }, (_, index) =>
    serviceEntity(`service-${index}`, teams[index % TEAMS]),
  );
  return [...teams, ...services];
}

/** Records the history of so many days and derives the read models. */
export async function seedCompany(options: {
  database: Knex;
  days: number;
  now: number;
}): Promise<{ observations: number; deployments: number }> {
  const { database, days } = options;
  const now = instant(options.now);
  const clock = { now: () => now };
  const { ledger, projector } = await derivingFrom({
    ...{ database, clock },
    config: new ConfigReader({ fleet: fleetSection }),
    entities: companyEntities(),
  });
  let observations = 0;
  for (const cluster of ['prod-eu', 'prod-us']) {
    const facts = [...historyOf({ cluster, days, now })];
    for (let from = 0; from < facts.length; from += BATCH_SIZE) {
      const batch = facts.slice(from, from + BATCH_SIZE);
      await ledger.record({
        source: 'kubernetes',
        scope: cluster,
        observations: batch,
      });
    }
    observations += facts.length;
  }
  await addScopes(database, now);
  await projector.settle();
  const [{ n }] = await database('deployments').count({ n: '*' });
  await database.raw('vacuum analyze');
  return { observations, deployments: Number(n) };
}

/** What a cluster's source would have reported: every service deploys every other day; every third runs in both clusters. */
function* historyOf(options: {
  cluster: string;
  days: number;
  now: number;
}): Generator<ObservationInput> {
  const { cluster, days, now } = options;
  for (let service = 0; service < SERVICES; service++) {
    if (cluster === 'prod-us' && service % 3 > 0) continue;
    const target = {
      platform: 'kubernetes',
      cluster,
      namespace: `team-${service % TEAMS}`,
      workloadKind: 'Deployment',
      workload: `service-${service}`,
    };
    const incarnation = `${cluster}-${service}`;
    const first = now - days * DAY + service * 60_000;
    const count = Math.floor(days / 2);
    const images = (revision: number) => [
      {
        container: 'main',
        reference: `registry.example/shop/service-${service}:1.${revision}.0`,
      },
    ];
    yield {
      kind: 'presence',
      key: `presence/${incarnation}`,
      version: 1,
      at: first,
      ended: false,
      endedAt: null,
      target,
      body: {
        images: images(count),
        desired: 3,
        ready: 3,
        since: first,
        paused: false,
        incarnation,
        labels: { 'backstage.io/kubernetes-id': `service-${service}` },
        annotations: {},
      },
    };
    for (let revision = 1; revision <= count; revision++) {
      const at = first + (revision - 1) * 2 * DAY;
      yield {
        kind: 'rollout',
        key: `rollout/${incarnation}/${revision}`,
        version: revision,
        at,
        ended: true,
        endedAt: at + 90_000,
        target,
        body: {
          images: images(revision),
          configuration: 'c0ffee'.repeat(10),
          outcome: revision % 15 === 0 ? 'failed' : 'succeeded',
          overdueSince: null,
          crashLoopingSince: null,
          reason: '',
          revision,
          incarnation,
          facts: { revision: String(revision) },
        },
      };
    }
  }
}

/** The looks that the source would have had. */
async function addScopes(database: Knex, now: number): Promise<void> {
  await database('sources').insert({
    id: 'kubernetes',
    title: 'Kubernetes',
    observes: '["presence","rollout"]',
    demo: false,
    problems: '[]',
  });
  await database('source_scopes').insert(
    ['prod-eu', 'prod-us'].map(scope => ({
      source: 'kubernetes',
      scope,
      mode: 'watch',
      interval_seconds: 3600,
      configured: true,
      last_success: now,
      last_attempt: now,
      complete: true,
      problems: '[]',
      consecutive_failures: 0,
    })),
  );
}
