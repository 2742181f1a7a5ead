/**
 * How long the first look at a cluster takes until all of it is committed to the ledger on PostgreSQL, as a multiple of what listing the same objects in
 * pages and parsing them takes anyway. Both sides alternate. The objects are written directly, with the controllers stopped.
 */
import type { LoggerService } from '@backstage/backend-plugin-api';
import { instant } from '@landfall/backstage-plugin-fleet-common';
import knexFactory, { type Knex } from 'knex';
import { startCluster, startPostgres, type Cluster } from 'testbed';
import { applyMigrations } from '../plugins/fleet-backend/src/database/migrate';
import { createLedger } from '../plugins/fleet-backend/src/ledger/ledger';
import type { Ledger } from '../plugins/fleet-backend/src/ledger/types';
import { ProblemLog } from '../plugins/fleet-backend/src/sources/problemLog';
import { RefusalLog } from '../plugins/fleet-backend/src/sources/refusalLog';
import { runScope } from '../plugins/fleet-backend/src/sources/run';
import { defaultTimings } from '../plugins/fleet-backend/src/sources/timings';
import { createKubernetesSource } from '../plugins/fleet-backend-module-kubernetes/src/source';
import type { Bench } from './types';

const DEPLOYMENTS = 2_000;
const REPLICA_SETS_EACH = 2;
const PODS_EACH = 3;
const NAMESPACES = 20;
const ROUNDS = 9;
/** Requests at a time while the objects are written. */
const WRITERS = 16;

const logger: LoggerService = {
  error: message => process.stderr.write(`${message}\n`),
  warn: message => process.stderr.write(`${message}\n`),
  info: () => {},
  debug: () => {},
  child: () => logger,
};
const clock = { now: () => instant(Date.now()) };
const stamp = '2026-01-05T09:00:00Z';

const paths = {
  deployments: '/apis/apps/v1/deployments',
  replicasets: '/apis/apps/v1/replicasets',
  pods: '/api/v1/pods',
};

interface Written {
  metadata: { uid: string };
}

/** A template as services have them: labels, environment, probes, limits. */
function podSpec(version: number) {
  return {
    containers: [
      {
        name: 'main',
        image: `registry.example/shop/service:1.${version}.0`,
        ports: [{ name: 'http', containerPort: 8080 }],
        env: Array.from({ length: 12 }, (_, i) => ({
          name: `SETTING_${i}`,
          value: `value ${i} of this setting`,
        })),
        readinessProbe: { httpGet: { path: '/ready', port: 'http' } },
        livenessProbe: { httpGet: { path: '/live', port: 'http' } },
        resources: {
          requests: { cpu: '100m', memory: '256Mi' },
          limits: { memory: '512Mi' },
        },
      },
    ],
  };
}

/** Writes an object and then its status, as the API server takes it only so. */
async function write(
  cluster: Cluster,
  path: string,
  object: { metadata: { name: string } },
  status: object | undefined,
): Promise<Written> {
  const { api } = cluster;
  const written = await api.json<Written>({
    method: 'POST',
    path,
    body: object,
  });
  if (status) {
    await api.json({
      method: 'PUT',
      path: `${path}/${object.metadata.name}/status`,
      body: { ...written, status },
    });
  }
  return written;
}

function ownedBy(kind: string, name: string, { metadata }: Written) {
  return [
    {
      apiVersion: 'apps/v1',
      kind,
      name,
      uid: metadata.uid,
      controller: true,
      blockOwnerDeletion: true,
    },
  ];
}

