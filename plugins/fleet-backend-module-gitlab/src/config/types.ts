import type { Problem } from '@landfall/backstage-plugin-fleet-common';
import type { CodeHostConfig } from '@landfall/backstage-plugin-fleet-node/codeHosts';

/** One GitLab to ask: one for each integration. */
export interface HostConfig extends CodeHostConfig {
  /** Address of its pages, without a slash at the end; it may stand below a path of its host. */
  baseUrl: string;
  /** None: what everybody may see. */
  token: string | undefined;
  /** Besides issues of the type incident. Upper and lower case make no difference. */
  incidentLabels: readonly string[];
}

/** The configuration as far as it can be used, and what is wrong with the rest. */
export interface GitlabConfig {
  hosts: HostConfig[];
  problems: Problem[];
}
