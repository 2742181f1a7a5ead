import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import {
  DefaultGithubCredentialsProvider,
  ScmIntegrations,
  type GithubCredentialsProvider,
} from '@backstage/integration';
import type { Source } from '@landfall/backstage-plugin-fleet-node';
import {
  annotatedComponents,
  LastSubscriber,
  quietLogger,
} from '@landfall/backstage-plugin-fleet-node/testUtils';
import { Repositories } from '@landfall/backstage-plugin-fleet-node/codeHosts';
import { readGithubConfig } from '../config/config';
import { isSlug } from '../repositories/slug';
import { createGithubSource } from '../source';

/** The source of one GitHub that has nothing wrong with its configuration. */
export function sourceOf(options: {
  apiUrl: string;
  host?: string;
  /** `fleet.github`. */
  github?: Record<string, unknown>;
  /** Annotations of components. */
  catalog?: Record<string, string>[];
  events?: LastSubscriber;
  /** Those of the integration by default. */
  credentials?: GithubCredentialsProvider;
  now?: () => number;
}): Source {
  const { apiUrl, host = 'github.com', github = {}, catalog = [] } = options;
  const config = new ConfigReader({
    integrations: {
      github: [{ host, apiBaseUrl: apiUrl, token: 'made-up-token' }],
    },
    fleet: { github: github as never },
  });
  const { hosts, problems } = readGithubConfig(config);
  const own = hosts.filter(one => one.host === host);
  if (problems.length > 0) throw new Error(JSON.stringify(problems));
  const now = options.now ?? (() => Date.now());
  return createGithubSource({
    hosts: own,
    problems,
    credentials:
      options.credentials ??
      DefaultGithubCredentialsProvider.fromIntegrations(
        ScmIntegrations.fromConfig(config),
      ),
    repositories: new Repositories({
      auth: mockServices.auth(),
      catalog: annotatedComponents(catalog),
      ...{ hosts: own, isSlug, now },
    }),
    events: options.events ?? new LastSubscriber(),
    ...{ logger: quietLogger, now },
  });
}
