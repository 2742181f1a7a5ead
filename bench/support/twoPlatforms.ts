/** Services on Helios and on Kubernetes, recorded through the ledger and derived as in a portal, on a database of their own. */
import { stringifyEntityRef, type Entity } from '@backstage/catalog-model';
import { ConfigReader } from '@backstage/config';
import {
  instant,
  migrationDefinitionSchema,
} from '@landfall/backstage-plugin-fleet-common';
import type { ObservationInput } from '@landfall/backstage-plugin-fleet-node';
import knexFactory, { type Knex } from 'knex';
import type { Ledger } from '../../plugins/fleet-backend/src/ledger/types';
import { syncDefinitions } from '../../plugins/fleet-backend/src/projections/migrations/definitions';
import type { Projector } from '../../plugins/fleet-backend/src/projections/projector';
import { fleetSection } from './company';
import { derivingFrom } from './deriving';

const BATCH_SIZE = 500;
const HOUR = 3_600_000;
const BEGINNING = Date.UTC(2026, 0, 5, 9);
const PLATFORMS = ['helios', 'kubernetes'] as const;
const SCOPE = 'prod-eu';

/** A database with services on two platforms. */
export interface TwoPlatforms {
  database: Knex;
  ledger: Ledger;
  projector: Projector;
  /** How many observations were recorded, each version counted. */
  versions: number;
  /** Records, a second after the last, that one service has so many instances ready on Kubernetes. */
  observe(service: number, ready: number): Promise<void>;
  stop(): Promise<void>;
}

/** Creates a database with so many services, whose targets changed so many times each. */
export async function seedTwoPlatforms(options: {
  /** Of the server. */
  url: string;
  name: string;
  services: number;
  changes: number;
}): Promise<TwoPlatforms> {
  const { services, changes } = options;
  const database = await createDatabase(options);
  let time = BEGINNING;
  let version = 0;
  const clock = { now: () => instant(time) };
  const { ledger, projector } = await derivingFrom({
    ...{ database, clock },
    config: new ConfigReader({ fleet: fleetSection }),
    entities: entitiesOf(services),
  });
  await defineMigration(database, { ledger, now: clock.now() });
  const record = async (
    platform: string,
    observations: readonly ObservationInput[],
  ) => {
    for (let from = 0; from < observations.length; from += BATCH_SIZE) {
      await ledger.record({
        source: platform,
        scope: SCOPE,
        observations: observations.slice(from, from + BATCH_SIZE),
      });
    }
  };
  await addScopes(database, time);
  for (let change = 0; change < changes; change++) {
    time += 2 * HOUR;
    version += 1;
    // Somebody looks all the while.
    await database('source_scopes').update({ last_complete: time });
    for (const platform of PLATFORMS) {
      const given = { platform, version, time, ready: 1 + (change % 3) };
      await record(platform, presencesOf(services, given));
    }
  }
  await projector.settle();
  await database.raw('vacuum analyze');
  return {
    database,
    ledger,
    projector,
    versions: services * changes * PLATFORMS.length,
    async observe(service, ready) {
      time += 1_000;
      version += 1;
      const platform = 'kubernetes';
      await record(platform, [
        presence({ platform, service, version, time, ready }),
      ]);
    },
    stop: () => database.destroy(),
  };
}

function presencesOf(
  services: number,
  given: Omit<Parameters<typeof presence>[0], 'service'>,
): ObservationInput[] {
  return Array.from({ length: services }, (_, service) =>
    presence({ ...given, service }),
  );
}

async function createDatabase(options: {
  url: string;
  name: string;
}): Promise<Knex> {
  const admin = knexFactory({ client: 'pg', connection: options.url });
  await admin.raw('create database ??', [options.name]);
  await admin.destroy();
  const own = new URL(options.url);
  own.pathname = `/${options.name}`;
  return knexFactory({ client: 'pg', connection: own.toString() });
}

function entitiesOf(services: number): Entity[] {
  const team: Entity = {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Group',
    metadata: { name: 'platform', namespace: 'default' },
    spec: { type: 'team', children: [] },
  };
  return [
    team,
    ...Array.from({ length: services }, (_, index) => ({
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Component',
      metadata: {
        name: `service-${index}`,
        namespace: 'default',
        annotations: { 'backstage.io/kubernetes-id': `service-${index}` },
      },
      spec: { type: 'service', lifecycle: 'production', owner: 'platform' },
      relations: [{ type: 'ownedBy', targetRef: stringifyEntityRef(team) }],
    })),
  ];
}

async function defineMigration(
  database: Knex,
  rest: Pick<Parameters<typeof syncDefinitions>[1], 'ledger' | 'now'>,
): Promise<void> {
  await syncDefinitions(database, {
    ...rest,
    given: [
      {
        definition: migrationDefinitionSchema.parse({
          id: 'helios-to-kubernetes',
          title: 'Helios to Kubernetes',
          template: 'helios-to-kubernetes',
          owner: 'group:default/platform',
          start: '2026-01-01',
          target: '2026-12-31',
        }),
        origin: 'configuration',
        demo: false,
      },
    ],
  });
}

function presence(given: {
  platform: string;
  service: number;
  version: number;
  time: number;
  ready: number;
}): ObservationInput {
  const { platform, service, version, time, ready } = given;
  const name = `service-${service}`;
  return {
    kind: 'presence',
    key: `presence/${name}`,
    version,
    at: BEGINNING,
    ended: false,
    endedAt: null,
    target: {
      platform,
      cluster: SCOPE,
      namespace: 'shop',
      workloadKind: 'Deployment',
      workload: name,
    },
    body: {
      images: [
        { container: 'main', reference: `registry.example/shop/${name}:1.0` },
      ],
      desired: 3,
      ready,
      since: time,
      paused: false,
      incarnation: `${platform}-${service}`,
      labels: { 'backstage.io/kubernetes-id': name },
      annotations: {},
    },
  };
}

async function addScopes(database: Knex, now: number): Promise<void> {
  await database('source_scopes').insert(
    PLATFORMS.map(source => ({
      source,
      scope: SCOPE,
      mode: 'watch',
      interval_seconds: 3600,
      configured: true,
      last_success: now,
      last_attempt: now,
      last_complete: now,
      complete: true,
      problems: '[]',
      consecutive_failures: 0,
    })),
  );
}
