import type { Problem } from '@landfall/backstage-plugin-fleet-common';
import type { GithubIntegrationConfig } from '@backstage/integration';

/** A repository or an organisation that configuration names. */
export interface NamedPlace {
  /** Where it stands in the configuration, such as `fleet.github.repositories[0]`. */
  path: string;
  host: string;
  /** `owner/name` of a repository, the name of an organisation. */
  name: string;
}

/** One GitHub to ask: one for each integration. */
export interface HostConfig {
  /** Such as `github.com`: the scope. */
  host: string;
  /** Address of its API, without a slash at the end. */
  apiUrl: string;
  integration: GithubIntegrationConfig;
  repositories: readonly NamedPlace[];
  organisations: readonly NamedPlace[];
  /** Upper and lower case make no difference. */
  incidentLabels: readonly string[];
  historyDays: number;
  intervalSeconds: number;
}

/** The configuration as far as it can be used, and what is wrong with the rest. */
export interface GithubConfig {
  hosts: HostConfig[];
  problems: Problem[];
}
