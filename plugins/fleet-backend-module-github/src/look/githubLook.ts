import type { RepositoryLook } from '@landfall/backstage-plugin-fleet-node/codeHosts';
import type { HostConfig } from '../config/types';

/** A look at a repository of GitHub. */
export type GithubLook = RepositoryLook<HostConfig>;
