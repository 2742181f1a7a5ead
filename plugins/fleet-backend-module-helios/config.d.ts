export interface Config {
  fleet?: {
    helios?: {
      /**
       * Keys of the metadata of jobs to keep: they become the labels by which a workload is attributed to a service. All others are dropped at the source.
       */
      keepMetadata?: string[];
      /** Where people find a workload: an http(s) URL in which `{cluster}`, `{group}` and `{job}` are filled in. */
      linkTemplate?: string;
      /** The clusters that are looked at. */
      masters?: Array<{
        /** Unique and stable: everything that was seen in the cluster is kept under it. */
        name: string;
        /** Address of its master. */
        url?: string;
        /** Addresses of its masters, where it has several: when one does not answer, the next is asked. */
        urls?: string[];
        /** What is sent with each request: none, a user name and a password, or a bearer token. Default: none. */
        credentials?:
          | 'none'
          | {
              username: string;
              /** @visibility secret */
              password: string;
            }
          | {
              /** @visibility secret */
              token: string;
            };
        /** Certificates of the authorities that may have signed the master's, PEM. Default: those of the system. */
        ca?: string;
        /** Path of a file with such certificates. */
        caFile?: string;
        /** How often it is looked at. Default: 30. */
        intervalSeconds?: number;
        /** How long an answer may take. Default: 10. */
        timeoutSeconds?: number;
        /** Replaces what is set for all. */
        linkTemplate?: string;
        /** Is added to what is set for all. */
        keepMetadata?: string[];
      }>;
    };
  };
}
