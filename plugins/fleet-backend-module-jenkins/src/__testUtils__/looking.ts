import type { LoggerService } from '@backstage/backend-plugin-api';
import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { instant } from '@landfall/backstage-plugin-fleet-common';
import {
  createWebhookRouter,
  type Look,
  type Source,
} from '@landfall/backstage-plugin-fleet-node';
import {
  annotatedComponents,
  lookOnce as look,
  type MemoryLedger,
} from '@landfall/backstage-plugin-fleet-node/testUtils';
import express, { type Express } from 'express';
import { readJenkinsConfig } from '../config/config';
import { Jobs } from '../jobs/jobs';
import { createJenkinsSource } from '../source';

/** What senders of webhooks show. */
export const SECRET = 'example-secret-of-20';
/** User and token of an instance. */
export const USER = 'landfall';
/** See {@link USER}. */
export const TOKEN = 'made-up-token-of-a-user';

/** Remembers what was said. */
export function recordingLogger(): LoggerService & { lines: string[] } {
  const lines: string[] = [];
  const say = (message: string) => {
    lines.push(message);
  };
  const logger = {
    ...{ lines, error: say, warn: say, info: say, debug: say },
    child: () => logger,
  };
  return logger;
}

/** What a made source consists of. */
export interface Made {
  source: Source;
  /** Takes webhooks. */
  app: Express;
  logger: LoggerService & { lines: string[] };
}

/** The source of one Jenkins, whose configuration has nothing wrong with it but what is expected, and what takes its webhooks. */
export function sourceOf(options: {
  baseUrl: string;
  /** `fleet.jenkins`. */
  jenkins?: Record<string, unknown>;
  /** One entry of `jenkins.instances`. */
  instance?: Record<string, unknown>;
  /** Further entries. */
  others?: Record<string, unknown>[];
  /** Annotations of components. */
  catalog?: Record<string, string>[] | (() => Record<string, string>[]);
  now?: () => number;
}): Made {
  const { baseUrl, jenkins = {}, instance = {}, others = [] } = options;
  const config = readJenkinsConfig(
    new ConfigReader({
      jenkins: {
        instances: [
          {
            ...{ name: 'default', baseUrl, username: USER, apiKey: TOKEN },
            ...instance,
          },
          ...others,
        ],
      },
      fleet: { jenkins: { webhook: { secret: SECRET }, ...jenkins } as never },
    } as never),
  );
  const wrong = config.problems.filter(
    // The stand-in has no certificate.
    ({ text }) => !text.endsWith('sends its credentials unencrypted'),
  );
  if (wrong.length > 0) throw new Error(JSON.stringify(wrong));
  const now = options.now ?? (() => Date.now());
  const clock = { now: () => instant(now()) };
  const logger = recordingLogger();
  const jobs = new Jobs({
    auth: mockServices.auth(),
    catalog: annotatedComponents(options.catalog ?? []),
    ...{ instances: config.instances, jobs: config.jobs, now },
  });
  const { source, receivers } = createJenkinsSource({ config, jobs, clock });
  const app = express();
  app.use(createWebhookRouter({ receivers, clock, logger }));
  return { source, app, logger };
}

/** Looks once at one instance, as the runner does. */
export async function lookOnce(
  { source, logger }: Pick<Made, 'source' | 'logger'>,
  ledger: MemoryLedger,
  name = 'default',
): Promise<Look> {
  return look(source, ledger, { scope: name, logger });
}
