export interface Config {
  fleet?: {
    /** Reads deliveries from each GitHub of `integrations.github`. An empty section reads the repositories that the catalog names. */
    github?: {
      /** More repositories: `owner/name`, or `host/owner/name`. */
      repositories?: string[];
      /** All repositories of these: `name`, or `host/name`. */
      organisations?: string[];
      /** An issue with one of these labels is an incident; `incident` by default, at most 5. */
      incidentLabels?: string[];
      /** How many days of history the first look reads; 365 by default, at most 3,650. */
      historyDays?: number;
      /** How often it is asked; 300 by default. */
      intervalSeconds?: number;
    };
  };
}
