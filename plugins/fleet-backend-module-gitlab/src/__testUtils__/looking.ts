import type { LoggerService } from '@backstage/backend-plugin-api';
import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import type { EventParams } from '@backstage/plugin-events-node';
import type { Look, Source } from '@landfall/backstage-plugin-fleet-node';
import { Repositories } from '@landfall/backstage-plugin-fleet-node/codeHosts';
import type { MemoryLedger } from '@landfall/backstage-plugin-fleet-node/testUtils';
import { isSlug, readGitlabConfig } from '../config/config';
import { createGitlabSource } from '../source';

/** Where the GitLab of the tests is. */
export const HOST = 'gitlab.example.com';

const silent: LoggerService = {
  error: () => {},
  warn: () => {},
  info: () => {},
  debug: () => {},
  child: () => silent,
};

/** Events that are handed to whoever subscribed last. */
export class LastSubscriber {
  private onEvent: ((params: EventParams) => Promise<void>) | undefined;

  async subscribe(options: {
    onEvent(params: EventParams): Promise<void>;
  }): Promise<void> {
    this.onEvent = options.onEvent;
  }

  async publish(eventPayload: unknown): Promise<void> {
    await this.onEvent?.({ topic: 'gitlab', eventPayload });
  }
}

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
      catalog: {
        queryEntities: async () => ({
          items: catalog.map(annotations => ({ metadata: { annotations } })),
          pageInfo: {},
        }),
      },
      ...{ hosts, isSlug, now },
    }),
    events: options.events ?? new LastSubscriber(),
    logger: options.logger ?? silent,
    wait: options.wait ?? (() => new Promise(() => {})),
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
  return scope.run(ledger.context({ signal, logger: silent }));
}
