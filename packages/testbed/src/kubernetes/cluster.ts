/**
 * A real Kubernetes control plane on loopback ports: etcd, kube-apiserver, kube-controller-manager, kube-scheduler, and kwok in place of kubelets.
 *
 * Clients get an address that leads through a proxy of ours, so that their connection can be cut; the testbed itself and the controllers talk to the
 * API server directly. Several clusters can stand side by side. Nothing outlives the process that started it.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeTemporaryFolder } from '../processes/folder';
import { freePort } from '../processes/ports';
import { run } from '../processes/run';
import { Server } from '../processes/server';
import { waitFor } from '../processes/wait';
import { ApiClient, createApiClient } from './apiClient';
import { ensureKubernetesBinaries } from './binaries';
import { controlPlane } from './controlPlane';
import { ClusterUser, makeCredentials } from './credentials';
import { createDeployments, Deployments } from './deployments';
import { compactHistory } from './history';
import { createNodes } from './nodes';
import { createPermissions, Permissions, VIEWER } from './permissions';
import { podStages } from './podStages';
import { Proxy, startProxy } from './proxy';

/** What cluster to start. */
export interface ClusterOptions {
  /** Also the name of the context in its kubeconfig files; `testbed` by default. */
  name?: string;
  /** How many nodes; 3 by default. Each takes a thousand pods. */
  nodes?: number;
  /** Whether the API server keeps a watch cache; true by default. Without one, history that {@link Cluster.compact} removed is gone at once. */
  watchCache?: boolean;
  /** Users with tokens, besides `admin` (may everything) and `viewer` (see {@link Permissions}). */
  users?: ClusterUser[];
  /** False leaves out the controller manager, the scheduler and kwok, until {@link Cluster.startControllers}; true by default. */
  controllers?: boolean;
  /** Further arguments of the API server. */
  apiServerArgs?: string[];
}

/** A running cluster. */
export interface Cluster
  extends Deployments,
    Permissions,
    Pick<
      Proxy,
      'cut' | 'restore' | 'dropConnections' | 'breakAfter' | 'connections'
    > {
  name: string;
  /** Address of the API server for clients, through the proxy. */
  url: string;
  /** Certificate of the authority that signed the server's certificate. */
  caPem: string;
  /** Where the cluster keeps its files and logs. */
  folder: string;
  /** Path of a kubeconfig file of somebody who may do everything, past the proxy. */
  adminKubeconfig: string;
  /** The administrator's client, past the proxy. */
  api: ApiClient;
  /** Runs kubectl as administrator, past the proxy, and gives its output. */
  kubectl(...args: string[]): Promise<string>;
  /** Runs `kubectl apply` on a manifest in YAML. */
  apply(yaml: string): Promise<void>;
  /** The token of a user. */
  tokenOf(user: string): string;
  /** Writes a kubeconfig file for a user, through the proxy, and gives its path. */
  kubeconfigFor(user: string): Promise<string>;
  /** Adds a user, or gives one a new token. The API server restarts, as it reads tokens only then. */
  createToken(user: ClusterUser): Promise<string>;
  /** Makes a user's token invalid. The API server restarts, as it reads tokens only then. */
  expireToken(user: string): Promise<void>;
  /** Stops the API server, with `kill -9` if asked. Connections through the proxy are refused, then. */
  stopApiServer(options?: { kill?: boolean }): Promise<void>;
  startApiServer(): Promise<void>;
  restartApiServer(options?: { kill?: boolean }): Promise<void>;
  /** Lets the API server hang, with its connections open. */
  freezeApiServer(): void;
  thawApiServer(): void;
  /** Stops controller manager, scheduler and kwok: nothing moves by itself any more. */
  stopControllers(): Promise<void>;
  startControllers(): Promise<void>;
  /**
   * Makes etcd forget every version before now, and drops the clients' connections: who watches from an older version gets `410 Gone`. With a watch
   * cache the API server still answers from what it remembers; start the cluster with `watchCache: false`, or restart the API server.
   */
  compact(): Promise<void>;
  /** The processes that run now, by program. */
  processes(): Record<string, number>;
  /** Stops everything and removes the files. */
  stop(): Promise<void>;
}

