import type { JsonObject } from '@backstage/types';
import { ConfigReader } from '@backstage/config';
import { instant } from '@landfall/backstage-plugin-fleet-common';
import type { Look, Source } from '@landfall/backstage-plugin-fleet-node';
import {
  lookOnce as look,
  type MemoryLedger,
} from '@landfall/backstage-plugin-fleet-node/testUtils';
import { readAlertmanagerConfig } from '../config/alertmanager';
import { readPagerDutyConfig } from '../config/pagerduty';
import type { AlertmanagerConfig, PagerDutyConfig } from '../config/types';

/** The server of a configuration that has nothing wrong with it. */
export function serverOf(entry: JsonObject): AlertmanagerConfig {
  const { entries, problems } = readAlertmanagerConfig(
    new ConfigReader({ fleet: { alertmanager: { servers: [entry] } } }),
  );
  return only(entries, problems);
}

/** The account of a configuration that has nothing wrong with it. */
export function accountOf(pagerduty: JsonObject): PagerDutyConfig {
  const { entries, problems } = readPagerDutyConfig(
    new ConfigReader({ fleet: { pagerduty } }),
  );
  return only(entries, problems);
}

function only<T>(entries: T[], problems: readonly unknown[]): T {
  if (entries.length !== 1 || problems.length > 0) {
    throw new Error(JSON.stringify(problems));
  }
  return entries[0];
}

/** Looks once, as the runner does; at a time. */
export async function lookOnce(
  source: Source,
  ledger: MemoryLedger,
  now?: number,
): Promise<Look> {
  if (now !== undefined) ledger.now = () => instant(now);
  return look(source, ledger);
}
