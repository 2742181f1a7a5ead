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

/** To define migrations and to change their definitions. @public */
export const fleetMigrationDefinePermission = createPermission({
  name: 'fleet.migration.define',
  attributes: { action: 'update' },
});

/**
 * To act for a service in a migration: override, request an exemption, block, sign off, note, and take such back.
 *
 * @public
 */
export const fleetMigrationActPermission = createPermission({
  name: 'fleet.migration.act',
  attributes: { action: 'update' },
  resourceType: RESOURCE_TYPE_FLEET_SERVICE,
});

/** To approve or reject exemptions that somebody else requested. @public */
export const fleetMigrationApprovePermission = createPermission({
  name: 'fleet.migration.approve',
  attributes: { action: 'update' },
  resourceType: RESOURCE_TYPE_FLEET_SERVICE,
});

/** To report results of load and stress tests; meant for CI. @public */
export const fleetValidationReportPermission = createPermission({
  name: 'fleet.validation.report',
  attributes: { action: 'create' },
  resourceType: RESOURCE_TYPE_FLEET_SERVICE,
});

/** All permissions of the plugin. @public */
export const fleetPermissions = [
  fleetServiceReadPermission,
  fleetSourceReadPermission,
  fleetMigrationDefinePermission,
  fleetMigrationActPermission,
  fleetMigrationApprovePermission,
  fleetValidationReportPermission,
];
