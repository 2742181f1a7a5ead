export interface Config {
  fleet?: {
    /** Reads deliveries from each GitLab of `integrations.gitlab`. An empty section reads the projects that the catalog names. */
    gitlab?: {
      /** More projects: `group/project`, or `host/group/project`; groups within groups as they are. */
      projects?: string[];
      /** All projects of these and of the groups within: `group`, or `host/group`. */
      groups?: string[];
      /** An issue with one of these labels is an incident, besides issues of the type incident; none by default, at most 5. */
      incidentLabels?: string[];
      /** How many days of history the first look reads; 365 by default, at most 3,650. */
      historyDays?: number;
      /** How often it is asked; 300 by default. */
      intervalSeconds?: number;
    };
  };
}