async function writeService(cluster: Cluster, index: number): Promise<void> {
  const namespace = `team-${index % NAMESPACES}`;
  const name = `service-${index}`;
  const labels = { app: name };
  const selector = { matchLabels: labels };
  const root = `/namespaces/${namespace}`;
  const current = `${name}-${REPLICA_SETS_EACH}`;
  const deployment = await write(
    cluster,
    `/apis/apps/v1${root}/deployments`,
    {
      metadata: {
        name,
        labels,
        annotations: {
          'deployment.kubernetes.io/revision': String(REPLICA_SETS_EACH),
          'backstage.io/kubernetes-id': name,
        },
      },
      spec: {
        replicas: PODS_EACH,
        selector,
        template: { metadata: { labels }, spec: podSpec(REPLICA_SETS_EACH) },
      },
    } as { metadata: { name: string } },
    {
      observedGeneration: 1,
      replicas: PODS_EACH,
      updatedReplicas: PODS_EACH,
      readyReplicas: PODS_EACH,
      availableReplicas: PODS_EACH,
      conditions: [
        {
          type: 'Progressing',
          status: 'True',
          reason: 'NewReplicaSetAvailable',
          message: `ReplicaSet "${current}" has successfully progressed.`,
          lastUpdateTime: stamp,
          lastTransitionTime: stamp,
        },
      ],
    },
  );
  for (let revision = 1; revision <= REPLICA_SETS_EACH; revision++) {
    const podLabels = { ...labels, 'pod-template-hash': `${revision}` };
    const pods = revision === REPLICA_SETS_EACH ? PODS_EACH : 0;
    const replicaSet = await write(
      cluster,
      `/apis/apps/v1${root}/replicasets`,
      {
        metadata: {
          name: `${name}-${revision}`,
          labels: podLabels,
          annotations: {
            'deployment.kubernetes.io/revision': String(revision),
          },
          ownerReferences: ownedBy('Deployment', name, deployment),
        },
        spec: {
          replicas: pods,
          selector: { matchLabels: podLabels },
          template: {
            metadata: { labels: podLabels },
            spec: podSpec(revision),
          },
        },
      } as { metadata: { name: string } },
      // One without pods has that status from the beginning.
      pods > 0
        ? { replicas: pods, readyReplicas: pods, availableReplicas: pods }
        : undefined,
    );
    for (let pod = 0; pod < pods; pod++) {
      await write(
        cluster,
        `/api/v1${root}/pods`,
        {
          metadata: {
            name: `${name}-${revision}-${pod}`,
            labels: podLabels,
            ownerReferences: ownedBy(
              'ReplicaSet',
              `${name}-${revision}`,
              replicaSet,
            ),
          },
          spec: { ...podSpec(revision), nodeName: `node-${pod}` },
        } as { metadata: { name: string } },
        {
          phase: 'Running',
          startTime: stamp,
          podIP: '10.0.0.1',
          conditions: ['Initialized', 'ContainersReady', 'Ready'].map(type => ({
            type,
            status: 'True',
            lastTransitionTime: stamp,
          })),
          containerStatuses: [
            {
              name: 'main',
              image: `registry.example/shop/service:1.${revision}.0`,
              imageID: `registry.example/shop/service@sha256:${'9f86d081'.repeat(
                8,
              )}`,
              containerID: `containerd://${'5d4f8c7b'.repeat(8)}`,
              ready: true,
              started: true,
              restartCount: 0,
              state: { running: { startedAt: stamp } },
            },
          ],
        },
      );
    }
  }
}

async function writeServices(cluster: Cluster): Promise<void> {
  for (let index = 0; index < NAMESPACES; index++) {
    const name = `team-${index}`;
    await cluster.api.json({
      method: 'POST',
      path: '/api/v1/namespaces',
      body: { metadata: { name } },
    });
    // Its controller is stopped.
    await cluster.api.json({
      method: 'POST',
      path: `/api/v1/namespaces/${name}/serviceaccounts`,
      body: { metadata: { name: 'default' } },
    });
  }
  let next = 0;
  const writer = async () => {
    while (next < DEPLOYMENTS) {
      const index = next;
      next += 1;
      await writeService(cluster, index);
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, writer));
}

/** Lists everything in pages and parses it; gives how many objects there were. */
async function listRaw(cluster: Cluster): Promise<number> {
  const token = cluster.tokenOf('viewer');
  let objects = 0;
  for (const path of Object.values(paths)) {
    let place = '';
    do {
      const { text } = await cluster.api.send({
        path: `${path}?limit=500${place && `&continue=${place}`}`,
        token,
      });
      const page = JSON.parse(text) as {
        metadata: { continue?: string };
        items: unknown[];
      };
      objects += page.items.length;
      place = encodeURIComponent(page.metadata.continue ?? '');
    } while (place);
  }
  return objects;
}

