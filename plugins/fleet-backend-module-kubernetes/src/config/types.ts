import type { Problem } from '@landfall/backstage-plugin-fleet-common';
import type { FieldManagers } from './fieldManagers';

/** How a cluster is reached. */
export type ClusterAccess =
  | { type: 'inCluster' }
  | { type: 'kubeconfig'; file: string; context?: string }
  | {
      type: 'url';
      url: string;
      token: { value: string } | { file: string };
      ca?: { pem: string } | { file: string };
      skipTLSVerify: boolean;
    };

/** One cluster to watch. */
export interface ClusterConfig {
  name: string;
  /** Where it stands in the configuration, such as `fleet.kubernetes.clusters[1]`. */
  path: string;
  access: ClusterAccess;
  namespaces: { include: string[]; exclude: string[] };
  /** Further annotations to keep, as names in which `*` stands for any characters. */
  annotations: string[];
  /** As well. */
  ignoredTemplateAnnotations: string[];
  /** Which programs act by themselves, and which are used by people. */
  fieldManagers: FieldManagers;
  workloadLink?: string;
  /** Whether it is told what the cluster has of processors, and what is made of it. */
  capacity: boolean;
}

/** The configuration as far as it can be used, and what is wrong with the rest. */
export interface KubernetesConfig {
  clusters: ClusterConfig[];
  problems: Problem[];
}
