/** Configuration of the made-up company. */
export interface Config {
  fleet?: {
    demo?: {
      /** Whether there is a made-up company. Without it its facts and entities are removed. */
      enabled?: boolean;
      /** Another text gives another company. Default `landfall`. */
      seed?: string;
      /** Number of teams, parents included. Default 20. */
      teams?: number;
      /** Number of services. Default 200. */
      services?: number;
      /** Days of history. Default 90. */
      days?: number;
    };
  };
}