/** Runs the source as the runner does, until it says that it has seen everything and all of it is durable. */
async function syncFirst(options: {
  cluster: Cluster;
  ledger: Ledger;
  scope: string;
}): Promise<void> {
  const { cluster, ledger, scope } = options;
  const source = createKubernetesSource({
    problems: [],
    clusters: [
      {
        name: scope,
        path: 'fleet.kubernetes.clusters[0]',
        access: {
          type: 'url',
          url: cluster.url,
          token: { value: cluster.tokenOf('viewer') },
          ca: { pem: cluster.caPem },
          skipTLSVerify: false,
        },
        namespaces: { include: [], exclude: [] },
        annotations: [],
        ignoredTemplateAnnotations: [],
        fieldManagers: { machines: [], people: [] },
        capacity: true,
      },
    ],
  });
  const [watch] = source.scopes;
  if (watch.mode !== 'watch') throw new Error('A cluster is watched');
  const controller = new AbortController();
  const outcome = await runScope({
    key: { source: source.id, scope },
    environment: {
      ledger,
      clock,
      random: Math.random,
      timings: defaultTimings,
      fingerprintKey: 'bench',
      refusals: new RefusalLog(),
      problems: new ProblemLog(),
    },
    logger,
    signal: controller.signal,
    mayRecord: () => true,
    seen: async ({ complete, problems }) => {
      if (!complete) throw new Error(JSON.stringify(problems));
      controller.abort();
    },
    run: context => watch.run(context),
  });
  if (outcome.end === 'failed') throw outcome.error;
}

async function recorded(database: Knex, scope: string): Promise<number> {
  const [{ count }] = await database('observations')
    .where({ scope })
    .count<{ count: string }[]>({ count: '*' });
  return Number(count);
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

/** See the top of the file. */
export const bench: Bench = {
  name: 'kubernetes-first-sync',
  unit: '× a raw paged list and JSON.parse of the same objects',
  limit: 2,
  better: 'lower',
  short: true,
  async run() {
    const closers: (() => Promise<unknown>)[] = [];
    try {
      const postgres = await startPostgres();
      closers.push(() => postgres.stop());
      const cluster = await startCluster({
        name: 'first-sync',
        controllers: false,
      });
      closers.push(() => cluster.stop());
      const database = knexFactory({
        client: 'pg',
        connection: postgres.url,
      });
      closers.push(() => database.destroy());
      await applyMigrations(database);
      const ledger = createLedger({ database, clock });
      const writingMs = await timed(() => writeServices(cluster));

      const objects = DEPLOYMENTS * (1 + REPLICA_SETS_EACH + PODS_EACH);
      const rounds: { rawMs: number; syncMs: number }[] = [];
      // The first round warms both sides up.
      for (let round = 0; round <= ROUNDS; round++) {
        const rawMs = await timed(async () => {
          const listed = await listRaw(cluster);
          if (listed !== objects) throw new Error(`${listed} objects`);
        });
        const scope = `cluster-${round}`;
        const syncMs = await timed(() => syncFirst({ cluster, ledger, scope }));
        const observations = await recorded(database, scope);
        if (observations !== DEPLOYMENTS * (1 + REPLICA_SETS_EACH)) {
          throw new Error(`${observations} observations were recorded`);
        }
        if (round > 0) rounds.push({ rawMs, syncMs });
      }
      // Both sides of a round meet the same machine; the median leaves out a round in which one did not.
      const ratios = rounds
        .map(({ rawMs, syncMs }) => syncMs / rawMs)
        .sort((a, b) => a - b);
      return {
        value: ratios[Math.floor(ratios.length / 2)],
        detail: {
          objects,
          observations: DEPLOYMENTS * (1 + REPLICA_SETS_EACH),
          writingSeconds: Math.round(writingMs / 1_000),
          rawMs: rounds.map(({ rawMs }) => Math.round(rawMs)),
          syncMs: rounds.map(({ syncMs }) => Math.round(syncMs)),
        },
      };
    } finally {
      for (const close of closers.reverse()) await close();
    }
  },
};
