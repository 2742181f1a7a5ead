export interface Config {
  /** Where each Jenkins is: the same section as that of the community's plugin, with the same keys. */
  jenkins?: {
    /** Address of the default instance. */
    baseUrl?: string;
    /** User of the default instance. */
    username?: string;
    /**
     * API token of that user.
     * @visibility secret
     */
    apiKey?: string;
    /** So many jobs below one folder are looked at; 50 by default. */
    projectCountLimit?: number;
    /**
     * Sent with each request; an `Authorization` here goes before user and token.
     * @deepVisibility secret
     */
    extraRequestHeaders?: { [name: string]: string | undefined };
    /** Which other addresses entities may name; the whole address has to match. */
    allowedBaseUrlOverrideRegex?: string;
    /** Several instances, each with a name. */
    instances?: Array<{
      /** As annotations name it; `default` where they name none. Unique and stable: everything that was seen there is kept under it. */
      name: string;
      /** Its address. */
      baseUrl: string;
      /** Its user. */
      username: string;
      /**
       * API token of that user.
       * @visibility secret
       */
      apiKey: string;
      /** So many jobs below one folder are looked at; 50 by default. */
      projectCountLimit?: number;
      /**
       * Sent with each request; an `Authorization` here goes before user and token.
       * @deepVisibility secret
       */
      extraRequestHeaders?: { [name: string]: string | undefined };
      /** Which other addresses entities may name; the whole address has to match. */
      allowedBaseUrlOverrideRegex?: string;
    }>;
  };
  fleet?: {
    /** Reads builds from each Jenkins of the section `jenkins`. An empty section reads the jobs that the catalog names. */
    jenkins?: {
      /** More jobs, or folders of jobs: `folder/job`, or `instance:folder/job`. */
      jobs?: string[];
      /** Which builds are deployments; the first that matches counts. Beside them those of jobs that an annotation calls so. */
      deployments?: Array<{
        /** Full names of jobs, `[instance:]name`, in which `*` is anything without a slash and `**` anything. */
        job: string | string[];
        /** Only builds with this value of a parameter, in which `*` is anything. */
        when?: { parameter: string; value: string };
        /** The environment that is deployed to. */
        environment?: string;
        /** Parameter, or variable of the pipeline, that names the environment. */
        environmentParameter?: string;
        /** What that environment is for. */
        tier?: 'production' | 'staging' | 'testing' | 'development' | 'other';
        /** Parameter, or variable of the pipeline, that names the version. */
        versionParameter?: string;
        /** Parameter, or variable of the pipeline, that names the commit. Default: what was checked out. */
        commitParameter?: string;
        /** Parameter, or variable of the pipeline, that names the image. */
        imageParameter?: string;
        /** Of which repository the commit is, where a build checks out several: `host/owner/name`, with `*` and `**`. */
        repository?: string;
        /** What an unstable build is; `succeeded` by default. */
        unstable?: 'succeeded' | 'failed';
        /** What an aborted build is; `failed` by default. */
        aborted?: 'failed' | 'unknown';
      }>;
      /** How many days of history the first look reads; 365 by default, at most 3,650. */
      historyDays?: number;
      /** How often it is asked; 120 by default. */
      intervalSeconds?: number;
      /** For one request; 20 by default. */
      timeoutSeconds?: number;
      /** Certificates of the authorities that may have signed the servers', PEM. Default: those of the system. */
      ca?: string;
      /** Path of a file with such certificates. */
      caFile?: string;
      /** Takes webhooks at `/api/fleet/webhooks/jenkins`. Without a secret there are none. */
      webhook?: {
        /**
         * What the sender has to show, at least 16 characters; a list of them while it is changed.
         * @deepVisibility secret
         */
        secret: string | string[];
      };
    };
  };
}
