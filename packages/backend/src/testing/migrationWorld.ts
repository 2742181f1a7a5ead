/**
 * A real Helios and a real Kubernetes in each of two regions, a real Prometheus that counts requests, and the portal's real backend that watches all of
 * it: what is done to a service there is where the API must tell that it stands in its migration.
 */
import {
  migrationReviewSchema,
  standingDetailSchema,
  standingListSchema,
  type MigrationReview,
  type Standing,
  type StandingDetail,
} from '@landfall/backstage-plugin-fleet-common';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
// eslint-disable-next-line @backstage/no-undeclared-imports -- only tests import this file
import {
  createOnHelios,
  REQUESTS,
  startCluster,
  startHelios,
  startPortalBackend,
  startPrometheus,
  startTraffic,
  TRIAL_LABELS,
  waitFor,
  type Cluster,
  type Helios,
  type OnHelios,
  type PodBehaviour,
  type PortalBackend,
  type Traffic,
} from 'testbed';

/** Where a service can be. */
export const REGIONS = ['eu', 'us'] as const;
/** See {@link REGIONS}. */
export type Region = (typeof REGIONS)[number];

/** A component of the catalog. */
export interface CatalogService {
  name: string;
  /** Name of its team: `harbour`, which the guest belongs to, or `pier`. */
  owner: string;
  /** What its workloads are called; its name by default. */
  workload?: string;
}

/** The platforms of one region. */
export interface RegionWorld {
  helios: Helios;
  onHelios: OnHelios;
  cluster: Cluster;
  /** Puts a service onto Helios, in a group of its name. */
  releaseOnHelios(name: string): Promise<void>;
  /** Creates a Deployment with two pods, or changes how they behave. Waits until they are ready if they are to be. */
  runOnKubernetes(name: string, behaviour?: PodBehaviour): Promise<void>;
  removeFromKubernetes(name: string): Promise<void>;
}

/** What runs. */
export interface MigrationWorld {
  regions: Record<Region, RegionWorld>;
  traffic: Traffic;
  portal: PortalBackend;
  /** Starts the portal again after it was killed, on the same data, with further sections under `fleet`. */
  startPortal(fleet: Record<string, unknown>): Promise<void>;
  /** Replaces the components of the catalog. */
  writeCatalog(services: readonly CatalogService[]): Promise<void>;
  /** Sends a request, which must be answered with 2xx. */
  send(
    method: 'GET' | 'POST' | 'PUT',
    path: string,
    options?: { body?: unknown; token?: string },
  ): Promise<unknown>;
  /** One service in a migration, now or as it was known then; undefined while it is not in it. */
  detail(
    migration: string,
    service: string,
    at?: string,
  ): Promise<StandingDetail | undefined>;
  /** All services of a migration by name. */
  standings(
    migration: string,
    query?: Record<string, string>,
  ): Promise<Record<string, Standing>>;
  review(
    migration: string,
    query?: Record<string, string>,
  ): Promise<MigrationReview>;
  /** Waits until a service stands where it should, in words of {@link placeOf}. */
  expectPlace(
    migration: string,
    service: string,
    place: string,
    timeoutMs?: number,
  ): Promise<StandingDetail>;
  dispose(): Promise<void>;
}

/** How long is waited for what takes seconds, as a busy machine may take longer. */
export const PATIENCE_MS = 180_000;

/** The token that may do nothing but report tests. */
export const CI_TOKEN = 'made-up-token-of-ci';
/** The token that may define migrations. */
export const DEFINE_TOKEN = 'made-up-token-of-the-platform';

/** The name of a Prometheus that tells the requests to Helios a second time, and twice as high. */
export const MIRROR = 'mirror';

/** The service that {@link MIRROR} tells of. */
export const CLAIMED = 'claimed';

const KUBERNETES_ID = 'backstage.io/kubernetes-id';
const NAMESPACE = 'shop';
/** Seldom enough that a busy machine misses none: who has not looked for twice as long tells nothing. */
const INTERVAL_SECONDS = 5;

/** The stage or side state of a service. */
export const placeOf = ({ stage, side }: Standing): string =>
  side ?? stage ?? 'nowhere';

/** Path of a service in a migration. */
export const pathOf = (migration: string, service: string): string =>
  `/api/fleet/migrations/${migration}/services/component/default/${service}`;

