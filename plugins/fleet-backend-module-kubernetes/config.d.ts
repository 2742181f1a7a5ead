/** Which namespaces are looked at; all by default. */
interface FleetKubernetesNamespaces {
  /** Only these. They are listed one by one, so that a Role in each is enough. */
  include?: string[];
  /** All but these. */
  exclude?: string[];
}

/** Which programs changed a workload, by the names that the cluster notes as field managers; `*` stands for any characters, case does not count. */
interface FleetKubernetesFieldManagers {
  /** Act by themselves, besides controllers, autoscalers and the usual tools of delivery. */
  machines?: string[];
  /** Are used by people, even if Landfall takes them for machines. */
  people?: string[];
}

/** What may be set for all clusters, and for one. */
interface FleetKubernetesOptions {
  /** Which namespaces are looked at. What a cluster sets replaces what is set for all. */
  namespaces?: FleetKubernetesNamespaces;
  /**
   * Names of annotations of workloads and their templates to keep, in which `*` stands for any characters, besides those of Backstage's Kubernetes plugin,
   * those of tracing and meshes and those that signals of `fleet.migrations` name. All others are dropped at the source. What a cluster sets is added to
   * what is set for all.
   */
  annotations?: string[];
  /**
   * Annotations of the pod template that are not part of the configuration, as names in which `*` stands for any characters: a change of nothing else is then a
   * restart. What a cluster sets is added to what is set for all.
   */
  ignoredTemplateAnnotations?: string[];
  /** Whose changes are manual operations. What a cluster sets is added to what is set for all. */
  fieldManagers?: FleetKubernetesFieldManagers;
  /**
   * Where people find a workload: an http(s) URL in which `{cluster}`, `{namespace}`, `{kind}`, `{name}` and `{uid}` are filled in.
   */
  workloadLink?: string;
  /**
   * Whether it is told what the cluster has of processors, what is set aside of them and which workloads autoscalers own. For that nodes and autoscalers are
   * listed every ten minutes. True by default. What a cluster sets replaces what is set for all.
   */
  capacity?: boolean;
}

export interface Config {
  fleet?: {
    kubernetes?: FleetKubernetesOptions & {
      /** The clusters that are watched. */
      clusters?: Array<
        FleetKubernetesOptions & {
          /** Unique and stable: everything that was seen in the cluster is kept under it. */
          name: string;
          /** The cluster that the portal runs in, by its service account. */
          inCluster?: boolean;
          /** A kubeconfig file. */
          kubeconfig?: {
            /** Its path. It is read again when the credentials are refused. */
            file: string;
            /** Default: the file's current context. */
            context?: string;
          };
          /** Address of the API server. */
          url?: string;
          /**
           * A bearer token.
           * @visibility secret
           */
          token?: string;
          /** Path of a file with a bearer token. It is read again every minute, and when the token is refused. */
          tokenFile?: string;
          /** Certificates of the authorities that may have signed the server's, PEM. Default: those of the system. */
          ca?: string;
          /** Path of a file with such certificates. */
          caFile?: string;
          /** Talks to whoever answers. For trials only. */
          skipTLSVerify?: boolean;
        }
      >;
    };
  };
}
