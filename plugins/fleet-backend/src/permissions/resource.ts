import { createPermissionResourceRef } from '@backstage/plugin-permission-node';
import { RESOURCE_TYPE_FLEET_SERVICE } from '@landfall/backstage-plugin-fleet-common';

/**
 * A service, as far as rules look at it.
 *
 * @public
 */
export interface FleetServiceResource {
  /** Full entity reference. */
  ref: string;
  /** Its owner and the teams above; empty without an owner. */
  owners: readonly string[];
  /** The system that it is part of. */
  system: string | null;
  /** Where it runs now. */
  places: readonly { platform: string; cluster: string }[];
}

/**
 * What a rule asks of a service; compiled to SQL when services are read.
 *
 * @public
 */
export type FleetServiceFilter =
  | { property: 'ref' | 'owner' | 'system'; oneOf: readonly string[] }
  | {
      property: 'place';
      platforms?: readonly string[];
      clusters?: readonly string[];
    };

/**
 * The resource type on which policies decide conditionally, for `permissionsRegistry` and for policies.
 *
 * @public
 */
export const fleetServiceResourceRef = createPermissionResourceRef<
  FleetServiceResource,
  FleetServiceFilter
>().with({ pluginId: 'fleet', resourceType: RESOURCE_TYPE_FLEET_SERVICE });
