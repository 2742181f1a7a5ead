import type { Problem } from '@landfall/backstage-plugin-fleet-common';
import type { PollScope, Source } from '@landfall/backstage-plugin-fleet-node';
import {
  hostPoll,
  type Patience,
  type Repositories,
} from '@landfall/backstage-plugin-fleet-node/codeHosts';
import { gitlabProfile } from './client/profile';
import type { HostConfig } from './config/types';
import { groupProjects } from './look/groups';
import { lookAtProject } from './look/lookAtProject';
import { connectWebhooks, type WebhooksOptions } from './webhooks/webhooks';

/** GitLab counts requests by the minute: that is waited for, rather than end the look. */
const LONGEST_WAIT_MS = 65_000;

/** What the source needs. */
export interface GitlabSourceOptions
  extends Pick<WebhooksOptions, 'events' | 'logger' | 'now'> {
  hosts: readonly HostConfig[];
  problems: readonly Problem[];
  repositories: Repositories;
  /** Waits for a limit to be over. */
  wait: Patience['wait'];
}

/** The source of all GitLabs that the portal has an integration for: one poll for each, and webhooks beside it. */
export function createGitlabSource(options: GitlabSourceOptions): Source {
  const { hosts, problems } = options;
  return {
    id: 'gitlab',
    title: 'GitLab',
    observes: [
      'ci_deployment',
      'pipeline_run',
      'pull_request',
      'change',
      'release',
      'incident',
    ],
    problems,
    scopes: hosts.map(config => hostScope(config, options)),
    connect: inbox => connectWebhooks(options, inbox),
  };
}

function hostScope(
  config: HostConfig,
  { repositories, wait }: GitlabSourceOptions,
): PollScope {
  const { host } = config;
  return hostPoll({
    ...{ profile: gitlabProfile, config, repositories },
    // One token for all that is on a host.
    ownerOf: () => host,
    token: async () => config.token,
    listOf: groupProjects,
    lookAt: lookAtProject,
    patience: { longestMs: LONGEST_WAIT_MS, wait },
  });
}
