import type { Problem } from '@landfall/backstage-plugin-fleet-common';
import type { Clock } from '@landfall/backstage-plugin-fleet-node';
import type { Knex } from 'knex';
import type { LedgerReads } from '../ledger/types';
import type { ProjectionProgress } from '../projections/rebuild';
import { KnownScopes } from './queries/scopes';
import type { AddRoute } from './route';

/** What the routers call. */
export interface ApiDependencies {
  database: Knex;
  ledger: LedgerReads;
  clock: Clock;
  /** The portal's, in which days are cut; an IANA name. */
  timeZone: string;
  /** What is wrong with the configuration under `fleet`. */
  problems: readonly Problem[];
  /** What is wrong with definitions of migrations in the configuration. */
  migrationProblems: readonly Problem[];
  /** How far the read models are behind the ledger. */
  progress(): Promise<ProjectionProgress>;
}

/** What a router is made from. */
export interface RouterOptions extends ApiDependencies {
  addRoute: AddRoute;
}

/** The scopes of all sources as they are now. */
export function knownScopes(
  options: Pick<ApiDependencies, 'database' | 'clock'>,
): Promise<KnownScopes> {
  return KnownScopes.read(options.database, options.clock.now());
}

/** The reference that the path of a route names, in lower case as references are kept. */
export function refOf(path: {
  kind: string;
  namespace: string;
  name: string;
}): string {
  return `${path.kind}:${path.namespace}/${path.name}`.toLowerCase();
}
