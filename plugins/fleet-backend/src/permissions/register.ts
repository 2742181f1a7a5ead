import type { PermissionsRegistryService } from '@backstage/backend-plugin-api';
import {
  fleetPermissions,
  RESOURCE_TYPE_FLEET_SERVICE,
} from '@landfall/backstage-plugin-fleet-common';
import type { Knex } from 'knex';
import { readServiceResources } from './readResources';
import { fleetServiceResourceRef } from './resource';
import { fleetServiceRules } from './rules';

/** Tells the permission system of our permissions, and how to decide on single services by conditions. */
export function registerPermissions(options: {
  permissionsRegistry: PermissionsRegistryService;
  database: Knex;
}): void {
  const { permissionsRegistry, database } = options;
  permissionsRegistry.addResourceType({
    resourceRef: fleetServiceResourceRef,
    getResources: refs => readServiceResources(database, refs),
    permissions: fleetPermissions.filter(
      permission =>
        'resourceType' in permission &&
        permission.resourceType === RESOURCE_TYPE_FLEET_SERVICE,
    ),
    rules: Object.values(fleetServiceRules),
  });
  permissionsRegistry.addPermissions(
    fleetPermissions.filter(permission => !('resourceType' in permission)),
  );
}
