/** What the series of a query tell of: either a service, or a target. In all of it `{label:NAME}` stands for the value of a label. */
interface FleetPrometheusSubject {
  /** Where it runs: `kubernetes`, or what presence and other sources call it. */
  platform: string;
  /** Reference of the catalog entity, such as `component:default/{label:app}`. */
  service?: string;
  /** One place of a service. */
  target?: {
    cluster: string;
    namespace: string;
    /** Default: `Series`, as presence calls it. */
    workloadKind?: string;
    workload: string;
  };
}

export interface Config {
  fleet?: {
    prometheus?: {
      /** The servers that are asked. */
      servers?: Array<{
        /** Unique and stable: everything that was seen there is kept under it. */
        name: string;
        /** Address, without `/api/v1`. */
        url: string;
        /**
         * What is sent so that it lets us in; none by default.
         */
        credentials?:
          | 'none'
          | {
              username: string;
              /** @visibility secret */
              password: string;
            }
          | {
              /**
               * A bearer token.
               * @visibility secret
               */
              token: string;
            };
        /** Certificates of the authorities that may have signed the server's, PEM. Default: those of the system. */
        ca?: string;
        /** Path of a file with such certificates. */
        caFile?: string;
        /**
         * Sent with each request, such as the name of a tenant.
         * @deepVisibility secret
         */
        headers?: { [name: string]: string };
        /** How often it is asked; 60 by default. */
        intervalSeconds?: number;
        /** For one request; 10 by default. */
        timeoutSeconds?: number;
        /** How many days of history the first look reads; 0 by default, at most 90. */
        backfillDays?: number;
        /** Requests per second. */
        traffic?: Array<
          FleetPrometheusSubject & {
            /** PromQL. Gives one series for each service or target and platform; several are added up. */
            query: string;
          }
        >;
        /** Cores. The mean of each full hour is kept. */
        cpu?: Array<
          FleetPrometheusSubject & {
            /** PromQL: how much is used. */
            used: string;
            /** PromQL: how much is asked for. */
            requested?: string;
            /** PromQL: how much the nodes that it runs on can give, each node once. */
            allocatable?: string;
            /** PromQL: replicas, of which the least of each hour is kept. */
            minReplicas?: string;
            /** PromQL: replicas, of which the greatest of each hour is kept. */
            maxReplicas?: string;
            /** PromQL: above 0 where an autoscaler owns the number of replicas, 0 where none does. */
            autoscaled?: string;
          }
        >;
        /** What whole platforms can give, and what is made of it. The mean of each full hour is kept. At least one query is needed. */
        platforms?: Array<{
          platform: string;
          /** Where a server tells of several clusters, or of one of several; they are added up. */
          cluster?: string;
          /** PromQL: cores that are used. */
          used?: string;
          /** PromQL: cores that are asked for. */
          requested?: string;
          /** PromQL: cores that the nodes can give. */
          allocatable?: string;
          /** PromQL: number of nodes. */
          nodes?: string;
          /** PromQL: number of workloads. */
          workloads?: string;
        }>;
        /** What runs on a platform that no other source knows. */
        presence?: Array<{
          /** PromQL. Gives the number of ready instances of each workload; several series are added up. */
          query: string;
          /** PromQL: the number of wanted instances. */
          desired?: string;
          platform: string;
          cluster: string;
          namespace: string;
          /** Default: `Series`. */
          workloadKind?: string;
          workload: string;
          /** The image that runs, where a label tells. */
          image?: string;
        }>;
      }>;
    };
  };
}
