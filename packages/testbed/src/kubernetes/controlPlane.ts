/** With which arguments each program of a control plane runs on loopback ports. */
import { join } from 'node:path';
import { Server, startServer } from '../processes/server';
import { Credentials } from './credentials';

/** Where the programs, the files and the ports of one cluster are. */
export interface ControlPlaneOptions {
  binaries: string;
  folder: string;
  credentials: Credentials;
  /** False makes `410 Gone` on demand possible, and stops bookmarks. */
  watchCache: boolean;
  /** Further arguments of the API server. */
  apiServerArgs: string[];
  ports: {
    etcd: number;
    etcdPeer: number;
    apiServer: number;
    controllerManager: number;
    scheduler: number;
    kwok: number;
  };
}

/** Starts each program of one control plane. */
export interface ControlPlane {
  startEtcd(): Server;
  startApiServer(): Server;
  startControllerManager(kubeconfig: string): Server;
  startScheduler(kubeconfig: string): Server;
  startKwok(options: { kubeconfig: string; stages: string[] }): Server;
}

/** Gives the starters of one control plane. */
export function controlPlane(options: ControlPlaneOptions): ControlPlane {
  const { binaries, folder, credentials, watchCache, ports } = options;
  const { file } = credentials;
  const start = (name: string, args: string[]) =>
    startServer({
      name,
      command: join(binaries, name),
      args,
      logFile: join(folder, `${name}.log`),
    });
  const etcdUrl = `http://127.0.0.1:${ports.etcd}`;
  const etcdPeerUrl = `http://127.0.0.1:${ports.etcdPeer}`;
  const controllerArgs = (kubeconfig: string, port: number) => [
    `--kubeconfig=${kubeconfig}`,
    `--authentication-kubeconfig=${kubeconfig}`,
    `--authorization-kubeconfig=${kubeconfig}`,
    '--bind-address=127.0.0.1',
    `--secure-port=${port}`,
    '--leader-elect=false',
    '--kube-api-qps=500',
    '--kube-api-burst=1000',
    `--cert-dir=${join(folder, 'certificates')}`,
  ];
  return {
    startEtcd: () =>
      start('etcd', [
        '--name=testbed',
        `--data-dir=${join(folder, 'etcd')}`,
        '--unsafe-no-fsync',
        '--log-level=warn',
        `--listen-client-urls=${etcdUrl}`,
        `--advertise-client-urls=${etcdUrl}`,
        `--listen-peer-urls=${etcdPeerUrl}`,
        `--initial-advertise-peer-urls=${etcdPeerUrl}`,
        `--initial-cluster=testbed=${etcdPeerUrl}`,
        `--quota-backend-bytes=${8 * 1024 ** 3}`,
      ]),
    startApiServer: () =>
      start('kube-apiserver', [
        `--etcd-servers=${etcdUrl}`,
        '--bind-address=127.0.0.1',
        // It refuses to advertise a loopback address; nobody connects to this one.
        '--advertise-address=10.255.255.254',
        '--endpoint-reconciler-type=none',
        `--secure-port=${ports.apiServer}`,
        `--tls-cert-file=${file('apiserver.crt')}`,
        `--tls-private-key-file=${file('apiserver.key')}`,
        `--client-ca-file=${file('ca.crt')}`,
        `--token-auth-file=${credentials.tokenFile}`,
        `--service-account-key-file=${file('service-accounts.pub')}`,
        `--service-account-signing-key-file=${file('service-accounts.key')}`,
        '--service-account-issuer=https://kubernetes.default.svc',
        '--service-cluster-ip-range=10.96.0.0/16',
        '--authorization-mode=RBAC',
        '--allow-privileged',
        '--event-ttl=24h',
        `--watch-cache=${watchCache}`,
        `--cert-dir=${join(folder, 'certificates')}`,
        ...options.apiServerArgs,
      ]),
    startControllerManager: kubeconfig =>
      start('kube-controller-manager', [
        ...controllerArgs(kubeconfig, ports.controllerManager),
        '--use-service-account-credentials',
        `--service-account-private-key-file=${file('service-accounts.key')}`,
        `--root-ca-file=${file('ca.crt')}`,
        `--cluster-signing-cert-file=${file('ca.crt')}`,
        `--cluster-signing-key-file=${file('ca.key')}`,
        '--concurrent-deployment-syncs=10',
        '--concurrent-replicaset-syncs=10',
      ]),
    startScheduler: kubeconfig =>
      start('kube-scheduler', controllerArgs(kubeconfig, ports.scheduler)),
    startKwok: ({ kubeconfig, stages }) =>
      start('kwok', [
        `--kubeconfig=${kubeconfig}`,
        '--manage-all-nodes',
        `--server-address=127.0.0.1:${ports.kwok}`,
        ...stages.map(stage => `--config=${stage}`),
      ]),
  };
}
