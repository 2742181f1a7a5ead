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
 * Which images a source of a registry wants to know of.
 *
 * @public
 */
export interface WantedImagesQuery {
  /** Who asks: the id of the source. */
  source: string;
  /** And its scope. */
  scope: string;
  /** Host of the registry, as references of images name it; see `registryImageOf`. */
  registry: string;
  /** Whether it would ask for images of a repository. */
  accepts(repository: string): boolean;
  /** Those that it reported since then as not found are left out. */
  triedBefore: Instant;
  /** So many at most, counting an image once for each of its repositories. */
  limit: number;
}

/**
 * An image of which nobody told yet what it was made from.
 *
 * @public
 */
export interface WantedImage {
  /** `sha256:…`. */
  digest: string;
  /** Where it may be in the registry; each has the same. */
  repositories: string[];
}

/**
 * Where modules learn what of images is not known.
 *
 * @public
 */
export interface FleetImagesExtensionPoint {
  /**
   * Images that rollouts of services resolved to, which do not say themselves what they were made from, and of which no registry told. Those of the newest
   * rollouts come first. To be asked only while a scope runs.
   */
  wanted(query: WantedImagesQuery): Promise<WantedImage[]>;
}

/** See {@link FleetImagesExtensionPoint}. @public */
export const fleetImagesExtensionPoint =
  createExtensionPoint<FleetImagesExtensionPoint>({ id: 'fleet.images' });

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
