/* eslint-disable @backstage/no-undeclared-imports -- only tests import this file */
import { mockServices } from '@backstage/backend-test-utils';
import { metricsServiceMock } from '@backstage/backend-test-utils/alpha';
import { DefaultSchedulerService } from '@backstage/backend-defaults/scheduler';
import type { Knex } from 'knex';
import { captureLogger } from './captureLogger';

/** The framework's own scheduler on the database under test. */
export function frameworkScheduler(database: Knex) {
  const rootLifecycle = mockServices.rootLifecycle.mock();
  return DefaultSchedulerService.create({
    database: { getClient: async () => database },
    logger: captureLogger(),
    metrics: metricsServiceMock.mock(),
    rootLifecycle,
    httpRouter: mockServices.httpRouter.mock(),
    pluginMetadata: { getId: () => 'fleet' },
  });
}
