import type { Look } from '@landfall/backstage-plugin-fleet-node';
import {
  lookOnce,
  type MemoryLedger,
} from '@landfall/backstage-plugin-fleet-node/testUtils';
import type { MasterConfig } from '../config/types';
import { heliosScope, type HeliosScopeOptions } from '../poll';

/** The configuration by which tests reach a cluster. */
export function configOf(
  urls: string[],
  overrides: Partial<MasterConfig> = {},
): MasterConfig {
  return {
    name: 'test',
    path: 'fleet.helios.masters[0]',
    urls,
    access: { credentials: { type: 'none' } },
    intervalSeconds: 30,
    timeoutSeconds: 10,
    keepMetadata: ['team'],
    ...overrides,
  };
}

/** Gives a function that looks once, as the runner does. What it keeps between looks is its own, as one replica's is. */
export function looking(
  options: HeliosScopeOptions & { ledger: MemoryLedger },
): (signal?: AbortSignal) => Promise<Look> {
  const { ledger, ...rest } = options;
  const scopes = [heliosScope(rest)];
  return signal => lookOnce({ scopes }, ledger, { signal });
}
