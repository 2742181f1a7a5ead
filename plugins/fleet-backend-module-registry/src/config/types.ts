import type { Problem } from '@landfall/backstage-plugin-fleet-common';
import type { HttpAccess } from '@landfall/backstage-plugin-fleet-node';

/** One registry to ask. */
export interface RegistryConfig {
  /** As references of images name it. */
  host: string;
  /** Where it stands in the configuration, such as `fleet.registry.registries[0]`. */
  path: string;
  /** Where it answers, without a slash at the end. */
  url: string;
  access: HttpAccess;
  /** Whether images of a repository are asked for. */
  accepts(repository: string): boolean;
  intervalSeconds: number;
  /** For one request. */
  timeoutSeconds: number;
}

/** The configuration as far as it can be used, and what is wrong with the rest. */
export interface RegistriesConfig {
  registries: RegistryConfig[];
  problems: Problem[];
}
