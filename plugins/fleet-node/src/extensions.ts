import { createExtensionPoint } from '@backstage/backend-plugin-api';
import type {
  ActInput,
  Instant,
  MigrationDefinitionInput,
} from '@landfall/backstage-plugin-fleet-common';
import type { Source } from './source';

/**
 * Where modules add their sources.
 *
 * @public
 */
export interface FleetSourcesExtensionPoint {
  /** Adds a source; refused with an error when another one has its id. */
  addSource(source: Source): void;
}

/** See {@link FleetSourcesExtensionPoint}. @public */
export const fleetSourcesExtensionPoint =
  createExtensionPoint<FleetSourcesExtensionPoint>({ id: 'fleet.sources' });

/**
 * What somebody did about a service in a made-up migration.
 *
 * @public
 */
export interface MadeUpAct {
  /** Unique, and the same at every start: it is recorded once. */
  id: string;
  /** Entity reference. */
  service: string;
  /** What was done. */
  act: ActInput;
  /** Entity reference of whoever did it. */
  author: string;
  /** When. */
  at: Instant;
}

/**
 * Where modules define migrations.
 *
 * @public
 */
export interface FleetMigrationsExtensionPoint {
  /**
   * Defines a migration, as configuration does; refused with an error when it contradicts itself or another one has its id.
   * With `demo` it is made up: marked as such, and gone with the module. Only then may it come with what people did about it.
   */
  addMigration(
    definition: MigrationDefinitionInput,
    options?: { demo?: boolean; acts?: readonly MadeUpAct[] },
  ): void;
}

/** See {@link FleetMigrationsExtensionPoint}. @public */
export const fleetMigrationsExtensionPoint =
  createExtensionPoint<FleetMigrationsExtensionPoint>({
    id: 'fleet.migrations',
  });