/** Starts everything, with services that run on Helios in these regions already. */
export async function startMigrationWorld(options: {
  services: readonly CatalogService[];
  onHelios: Readonly<Record<string, readonly Region[]>>;
}): Promise<MigrationWorld> {
  const folder = await mkdtemp(join(tmpdir(), 'landfall-migration-'));
  const stops: (() => Promise<unknown>)[] = [
    () => rm(folder, { recursive: true, force: true }),
  ];
  const dispose = async () => {
    for (const stop of stops.splice(0).reverse()) await stop();
  };
  try {
    const entities = join(folder, 'entities.yaml');
    const writeCatalog = (services: readonly CatalogService[]) =>
      writeFile(entities, catalogOf(services));
    await writeCatalog(options.services);

    const [eu, us, traffic] = await Promise.all([
      startRegion('eu', stops),
      startRegion('us', stops),
      startTraffic(),
    ]);
    stops.push(traffic.stop);
    const prometheus = await startPrometheus({
      name: 'requests',
      scrape: [{ job: 'gateway', address: traffic.address }],
      scrapeEveryMs: 500,
    });
    stops.push(prometheus.stop);
    const regions = { eu, us };
    await Promise.all(
      Object.entries(options.onHelios).flatMap(([name, places]) =>
        places.map(region => regions[region].releaseOnHelios(name)),
      ),
    );

    const config = configOf({ regions, entities, prometheus: prometheus.url });
    const portal = await startPortalBackend({ config });
    stops.push(portal.dispose);
    return {
      regions,
      traffic,
      portal,
      startPortal: fleet =>
        portal.start({ ...config, fleet: { ...config.fleet, ...fleet } }),
      writeCatalog,
      ...asking(portal),
      dispose,
    };
  } catch (error) {
    await dispose();
    throw error;
  }
}

async function startRegion(
  region: Region,
  stops: (() => Promise<unknown>)[],
): Promise<RegionWorld> {
  const [helios, cluster] = await Promise.all([
    startHelios({
      name: `helios-${region}`,
      agents: [{ host: `${region}-1`, labels: TRIAL_LABELS }],
    }).then(started => {
      stops.push(started.stop);
      return started;
    }),
    startCluster({ name: `kubernetes-${region}`, nodes: 1 }).then(started => {
      stops.push(started.stop);
      return started;
    }),
  ]);
  await cluster.ensureNamespace(NAMESPACE);
  const onHelios = createOnHelios(helios);
  return {
    helios,
    onHelios,
    cluster,
    releaseOnHelios: name =>
      onHelios.release({
        name,
        image: `registry.example/shop/${name}:1`,
        metadata: { [KUBERNETES_ID]: name },
      }),
    async runOnKubernetes(name, behaviour = 'ready') {
      await cluster.applyDeployment({
        name,
        namespace: NAMESPACE,
        image: `registry.example/shop/${name}:1`,
        replicas: 2,
        labels: { [KUBERNETES_ID]: name },
        podAnnotations: { 'landfall.test/behaviour': behaviour },
      });
      if (behaviour === 'ready') {
        await cluster.waitForRollout({
          name,
          namespace: NAMESPACE,
          timeoutMs: PATIENCE_MS,
        });
      }
    },
    removeFromKubernetes: name =>
      cluster.deleteDeployment({ name, namespace: NAMESPACE }),
  };
}

function asking(
  portal: PortalBackend,
): Pick<
  MigrationWorld,
  'send' | 'detail' | 'standings' | 'review' | 'expectPlace'
