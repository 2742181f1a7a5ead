/** One pattern or several, of which any may hold. `*` stands for any characters, `?` for one. */
type Patterns = string | string[];

/** What a target must look like; every condition that is given must hold, none given matches all. */
interface TargetMatch {
  platform?: Patterns;
  cluster?: Patterns;
  namespace?: Patterns;
  workload?: Patterns;
  /** Patterns of the values of labels, by name of the label. */
  labels?: { [label: string]: Patterns };
}

export interface Config {
  /**
   * Landfall. A line that is wrong is left out, logged and shown on the page of sources; the portal starts. Sources
   * have sections of their own below it.
   */
  fleet?: {
    /** In which time zone days and weeks are cut: an IANA name such as Europe/Stockholm. Default: UTC. */
    timeZone?: string;

    /**
     * Key of the fingerprints by which configurations of workloads are compared; at least 16 characters. Default: a
     * random one that is kept in the database. With another key every configuration looks changed once.
     *
     * @visibility secret
     */
    fingerprintKey?: string;

    /** How rollouts join to deployments. */
    deployments?: {
      /** How many minutes after its earliest rollout another one still belongs to a deployment, 1 to 1440. Default: 60. */
      joinMinutes?: number;
      /** Which target's finish is the deployment's, where there are several. Default: last. */
      finish?: 'last' | 'first' | 'majority';
    };

    /** Which environment targets belong to. The first that matches counts; what none matches is listed as unmapped. */
    environments?: Array<{
      /** Name of the environment. */
      name: string;
      /** Whether it is production. Never guessed from the name. Default: false. */
      production?: boolean;
      /** Which targets are in it. Default: all. */
      match?: TargetMatch;
    }>;

    /** Which service targets belong to, where no annotation of an entity joins them. The first that applies counts. */
    services?: Array<{
      /** Which targets it is about. Default: all. */
      match?: TargetMatch;
      /**
       * Entity reference with placeholders: `{label:NAME}`, `{annotation:NAME}`, `{platform}`, `{cluster}`,
       * `{namespace}`, `{workload}`.
       */
      service: string;
      /** Whether a target that it gives to another service belonged there all along. Default: false. */
      correction?: boolean;
    }>;

    /** What is read from the catalog. */
    catalog?: {
      /** How often it is read, in seconds. Default: 60. */
      refreshSeconds?: number;
      /** Types of components that should run somewhere, besides those with an annotation. Default: service, website. */
      serviceTypes?: string[];
    };
  };
}