/** Starts a cluster. Some four seconds, once the programs are built. */
export async function startCluster(
  options: ClusterOptions = {},
): Promise<Cluster> {
  const { name = 'testbed', watchCache = true, controllers = true } = options;
  const binaries = await ensureKubernetesBinaries();
  const folder = await makeTemporaryFolder(`cluster-${name}`);
  const running = new Map<string, Server>();
  const stopAll = async () => {
    // Controllers first: they would only complain about a server that is gone.
    for (const server of [...running.values()].reverse()) {
      await server.kill();
    }
    running.clear();
    await folder.remove();
  };

  try {
    const ports = {
      etcd: await freePort(),
      etcdPeer: await freePort(),
      apiServer: await freePort(),
      controllerManager: await freePort(),
      scheduler: await freePort(),
      kwok: await freePort(),
    };
    const credentials = await makeCredentials({
      binaries,
      folder: folder.path,
      clusterName: name,
      users: [
        { user: 'admin', groups: ['system:masters'] },
        { user: VIEWER },
        ...(options.users ?? []),
      ],
    });
    const plane = controlPlane({
      binaries,
      folder: folder.path,
      credentials,
      watchCache,
      apiServerArgs: options.apiServerArgs ?? [],
      ports,
    });
    const directUrl = `https://127.0.0.1:${ports.apiServer}`;
    const proxy = await startProxy({
      port: await freePort(),
      upstreamPort: ports.apiServer,
    });
    const url = `https://127.0.0.1:${proxy.port}`;
    const api = createApiClient({
      port: ports.apiServer,
      caPem: credentials.caPem,
      token: credentials.tokenOf('admin'),
    });
    const [adminKubeconfig, managerKubeconfig, schedulerKubeconfig] =
      await Promise.all([
        credentials.writeKubeconfig({ user: 'admin', url: directUrl }),
        credentials.writeCertificateKubeconfig({
          certificate: 'controller-manager',
          url: directUrl,
        }),
        credentials.writeCertificateKubeconfig({
          certificate: 'scheduler',
          url: directUrl,
        }),
      ]);
    const stages = join(folder.path, 'stages.yaml');
    await writeFile(stages, podStages());

    const keep = (server: Server) => {
      running.set(server.name, server);
      return server;
    };
    const drop = async (program: string, kill: boolean) => {
      const server = running.get(program);
      await (kill ? server?.kill() : server?.stop());
      running.delete(program);
    };
    const apiServer = () => {
      const server = running.get('kube-apiserver');
      if (!server) {
        throw new Error(`The API server of cluster ${name} does not run`);
      }
      return server;
    };

    const startApiServer = async () => {
      const server = keep(plane.startApiServer());
      await waitFor({
        what: `the API server of cluster ${name}`,
        timeoutMs: 60_000,
        look: async () => {
          if (!server.isRunning()) {
            throw new Error(
              `The API server of cluster ${name} ended: ${await server.tailOfLog()}`,
            );
          }
          const answer = await api
            .send({ path: '/readyz', timeoutMs: 2_000 })
            // It does not listen yet.
            .catch(() => undefined);
          return answer?.status === 200 ? true : undefined;
        },
        describe: () => server.tailOfLog(),
      });
    };
    const stopApiServer: Cluster['stopApiServer'] = async ({
      kill = false,
    } = {}) => {
      await drop('kube-apiserver', kill);
      api.close();
    };
    const restartApiServer: Cluster['restartApiServer'] = async stopOptions => {
      await stopApiServer(stopOptions);
      await startApiServer();
    };
    const startControllers = async () => {
      keep(plane.startControllerManager(managerKubeconfig));
      keep(plane.startScheduler(schedulerKubeconfig));
      keep(
        plane.startKwok({
          kubeconfig: adminKubeconfig,
          stages: [
            join(binaries, 'stages/node-initialize.yaml'),
            join(binaries, 'stages/node-heartbeat.yaml'),
            stages,
          ],
        }),
      );
      await waitFor({
        what: `the service account of the default namespace of cluster ${name}`,
        timeoutMs: 60_000,
        look: async () => {
          const answer = await api.send({
            path: '/api/v1/namespaces/default/serviceaccounts/default',
          });
          return answer.status === 200 ? true : undefined;
        },
      });
    };
    const kubectl: Cluster['kubectl'] = async (...args) => {
      const { stdout } = await run({
        command: join(binaries, 'kubectl'),
        args: [`--kubeconfig=${adminKubeconfig}`, ...args],
      });
      return stdout;
    };

    keep(plane.startEtcd());
    await startApiServer();
    const permissions = await createPermissions(api);
    await createNodes({ api, count: options.nodes ?? 3 });
    if (controllers) {
      await startControllers();
    }

    return {
      ...createDeployments({ api, kubectl }),
      ...permissions,
      cut: proxy.cut,
      restore: proxy.restore,
      dropConnections: proxy.dropConnections,
      breakAfter: proxy.breakAfter,
      connections: proxy.connections,
      name,
      url,
      caPem: credentials.caPem,
      folder: folder.path,
      adminKubeconfig,
      api,
      kubectl,
      async apply(yaml) {
        await run({
          command: join(binaries, 'kubectl'),
          args: [`--kubeconfig=${adminKubeconfig}`, 'apply', '-f', '-'],
          input: yaml,
        });
      },
      tokenOf: credentials.tokenOf,
      kubeconfigFor: user => credentials.writeKubeconfig({ user, url }),
      async createToken(user) {
        const token = await credentials.issueToken(user);
        await restartApiServer();
        return token;
      },
      async expireToken(user) {
        await credentials.revokeToken(user);
        await restartApiServer();
      },
      stopApiServer,
      startApiServer,
      restartApiServer,
      freezeApiServer: () => apiServer().freeze(),
      thawApiServer: () => apiServer().thaw(),
      async stopControllers() {
        for (const program of [
          'kwok',
          'kube-scheduler',
          'kube-controller-manager',
        ]) {
          await drop(program, true);
        }
      },
      startControllers,
      async compact() {
        await compactHistory(ports.etcd);
        proxy.dropConnections();
      },
      processes: () =>
        Object.fromEntries(
          [...running].map(([program, { pid }]) => [program, pid]),
        ),
      async stop() {
        await proxy.close();
        api.close();
        await stopAll();
      },
    };
  } catch (error) {
    await stopAll();
    throw error;
  }
}
