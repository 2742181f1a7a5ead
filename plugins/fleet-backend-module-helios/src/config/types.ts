import type { Problem } from '@landfall/backstage-plugin-fleet-common';
import type { HttpAccess } from '@landfall/backstage-plugin-fleet-node';

/** One Helios cluster to look at. */
export interface MasterConfig {
  name: string;
  /** Where it stands in the configuration, such as `fleet.helios.masters[1]`. */
  path: string;
  /** Addresses of its masters, at least one. */
  urls: string[];
  access: HttpAccess;
  intervalSeconds: number;
  /** For one request. */
  timeoutSeconds: number;
  /** Keys of the metadata of jobs that become labels. */
  keepMetadata: string[];
  linkTemplate?: string;
}

/** The configuration as far as it can be used, and what is wrong with the rest. */
export interface HeliosConfig {
  masters: MasterConfig[];
  problems: Problem[];
}
