/**
 * Pages, catalog tabs and cards of Landfall for Backstage's older frontend system. Mount the page at `/fleet`, and the tabs at `/fleet` in the
 * entity pages of components and groups.
 *
 * @packageDocumentation
 */
import {
  createApiFactory,
  createComponentExtension,
  createPlugin,
  createRoutableExtension,
  discoveryApiRef,
  fetchApiRef,
} from '@backstage/core-plugin-api';
import { FleetClient } from '@landfall/backstage-plugin-fleet-common';
import { fleetApiRef } from './api';
import { rootRouteRef } from './routes';

export { fleetApiRef } from './api';
export { fleetTranslationRef } from './translation';

/** The plugin in the older frontend system. @public */
export const fleetPlugin = createPlugin({
  id: 'fleet',
  routes: { root: rootRouteRef },
  apis: [
    createApiFactory({
      api: fleetApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: deps => new FleetClient(deps),
    }),
  ],
});

/** Teams, services and sources, with their own header. @public */
export const FleetPage: () => JSX.Element = fleetPlugin.provide(
  createRoutableExtension({
    name: 'FleetPage',
    component: () => import('./legacy/FleetPage').then(m => m.FleetPage),
    mountPoint: rootRouteRef,
  }),
);

/** Tab of a service, for the entity page of components. @public */
export const EntityFleetContent: () => JSX.Element = fleetPlugin.provide(
  createComponentExtension({
    name: 'EntityFleetContent',
    component: {
      lazy: () => import('./catalog').then(m => m.EntityFleetContent),
    },
  }),
);

/** Tab of a team, for the entity page of groups. @public */
export const EntityFleetTeamContent: () => JSX.Element = fleetPlugin.provide(
  createComponentExtension({
    name: 'EntityFleetTeamContent',
    component: {
      lazy: () => import('./catalog').then(m => m.EntityFleetTeamContent),
    },
  }),
);

/** Card of a service, for the overview of components. @public */
export const EntityFleetCard: () => JSX.Element = fleetPlugin.provide(
  createComponentExtension({
    name: 'EntityFleetCard',
    component: { lazy: () => import('./catalog').then(m => m.EntityFleetCard) },
  }),
);

/** Card of a team, for the overview of groups. @public */
export const EntityFleetTeamCard: () => JSX.Element = fleetPlugin.provide(
  createComponentExtension({
    name: 'EntityFleetTeamCard',
    component: {
      lazy: () => import('./catalog').then(m => m.EntityFleetTeamCard),
    },
  }),
);
