import { createPermission } from '@backstage/plugin-permission-common';

/** The resource type of services, on which conditional decisions are made. @public */
export const RESOURCE_TYPE_FLEET_SERVICE = 'fleet-service';

/** To see a service, its targets and deployments. @public */
export const fleetServiceReadPermission = createPermission({
  name: 'fleet.service.read',
  attributes: { action: 'read' },
  resourceType: RESOURCE_TYPE_FLEET_SERVICE,
});

/** To see the sources, what they say is wrong, and what matches no service. @public */
export const fleetSourceReadPermission = createPermission({
  name: 'fleet.source.read',
  attributes: { action: 'read' },
});

/** All permissions of the plugin. @public */
export const fleetPermissions = [
  fleetServiceReadPermission,
  fleetSourceReadPermission,
];
