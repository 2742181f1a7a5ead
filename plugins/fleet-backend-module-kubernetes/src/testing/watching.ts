import type { LoggerService } from '@backstage/backend-plugin-api';
import type { MemoryLedger } from '@landfall/backstage-plugin-fleet-node/testUtils';
import type { Cluster } from 'testbed';
import type { ClusterConfig } from '../config/types';
import { clusterScope, type ClusterWatchOptions } from '../watch/clusterWatch';

/** The configuration by which tests reach a cluster of the testbed, as its viewer. */
export function configOf(
  cluster: Pick<Cluster, 'name' | 'url' | 'caPem' | 'tokenOf'>,
  overrides: Partial<ClusterConfig> = {},
): ClusterConfig {
  return {
    name: cluster.name,
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
    ...overrides,
  };
}

/** A run of a watch. */
export interface Watching {
  /** Why it ended; undefined while it runs, and when it was stopped. */
  readonly failure: unknown;
  stop(): Promise<void>;
  /** Lets a failed watch run again, as the runner does, with what it kept. */
  again(): void;
}

const logger: LoggerService = {
  error: () => {},
  warn: () => {},
  info: () => {},
  debug: () => {},
  child: () => logger,
};

/** Runs the watch of a cluster. */
export function watch(
  options: ClusterWatchOptions & { ledger: MemoryLedger },
): Watching {
  const { ledger, ...rest } = options;
  const scope = clusterScope(rest);
  let controller: AbortController;
  let done: Promise<void>;
  let failure: unknown;
  const begin = () => {
    controller = new AbortController();
    failure = undefined;
    done = scope
      .run(ledger.context({ signal: controller.signal, logger }))
      .catch(error => {
        failure = error;
      });
  };
  begin();
  return {
    get failure() {
      return failure;
    },
    async stop() {
      controller.abort();
      await done;
    },
    again: begin,
  };
}
