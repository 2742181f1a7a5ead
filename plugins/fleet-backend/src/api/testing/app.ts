/* eslint-disable @backstage/no-undeclared-imports -- only tests import this file */
import {
  mockCredentials,
  mockErrorHandler,
  mockServices,
} from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import type {
  AuditorService,
  BackstageCredentials,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import {
  AuthorizeResult,
  type PolicyDecision,
} from '@backstage/plugin-permission-common';
import {
  fleetServiceReadPermission,
  instant,
} from '@landfall/backstage-plugin-fleet-common';
import type { Clock } from '@landfall/backstage-plugin-fleet-node';
import express from 'express';
import type { Knex } from 'knex';
import { choicesOf } from '../../choices';
import { readFleetConfig } from '../../config';
import type { Ledger } from '../../ledger/types';
import { fleetServiceRules } from '../../permissions/rules';
import { defaultDeliveryOptions } from '../../projections/delivery/options';
import { Access } from '../access';
import type { ApiDependencies } from '../dependencies';
import { createRouter } from '../router';
import { NOW } from './company';

/** What a caller may do, as a policy would decide. */
export interface Caller {
  services?: PolicyDecision;
  sources?: AuthorizeResult.ALLOW | AuthorizeResult.DENY;
  /** What is decided on other permissions, by their names. Default: they are given. */
  decisions?: Record<string, PolicyDecision>;
  /** Default: a user. */
  credentials?: BackstageCredentials;
}

/** The API over a database, for one caller. */
export function createTestApp(options: {
  database: Knex;
  caller?: Caller;
  ledger?: Partial<Ledger>;
  clock?: Clock;
  auditor?: AuditorService;
  derive?: ApiDependencies['derive'];
  keptAnnotations?: ApiDependencies['keptAnnotations'];
  bands?: ApiDependencies['bands'];
  delivery?: ApiDependencies['delivery'];
  choices?: ApiDependencies['choices'];
}): express.Express {
  const { database, caller = {}, ledger = {} } = options;
  const { decisions = {} } = caller;
  const decision: PolicyDecision = caller.services ?? {
    result: AuthorizeResult.ALLOW,
  };
  const permissions: PermissionsService = {
    authorize: async requests =>
      requests.map(({ permission: { name } }) => {
        const asked = decisions[name];
        return asked === undefined ||
          asked.result === AuthorizeResult.CONDITIONAL
          ? { result: caller.sources ?? AuthorizeResult.ALLOW }
          : asked;
      }),
    authorizeConditional: async requests =>
      requests.map(({ permission: { name } }) =>
        name === fleetServiceReadPermission.name
          ? decision
          : decisions[name] ?? { result: AuthorizeResult.ALLOW },
      ),
  };
  const router = createRouter({
    database,
    ledger: {
      scopes: async () => [],
      versions: async () => [],
      ...ledger,
    } as Ledger,
    clock: options.clock ?? { now: () => instant(NOW) },
    timeZone: 'Europe/Stockholm',
    delivery: options.delivery ?? defaultDeliveryOptions('Europe/Stockholm'),
    choices: options.choices ?? choicesOf(defaultConfig()),
    bands: options.bands,
    problems: [{ text: 'fleet.x: unknown key', fix: 'Remove fleet.x.' }],
    migrationProblems: [],
    keptAnnotations: options.keptAnnotations ?? [],
    auditor:
      options.auditor ??
      mockServices.auditor.mock({
        createEvent: async () => ({
          success: async () => {},
          fail: async () => {},
        }),
      }),
    derive: options.derive ?? (async () => {}),
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

/** What holds where nobody chooses. */
function defaultConfig() {
  return readFleetConfig({ config: new ConfigReader({}), sources: [] }).value;
}
