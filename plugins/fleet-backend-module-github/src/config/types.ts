import type { GithubIntegrationConfig } from '@backstage/integration';
import type { Problem } from '@landfall/backstage-plugin-fleet-common';
import type { CodeHostConfig } from '@landfall/backstage-plugin-fleet-node/codeHosts';

/** One GitHub to ask: one for each integration. */
export interface HostConfig extends CodeHostConfig {
  integration: GithubIntegrationConfig;
  /** Upper and lower case make no difference. */
  incidentLabels: readonly string[];
}

/** The configuration as far as it can be used, and what is wrong with the rest. */
export interface GithubConfig {
  hosts: HostConfig[];
  problems: Problem[];
}
