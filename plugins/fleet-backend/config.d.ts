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

    /** How delivery is measured; docs/metrics.md explains each number and choice. */
    delivery?: {
      /** Over how many days numbers are told: 1 to 6 whole numbers, each 1 to 180. Default: 7, 30 and 90. */
      windows?: number[];
      /** Which of them is shown where nobody asks for another. Default: 30 where it is among them, else the middle one. */
      firstWindow?: number;
      /**
       * Which environments CI and code hosts deploy to. The first that matches counts; what none matches is listed as unmapped, and never
       * production by its name.
       */
      environments?: Array<{
        /** Name of the environment, the same as that of its targets in `fleet.environments`. */
        name: string;
        /** Whether it is production. Default: false. */
        production?: boolean;
        /** Every condition that is given must hold. Default: all. */
        match?: {
          /** As CI names it. */
          environment?: Patterns;
          /** What the host says it is for: production, staging, testing, development, other. */
          tier?: Patterns;
          /** Repository or job, such as github.com/acme/cart. */
          origin?: Patterns;
        };
      }>;
      /** Whether lead time begins when a commit was committed or when it was written. Default: committer. */
      leadTimeFrom?: 'committer' | 'author';
      /** Labels of pull requests with hotfixes, in any case. Default: hotfix. */
      hotfixLabels?: string[];
      /** Beginnings of the branches that hotfixes come from. Default: hotfix/. */
      hotfixBranches?: string[];
      /** Which deployment failed where several were taken back. Default: first. */
      rolledBack?: 'first' | 'directly_before';
      /** Whether rollbacks count in the change fail rate, above and below the line. Default: false. */
      failRateWithRollbacks?: boolean;
      /** For how many hours after a deployment an incident speaks of it, 1 to 168. Default: 24. */
      incidentHours?: number;
      /** When people work: what is a page out of hours or at night. */
      workingHours?: {
        /** IANA name. Default: `fleet.timeZone`. */
        zone?: string;
        /** Default: monday to friday. */
        days?: string[];
        /** Times such as 09:00. Default: 09:00 to 17:00. */
        from?: string;
        until?: string;
        /** Days on which nobody works, YYYY-MM-DD. */
        holidays?: string[];
        /** Default: 22:00 to 06:00. */
        nightFrom?: string;
        nightUntil?: string;
        /** When the first of the two shifts of 12 hours begins. Default: 08:00. */
        shiftFrom?: string;
        /** Calendars of teams; what one does not say is as above. */
        teams?: Array<{
          /** Full entity reference. */
          team: string;
          zone?: string;
          days?: string[];
          from?: string;
          until?: string;
          holidays?: string[];
          nightFrom?: string;
          nightUntil?: string;
          shiftFrom?: string;
        }>;
      };
      /**
       * Minutes that one of a kind of operational load takes: pages, pages_out_of_hours, pages_at_night, tickets, busy_shifts, restarts,
       * out_of_memory, crash_loops, manual_operations. Default: none, and no hours are estimated.
       */
      minutesPerLoad?: { [kind: string]: number };
      /** Edition of the bands of dora.dev that metrics carry. Default: none. */
      bands?: 'none' | '2021' | '2023';
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
