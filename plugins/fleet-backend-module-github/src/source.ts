import type { Problem } from '@landfall/backstage-plugin-fleet-common';
import {
  SourceError,
  type PollScope,
  type Source,
} from '@landfall/backstage-plugin-fleet-node';
import {
  hostPoll,
  type Repositories,
} from '@landfall/backstage-plugin-fleet-node/codeHosts';
import type { GithubCredentialsProvider } from '@backstage/integration';
import { githubProfile } from './client/profile';
import type { HostConfig } from './config/types';
import { lookAtRepository } from './look/lookAtRepository';
import { organisationRepositories } from './look/organisations';
import { connectWebhooks, type WebhooksOptions } from './webhooks/webhooks';

/** What the source needs. */
export interface GithubSourceOptions
  extends Pick<WebhooksOptions, 'events' | 'logger' | 'now'> {
  hosts: readonly HostConfig[];
  problems: readonly Problem[];
  repositories: Repositories;
  credentials: GithubCredentialsProvider;
}

/** The source of all GitHubs that the portal has an integration for: one poll for each, and webhooks beside it. */
export function createGithubSource(options: GithubSourceOptions): Source {
  const { hosts, problems } = options;
  return {
    id: 'github',
    title: 'GitHub',
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
  { repositories, credentials }: GithubSourceOptions,
): PollScope {
  const { host } = config;
  const token = async (owner: string) => {
    try {
      const url = `https://${host}/${owner}`;
      return (await credentials.getCredentials({ url })).token;
    } catch (error) {
      throw new SourceError(
        `There are no credentials for ${owner} on ${host}`,
        {
          fix: `Install the app of integrations.github for ${owner}, or give the integration a token.`,
          cause: error,
        },
      );
    }
  };
  return hostPoll({
    ...{ profile: githubProfile, config, repositories, token },
    ownerOf: slug => slug.split('/')[0],
    listOf: organisationRepositories,
    lookAt: lookAtRepository,
  });
}
