import { createRouteRef } from '@backstage/core-plugin-api';

/** Where the fleet's pages are mounted; in both frontend systems. */
export const rootRouteRef = createRouteRef({ id: 'fleet' });
