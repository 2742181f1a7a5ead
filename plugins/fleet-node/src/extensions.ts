import { createExtensionPoint } from '@backstage/backend-plugin-api';
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
