/* eslint-disable @backstage/no-undeclared-imports -- only tests import this file */
import {
  mockCredentials,
  mockErrorHandler,
  mockServices,
} from '@backstage/backend-test-utils';
import type {
  BackstageCredentials,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import {
  AuthorizeResult,
  type PolicyDecision,
} from '@backstage/plugin-permission-common';
import { instant } from '@landfall/backstage-plugin-fleet-common';
import express from 'express';
import type { Knex } from 'knex';
import type { Ledger } from '../../ledger/types';
import { fleetServiceRules } from '../../permissions/rules';
import { Access } from '../access';
import { createRouter } from '../router';
import { NOW } from './company';

/** What a caller may do, as a policy would decide. */
export interface Caller {
  services?: PolicyDecision;
  sources?: AuthorizeResult.ALLOW | AuthorizeResult.DENY;
  /** Default: a user. */
  credentials?: BackstageCredentials;
}

/** The API over a database, for one caller. */
export function createTestApp(options: {
  database: Knex;
  caller?: Caller;
  ledger?: Partial<Ledger>;
}): express.Express {
  const { database, caller = {}, ledger = {} } = options;
  const decision: PolicyDecision = caller.services ?? {
    result: AuthorizeResult.ALLOW,
  };
  const permissions: PermissionsService = {
    authorize: async requests =>
      requests.map(() => ({ result: caller.sources ?? AuthorizeResult.ALLOW })),
    authorizeConditional: async requests => requests.map(() => decision),
  };
  const router = createRouter({
    database,
    ledger: {
      scopes: async () => [],
      versions: async () => [],
      ...ledger,
    } as Ledger,
    clock: { now: () => instant(NOW) },
    timeZone: 'Europe/Stockholm',
    problems: [{ text: 'fleet.x: unknown key', fix: 'Remove fleet.x.' }],
    migrationProblems: [],
    auditor: mockServices.auditor.mock({
      createEvent: async () => ({
        success: async () => {},
        fail: async () => {},
      }),
    }),
    derive: async () => {},
    progress: async () => ({ pending: 0, oldest: null, rebuilding: null }),
    access: new Access({
      httpAuth: mockServices.httpAuth({
        defaultCredentials: caller.credentials ?? mockCredentials.user(),
      }),
      permissions,
      ruleset: {
        getRuleByName: name => {
          const rule = Object.values(fleetServiceRules).find(
            candidate => candidate.name === name,
          );
          if (!rule) throw new Error(`No rule ${name}`);
          return rule as never;
        },
      },
    }),
    checkResponses: true,
  });
  return express().use(router).use(mockErrorHandler());
}
