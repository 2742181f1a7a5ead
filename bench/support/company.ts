/** A company of 200 services in five teams of 40, and its history, recorded through the ledger and projected as in a portal. */
import {
  DEFAULT_NAMESPACE,
  stringifyEntityRef,
  type Entity,
} from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { mockServices } from '@backstage/backend-test-utils';
import { instant } from '@landfall/backstage-plugin-fleet-common';
import type { ObservationInput } from '@landfall/backstage-plugin-fleet-node';
import type { Knex } from 'knex';
import { readFleetConfig } from '../../plugins/fleet-backend/src/config';
import { applyMigrations } from '../../plugins/fleet-backend/src/database/migrate';
import { syncCatalog } from '../../plugins/fleet-backend/src/directory/catalog';
import { createLedger } from '../../plugins/fleet-backend/src/ledger/ledger';
import { Projector } from '../../plugins/fleet-backend/src/projections/projector';
import { followDirectory } from '../../plugins/fleet-backend/src/projections/reattribute';
import { ConfigReader } from '@backstage/config';

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
  const teams = Array.from({ length: TEAMS }, (_, index) => ({
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Group',
    metadata: { name: `team-${index}`, namespace: DEFAULT_NAMESPACE },
    spec: { type: 'team', children: [] },
  }));
  const services = Array.from({ length: SERVICES }, (_, index) => ({
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: {
      name: `service-${index}`,
      namespace: DEFAULT_NAMESPACE,
      annotations: { 'backstage.io/kubernetes-id': `service-${index}` },
    },
    spec: {
      type: 'service',
      lifecycle: 'production',
      owner: `team-${index % TEAMS}`,
    },
    relations: [
      {
        type: 'ownedBy',
        targetRef: stringifyEntityRef(teams[index % TEAMS]),
      },
    ],
  }));
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
  await applyMigrations(database);
  const ledger = createLedger({ database, clock });
  const { value: config } = readFleetConfig({
    config: new ConfigReader({ fleet: fleetSection }),
    sources: [],
  });
  const projector = new Projector({
    database,
    ledger,
    clock,
    logger: mockServices.rootLogger(),
    zone: config.timeZone,
  });
  await syncCatalog({
    demo: false,
    database,
    clock,
    config,
    catalog: catalogServiceMock({ entities: companyEntities() }),
    auth: mockServices.auth(),
    stored: async (transaction, change) => {
      await followDirectory(transaction, { change, config, ledger, now });
    },
    committed: () => {},
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
