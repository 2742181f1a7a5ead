import { createApiRef } from '@backstage/core-plugin-api';
import type { FleetApi } from '@landfall/backstage-plugin-fleet-common';

/** The client of Landfall's API, as both frontend systems provide it. @public */
export const fleetApiRef = createApiRef<FleetApi>({ id: 'plugin.fleet.api' });
