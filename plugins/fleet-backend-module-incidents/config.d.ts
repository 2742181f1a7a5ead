/** A receiver of webhooks. Without a secret it is left out. */
interface FleetReceiver {
  /**
   * What the sender has to show, at least 16 characters; a list of them while it is changed.
   * @deepVisibility secret
   */
  secret: string | string[];
}

export interface Config {
  fleet?: {
    alertmanager?: {
      /** The servers that are asked, that tell by themselves, or both. */
      servers?: Array<{
        /** Unique and stable: everything that was seen there is kept under it. Part of the address of its receiver. */
        name: string;
        /** Address, without `/api/v2`. */
        url?: string;
        /** What is sent so that it lets us in; none by default. */
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
        /** Takes its webhook at `/api/fleet/webhooks/alertmanager/<name>`. */
        webhook?: FleetReceiver;
        /**
         * What names the service of an alert, with `{label:NAME}` for the value of a label; of several the first whose labels an alert has.
         * `component:default/{label:service}` by default.
         */
        service?: string | string[];
        /** Alerts that have all labels of one of these are left out. */
        ignore?: Array<{ [label: string]: string }>;
        /** How often it is asked; 30 by default. */
        intervalSeconds?: number;
        /** For one request; 10 by default. */
        timeoutSeconds?: number;
      }>;
    };
    pagerduty?: {
      /** Everything that was seen there is kept under it; `default` by default. */
      account?: string;
      /**
       * A read-only key of the REST API. Without it, only webhooks tell.
       * @visibility secret
       */
      token?: string;
      /** Address of the REST API; `https://api.pagerduty.com` by default. */
      url?: string;
      /** Takes webhooks version 3 at `/api/fleet/webhooks/pagerduty`; the secret is that of the subscription. */
      webhook?: FleetReceiver;
      /** How many days of history the first look reads; 30 by default, at most 365. */
      backfillDays?: number;
      /** How often it is asked; 60 by default. */
      intervalSeconds?: number;
      /** For one request; 20 by default. */
      timeoutSeconds?: number;
    };
    webhook?: {
      /** The tools that may tell by the generic webhook. */
      tools?: Array<{
        /** Unique and stable: everything that it tells is kept under it. Part of the address: `/api/fleet/webhooks/generic/<name>`. */
        name: string;
        /**
         * The bearer token that it sends, at least 16 characters; a list of them while it is changed.
         * @deepVisibility secret
         */
        token: string | string[];
        /** What it may tell; all by default. */
        kinds?: Array<
          | 'incident'
          | 'acknowledgement'
          | 'page'
          | 'ticket'
          | 'deployment'
          | 'validation'
        >;
        /** Entity references of the services of which it may tell; all by default. */
        services?: string[];
      }>;
    };
  };
}
