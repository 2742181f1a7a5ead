import { ConfigReader } from '@backstage/config';
import type { JsonObject } from '@backstage/types';
import type { Look } from '@landfall/backstage-plugin-fleet-node';
import {
  lookOnce as look,
  type MemoryLedger,
} from '@landfall/backstage-plugin-fleet-node/testUtils';
import { readPrometheusConfig } from '../config/config';
import type { ServerConfig } from '../config/types';
import { serverScope } from '../source';

/** The server of a configuration that has nothing wrong with it. */
export function serverOf(entry: JsonObject): ServerConfig {
  const { servers, problems } = readPrometheusConfig(
    new ConfigReader({ fleet: { prometheus: { servers: [entry] } } }),
  );
  if (servers.length !== 1 || problems.length > 0) {
    throw new Error(JSON.stringify(problems));
  }
  return servers[0];
}

/** Looks once, as the runner does. */
export async function lookOnce(
  server: ServerConfig,
  ledger: MemoryLedger,
  signal = new AbortController().signal,
): Promise<Look> {
  return look({ scopes: [serverScope(server)] }, ledger, { signal });
}
