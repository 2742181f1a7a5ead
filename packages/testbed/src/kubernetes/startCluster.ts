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
import { createApiClient } from './apiClient';
import { Cluster, ClusterOptions } from './cluster';
import { ensureKubernetesBinaries } from './binaries';
import { controlPlane } from './controlPlane';
import { makeCredentials } from './credentials';
import { createDeployments } from './deployments';
import { compactHistory } from './history';
import { createNodes } from './nodes';
import { createPermissions, VIEWER } from './permissions';
import { podStages } from './podStages';
import { startProxy } from '../network/proxy';
import { createTags } from './tags';

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
      ...createTags(api),
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
