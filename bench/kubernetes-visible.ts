/**
 * How much later than a bare watch the API tells that a rollout has finished, over 100 rollouts of a real cluster, through the portal's real backend on
 * PostgreSQL. The bare watch runs in the same run and sees the same rollouts.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  startCluster,
  startPortalBackend,
  startPostgres,
  waitFor,
  watchBarely,
  type Cluster,
} from 'testbed';
import type { Bench } from './types';

const ROLLOUTS = 100;
/** Services that roll out side by side. */
const SERVICES = 5;
const NAMESPACE = 'bench';

interface WatchedDeployment {
  metadata: { name: string; generation: number };
  spec: {
    replicas: number;
    template: { spec: { containers: { image: string }[] } };
  };
  status: {
    observedGeneration?: number;
    replicas?: number;
    updatedReplicas?: number;
    availableReplicas?: number;
    conditions?: { type: string; reason?: string }[];
  };
}

function isFinished({ metadata, spec, status }: WatchedDeployment): boolean {
  return (
    status.observedGeneration === metadata.generation &&
    status.replicas === spec.replicas &&
    status.updatedReplicas === spec.replicas &&
    status.availableReplicas === spec.replicas &&
    (status.conditions ?? []).some(
      ({ type, reason }) =>
        type === 'Progressing' && reason === 'NewReplicaSetAvailable',
    )
  );
}

/** Watches Deployments with nothing between, and notes when the rollout of an image was first seen as finished. */
function watchBare(cluster: Cluster) {
  const finished = new Map<string, number>();
  const watch = watchBarely({
    cluster,
    user: 'viewer',
    path: `/apis/apps/v1/namespaces/${NAMESPACE}/deployments`,
    onEvent({ object }) {
      const seen = performance.now();
      const deployment = object as WatchedDeployment;
      const { image } = deployment.spec.template.spec.containers[0];
      if (isFinished(deployment) && !finished.has(image)) {
        finished.set(image, seen);
      }
    },
  });
  return { finished, stop: watch.stop };
}

const serviceName = (index: number) => `service-${index}`;

function entities(): string {
  return Array.from({ length: SERVICES }, (_, index) =>
    JSON.stringify({
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Component',
      metadata: {
        name: serviceName(index),
        annotations: { 'backstage.io/kubernetes-id': serviceName(index) },
      },
      spec: {
        type: 'service',
        lifecycle: 'production',
        owner: 'group:default/bench',
      },
    }),
  ).join('\n---\n');
}

/** See {@link Bench}. */
export const bench: Bench = {
  name: 'kubernetes-visible',
  unit: 'seconds later than a bare watch, p99 of 100 rollouts',
  limit: 2,
  better: 'lower',
  short: true,
  async run() {
    const folder = await mkdtemp(join(tmpdir(), 'landfall-bench-'));
    const closers = [() => rm(folder, { recursive: true, force: true })];
    try {
      await writeFile(join(folder, 'entities.yaml'), entities());
      const postgres = await startPostgres();
      closers.push(() => postgres.stop());
      const cluster = await startCluster({ name: 'bench' });
      closers.push(() => cluster.stop());
      await cluster.ensureNamespace(NAMESPACE);
      const { hostname, port, username, password } = new URL(postgres.url);
      const portal = await startPortalBackend({
        database: {
          client: 'pg',
          connection: {
            host: hostname,
            port: Number(port),
            user: username,
            password,
          },
        },
        config: {
          catalog: {
            locations: [
              { type: 'file', target: join(folder, 'entities.yaml') },
            ],
          },
          fleet: {
            demo: { enabled: false },
            environments: [
              {
                name: 'production',
                production: true,
                match: { cluster: 'bench' },
              },
            ],
            kubernetes: {
              clusters: [
                {
                  name: 'bench',
                  url: cluster.url,
                  token: cluster.tokenOf('viewer'),
                  ca: cluster.caPem,
                },
              ],
            },
          },
        },
      });
      closers.push(() => portal.dispose());
      const bare = watchBare(cluster);
      closers.push(async () => bare.stop());

      /** Rolls one version out and gives how many seconds later than the bare watch the API told of its end. */
      const rollOut = async (service: string, version: string) => {
        const image = `registry.example/bench/${service}:${version}`;
        await cluster.applyDeployment({
          namespace: NAMESPACE,
          name: service,
          image,
          replicas: 2,
          labels: { 'backstage.io/kubernetes-id': service },
        });
        const told = await waitFor({
          what: `${service} ${version} in the API`,
          timeoutMs: 60_000,
          everyMs: 25,
          look: async () => {
            const { status, body } = await portal.get(
              `/api/fleet/services/component/default/${service}/deployments?limit=1`,
            );
            if (status !== 200) return undefined;
            const [newest] = (
              body as { items: { version: string; outcome: string }[] }
            ).items;
            return newest?.version === version && newest.outcome === 'succeeded'
              ? performance.now()
              : undefined;
          },
          describe: () => portal.tailOfLog(),
        });
        const seen = await waitFor({
          what: `${image} on the bare watch`,
          timeoutMs: 10_000,
          look: () => bare.finished.get(image),
        });
        return (told - seen) / 1000;
      };

      const services = Array.from({ length: SERVICES }, (_, index) =>
        serviceName(index),
      );
      // The first of each waits for the catalog to know the services.
      await Promise.all(services.map(service => rollOut(service, 'v0')));
      const delays = (
        await Promise.all(
          services.map(async service => {
            const own: number[] = [];
            for (let round = 1; round <= ROLLOUTS / SERVICES; round += 1) {
              own.push(await rollOut(service, `v${round}`));
            }
            return own;
          }),
        )
      )
        .flat()
        .sort((a, b) => a - b);
      const at = (share: number) =>
        delays[
          Math.min(delays.length - 1, Math.ceil(share * delays.length) - 1)
        ];
      return {
        value: at(0.99),
        detail: {
          rollouts: delays.length,
          p50: at(0.5),
          p95: at(0.95),
          max: at(1),
        },
      };
    } finally {
      for (const close of closers.reverse()) {
        await close();
      }
    }
  },
};
