import type { LoggerService } from '@backstage/backend-plugin-api';
import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import {
  DefaultGithubCredentialsProvider,
  ScmIntegrations,
  type GithubCredentialsProvider,
} from '@backstage/integration';
import type { EventParams } from '@backstage/plugin-events-node';
import type { Look, Source } from '@landfall/backstage-plugin-fleet-node';
import type { MemoryLedger } from '@landfall/backstage-plugin-fleet-node/testUtils';
import { Repositories } from '@landfall/backstage-plugin-fleet-node/codeHosts';
import { readGithubConfig } from '../config/config';
import { isSlug } from '../repositories/slug';
import { createGithubSource } from '../source';

const logger: LoggerService = {
  error: () => {},
  warn: () => {},
  info: () => {},
  debug: () => {},
  child: () => logger,
};

/** Events that are handed to whoever subscribed last. */
export class LastSubscriber {
  private onEvent: ((params: EventParams) => Promise<void>) | undefined;

  async subscribe(options: {
    onEvent(params: EventParams): Promise<void>;
  }): Promise<void> {
    this.onEvent = options.onEvent;
  }

  async publish(params: EventParams): Promise<void> {
    await this.onEvent?.(params);
  }
}

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
      catalog: {
        queryEntities: async () => ({
          items: catalog.map(annotations => ({
            apiVersion: 'v1',
            kind: 'Component',
            metadata: { name: 'one', annotations },
          })),
          totalItems: catalog.length,
          pageInfo: {},
        }),
      },
      ...{ hosts: own, isSlug, now },
    }),
    events: options.events ?? new LastSubscriber(),
    ...{ logger, now },
  });
}

/** Looks once, as the runner does. */
export async function lookOnce(
  source: Source,
  ledger: MemoryLedger,
): Promise<Look> {
  const [scope] = source.scopes;
  if (scope.mode !== 'poll') throw new Error('It is a poll');
  const { signal } = new AbortController();
  return scope.run(ledger.context({ signal, logger }));
}
