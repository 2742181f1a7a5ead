import type { Problem } from '@landfall/backstage-plugin-fleet-common';
import type { Source } from '@landfall/backstage-plugin-fleet-node';
import { checkCredentials } from './client/credentials';
import { ClusterError } from './client/errors';
import type { RequestLimits } from './client/clusterApi';
import type { ClusterConfig, KubernetesConfig } from './config/types';
import { ANNOTATIONS } from './watch/clusterState';
import { clusterScope } from './watch/clusterWatch';
import type { WatchTimings } from './watch/timings';

/** For tests and benches. */
export interface KubernetesSourceOptions {
  timings?: Partial<WatchTimings>;
  limits?: Partial<RequestLimits>;
}

/**
 * The source of the configured clusters. One whose files cannot be read tells so itself, and is tried again as long as the portal runs: a file may come
 * later.
 */
export function createKubernetesSource(
  { clusters, problems }: KubernetesConfig,
  options: KubernetesSourceOptions = {},
): Source {
  return {
    id: 'kubernetes',
    title: 'Kubernetes',
    observes: [
      'presence',
      'rollout',
      'outage',
      'operation',
      'disruption',
      'usage',
      'capacity',
    ],
    ...(clusters.length > 0 && {
      annotations: {
        kept: [
          ...new Set([
            ...ANNOTATIONS,
            ...clusters.flatMap(({ annotations }) => annotations),
          ]),
        ],
        key: 'fleet.kubernetes.annotations',
      },
    }),
    problems,
    scopes: clusters.map(cluster => clusterScope({ cluster, ...options })),
  };
}

/** Which files that the clusters need cannot be used just now. */
export async function unreadableFiles(
  clusters: readonly ClusterConfig[],
): Promise<Problem[]> {
  const found = await Promise.all(clusters.map(credentialsProblem));
  return found.filter(problem => problem !== undefined);
}

async function credentialsProblem(
  cluster: ClusterConfig,
): Promise<Problem | undefined> {
  try {
    await checkCredentials(cluster);
    return undefined;
  } catch (error) {
    if (!(error instanceof ClusterError)) throw error;
    return { text: error.message, fix: error.fix };
  }
}
