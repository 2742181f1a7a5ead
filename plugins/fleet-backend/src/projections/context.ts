import type { Instant } from '@landfall/backstage-plugin-fleet-common';
import type { Knex } from 'knex';
import type { Calendar } from '../delivery/calendar';
import type { DeploymentRules } from '../delivery/deployments';
import { ALL_TIME } from '../ledger/marks';
import type { LedgerWithin } from '../ledger/types';
import type { DeliveryOptions } from './delivery/options';
import type { CompiledDirectory } from './directoryCache';

/** What one round of the projector works with; all of it within one transaction. */
export interface ProjectionContext {
  transaction: Knex.Transaction;
  ledger: LedgerWithin;
  now: Instant;
  calendar: Calendar;
  directory: CompiledDirectory;
  rules: DeploymentRules;
  delivery: DeliveryOptions;
}

/** Before everything: whoever is touched from here on is derived from nothing but the ledger. */
export const FROM_SCRATCH: Instant = ALL_TIME;

/** The earlier of two instants. */
export function earlier(a: Instant, b: Instant): Instant {
  return a < b ? a : b;
}