> {
  const send: MigrationWorld['send'] = async (method, path, more = {}) => {
    const { status, body } = await portal.send({ method, path, ...more });
    if (status < 200 || status > 299) {
      throw new Error(
        `${method} ${path} answered ${status}: ${JSON.stringify(body)}`,
      );
    }
    return body;
  };
  const detail: MigrationWorld['detail'] = async (migration, service, at) => {
    const path = `${pathOf(migration, service)}${at ? `?at=${at}` : ''}`;
    const { status, body } = await portal.get(path);
    if (status === 404) return undefined;
    if (status !== 200) {
      throw new Error(`${path} answered ${status}: ${JSON.stringify(body)}`);
    }
    return standingDetailSchema.parse(body);
  };
  const search = (query: Record<string, string> = {}) =>
    new URLSearchParams(query).toString();
  return {
    send,
    detail,
    async standings(migration, query) {
      const body = await send(
        'GET',
        `/api/fleet/migrations/${migration}/services?${search(query)}`,
      );
      return Object.fromEntries(
        standingListSchema.parse(body).items.map(item => [item.title, item]),
      );
    },
    async review(migration, query) {
      return migrationReviewSchema.parse(
        await send(
          'GET',
          `/api/fleet/migrations/${migration}?${search(query)}`,
        ),
      );
    },
    async expectPlace(migration, service, place, timeoutMs = PATIENCE_MS) {
      let last: StandingDetail | undefined;
      return waitFor({
        what: `${service} to be ${place} in ${migration}`,
        timeoutMs,
        everyMs: 250,
        look: async () => {
          last = await detail(migration, service);
          return last && placeOf(last.standing) === place ? last : undefined;
        },
        describe: () => JSON.stringify(last, undefined, 1),
      });
    },
  };
}

function configOf(options: {
  regions: Record<Region, RegionWorld>;
  entities: string;
  prometheus: string;
}) {
  const { regions, entities, prometheus } = options;
  const worlds = Object.values(regions);
  const requests = (query: string) => ({
    query,
    platform: '{label:platform}',
    service: 'component:default/{label:service}',
  });
  const access = (token: string, subject: string, permission: string) => ({
    type: 'static',
    options: { token, subject },
    accessRestrictions: [{ plugin: 'fleet', permission }],
  });
  return {
    backend: {
      auth: {
        externalAccess: [
          access(CI_TOKEN, 'ci', 'fleet.validation.report'),
          access(DEFINE_TOKEN, 'platform', 'fleet.migration.define'),
        ],
      },
    },
    auth: {
      providers: {
        guest: {
          userEntityRef: 'user:default/guest',
          ownershipEntityRefs: ['user:default/guest', 'group:default/harbour'],
          dangerouslyAllowOutsideDevelopment: true,
        },
      },
    },
    catalog: {
      rules: [{ allow: ['Component', 'Group', 'User'] }],
      locations: [{ type: 'file', target: entities }],
      processingInterval: { seconds: 3 },
      orphanStrategy: 'delete',
    },
    fleet: {
      demo: { enabled: false },
      catalog: { refreshSeconds: 5, goneAfterSeconds: 0 },
      environments: [
        {
          name: 'production',
          production: true,
          match: { cluster: ['helios-*', 'kubernetes-*'] },
        },
      ],
      kubernetes: {
        clusters: worlds.map(({ cluster }) => ({
          name: cluster.name,
          url: cluster.url,
          token: cluster.tokenOf('viewer'),
          ca: cluster.caPem,
        })),
      },
      helios: {
        keepMetadata: [KUBERNETES_ID],
        masters: worlds.map(({ helios }) => ({
          name: helios.name,
          url: helios.url,
          intervalSeconds: INTERVAL_SECONDS,
        })),
      },
      prometheus: {
        servers: [
          {
            name: 'requests',
            url: prometheus,
            intervalSeconds: INTERVAL_SECONDS,
            traffic: [
              requests(`sum by (service, platform) (rate(${REQUESTS}[5s]))`),
            ],
          },
          {
            name: MIRROR,
            url: prometheus,
            intervalSeconds: INTERVAL_SECONDS,
            traffic: [
              requests(
                `2 * sum by (service, platform) (rate(${REQUESTS}{service="${CLAIMED}",platform="helios"}[5s]))`,
              ),
            ],
          },
        ],
      },
    },
  };
}

function catalogOf(services: readonly CatalogService[]): string {
  const entity = (
    kind: string,
    metadata: Record<string, unknown>,
    spec: Record<string, unknown>,
  ) =>
    JSON.stringify({
      apiVersion: 'backstage.io/v1alpha1',
      kind,
      metadata,
      spec,
    });
  const team = (name: string) =>
    entity('Group', { name }, { type: 'team', children: [] });
  return [
    team('harbour'),
    team('pier'),
    entity('User', { name: 'guest' }, { memberOf: ['harbour'] }),
    ...services.map(({ name, owner, workload = name }) =>
      entity(
        'Component',
        { name, annotations: { [KUBERNETES_ID]: workload } },
        { type: 'service', lifecycle: 'production', owner },
      ),
    ),
  ].join('\n---\n');
}
