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

    /**
     * Migrations from one platform to another; docs/migrations.md explains each key. A definition that contradicts itself is left out, and named.
     */
    migrations?: Array<{
      /** Lower-case letters, digits and hyphens. */
      id: string;
      title: string;
      description?: string;
      /** Fills `from`, `to` and `technology`. */
      template?:
        | 'helios-to-kubernetes'
        | 'home-grown-to-kubernetes'
        | 'rpc-to-grpc'
        | 'proxy-to-envoy'
        | 'untraced-to-traced';
      /** Full reference of the team that runs it. */
      owner: string;
      sponsor?: string;
      supportLink?: string;
      documentationLink?: string;
      /** What a target of the old side looks like. */
      from?: { [key: string]: unknown };
      /** What a target of the new side looks like. */
      to?: { [key: string]: unknown };
      /** Filter predicate over catalog entities. Default: all services. */
      scope?: { [key: string]: unknown };
      /** `production` (default), `all`, or names of environments. */
      environments?: string | string[];
      /** Days, YYYY-MM-DD. */
      start: string;
      target: string;
      waves?: Array<{
        id: string;
        title: string;
        start?: string;
        end?: string;
        /** Filter predicate over catalog entities. */
        match: { [key: string]: unknown };
        gates?: string[];
      }>;
      /** Default: the template's; an empty list asks for nothing. */
      validation?: Array<{
        rule: 'load_test' | 'stress_test' | 'soak' | 'manual';
        /** Of load and stress tests: at least so many requests per second. */
        peakRate?: number;
        /** Of a soak. */
        hours?: number;
      }>;
      technology?: {
        name: string;
        link?: string;
        maturity?: 'sandbox' | 'incubating' | 'graduated' | 'none';
      };
      /** Moves made before Landfall looked. */
      baseline?: Array<{ service: string; date: string }>;
      /** Default: 1440. */
      retiredAfterMinutes?: number;
      /** Default: 60. */
      fallBackAfterMinutes?: number;
      /** Default: 21. */
      stalledAfterDays?: number;
      /** Default: 14. */
      noticeDays?: number;
    }>;

    /** What is read from the catalog. */
    catalog?: {
      /** How often it is read, in seconds. Default: 60. */
      refreshSeconds?: number;
      /**
       * How long a service or team may be missing from it before it counts as gone, in seconds; until then what it
       * had stays its own. Default: 600.
       */
      goneAfterSeconds?: number;
      /** Types of components that should run somewhere, besides those with an annotation. Default: service, website. */
      serviceTypes?: string[];
    };
  };
}
