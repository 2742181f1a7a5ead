import { ApiClient } from './apiClient';
import { ClusterUser } from './credentials';
import { Deployments } from './deployments';
import { Permissions } from './permissions';
import { Proxy } from '../network/proxy';
import { Tags } from './tags';

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
    Tags,
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
