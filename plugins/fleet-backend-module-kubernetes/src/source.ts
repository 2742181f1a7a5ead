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
 * The source of the configured clusters. Clusters whose files cannot be read are told as problems, and tried again as long as the portal runs: a file may
 * come later.
 */
export async function createKubernetesSource(
  { clusters, problems }: KubernetesConfig,
  options: KubernetesSourceOptions = {},
): Promise<Source> {
  const unreadable = await Promise.all(clusters.map(credentialsProblem));
  return {
    id: 'kubernetes',
    title: 'Kubernetes',
    observes: ['presence', 'rollout'],
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
    problems: [
      ...problems,
      ...unreadable.filter(problem => problem !== undefined),
    ],
    scopes: clusters.map(cluster => clusterScope({ cluster, ...options })),
  };
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
