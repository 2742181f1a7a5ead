import type { LoggerService } from '@backstage/backend-plugin-api';
import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import type { Source } from '@landfall/backstage-plugin-fleet-node';
import { Repositories } from '@landfall/backstage-plugin-fleet-node/codeHosts';
import {
  annotatedComponents,
  LastSubscriber,
  quietLogger,
} from '@landfall/backstage-plugin-fleet-node/testUtils';
import { isSlug, readGitlabConfig } from '../config/config';
import { createGitlabSource } from '../source';

/** Where the GitLab of the tests is. */
export const HOST = 'gitlab.example.com';

/** What the source of a test is made of. */
export interface LookingOptions {
  apiUrl: string;
  /** Of its pages, where that is not the usual address. */
  baseUrl?: string;
  /** `fleet.gitlab`. */
  gitlab?: Record<string, unknown>;
  /** Annotations of components. */
  catalog?: Record<string, string>[];
  events?: LastSubscriber;
  now?: () => number;
  /** Waits for a limit; waits for ever by default. */
  wait?: (ms: number) => Promise<void>;
  logger?: LoggerService;
}

/** The source of one GitLab that has nothing wrong with its configuration. */
export function sourceOf(options: LookingOptions): Source {
  const { apiUrl, baseUrl, gitlab = {}, catalog = [] } = options;
  const config = new ConfigReader({
    integrations: {
      gitlab: [
        {
          ...{ host: HOST, apiBaseUrl: apiUrl, token: 'made-up-token' },
          ...(baseUrl && { baseUrl }),
        },
      ],
    },
    fleet: { gitlab: gitlab as never },
  });
  const { hosts, problems } = readGitlabConfig(config);
  if (problems.length > 0) throw new Error(JSON.stringify(problems));
  const now = options.now ?? (() => Date.now());
  return createGitlabSource({
    ...{ hosts, problems, now },
    repositories: new Repositories({
      auth: mockServices.auth(),
      catalog: annotatedComponents(catalog),
      ...{ hosts, isSlug, now },
    }),
    events: options.events ?? new LastSubscriber(),
    logger: options.logger ?? quietLogger,
    wait: options.wait ?? (() => new Promise(() => {})),
  });
}
