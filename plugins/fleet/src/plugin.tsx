import { discoveryApiRef, fetchApiRef } from '@backstage/core-plugin-api';
import {
  ApiBlueprint,
  createFrontendPlugin,
  PageBlueprint,
  SubPageBlueprint,
} from '@backstage/frontend-plugin-api';
import {
  EntityCardBlueprint,
  EntityContentBlueprint,
} from '@backstage/plugin-catalog-react/alpha';
import { FleetClient } from '@landfall/backstage-plugin-fleet-common';
import { RiShipLine } from '@remixicon/react';
import { fleetApiRef } from './api';
import { rootRouteRef } from './routes';
import { SERVICE_TAB_PATH } from './service/tabPath';

const fleetApi = ApiBlueprint.make({
  params: define =>
    define({
      api: fleetApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: deps => new FleetClient(deps),
    }),
});

// Without a loader: its sub-pages are the tabs under the app's header.
const fleetPage = PageBlueprint.make({
  params: { path: '/fleet', routeRef: rootRouteRef, title: 'Fleet' },
});

const teamsPage = SubPageBlueprint.make({
  name: 'teams',
  attachTo: { id: 'page:fleet', input: 'pages' },
  params: {
    path: 'teams',
    title: 'Teams',
    loader: () => import('./pages/pages').then(m => <m.Teams />),
  },
});

const servicesPage = SubPageBlueprint.make({
  name: 'services',
  attachTo: { id: 'page:fleet', input: 'pages' },
  params: {
    path: 'services',
    title: 'Services',
    loader: () => import('./pages/pages').then(m => <m.Services />),
  },
});

const deploymentsPage = SubPageBlueprint.make({
  name: 'deployments',
  attachTo: { id: 'page:fleet', input: 'pages' },
  params: {
    path: 'deployments',
    title: 'Deployments',
    loader: () => import('./pages/pages').then(m => <m.Deployments />),
  },
});

const migrationsPage = SubPageBlueprint.make({
  name: 'migrations',
  attachTo: { id: 'page:fleet', input: 'pages' },
  params: {
    path: 'migrations',
    title: 'Migrations',
    loader: () => import('./pages/pages').then(m => <m.Migrations />),
  },
});

const sourcesPage = SubPageBlueprint.make({
  name: 'sources',
  attachTo: { id: 'page:fleet', input: 'pages' },
  params: {
    path: 'sources',
    title: 'Sources',
    loader: () => import('./pages/pages').then(m => <m.Sources />),
  },
});

const qualityPage = SubPageBlueprint.make({
  name: 'quality',
  attachTo: { id: 'page:fleet', input: 'pages' },
  params: {
    path: 'quality',
    title: 'Quality',
    loader: () => import('./pages/pages').then(m => <m.Quality />),
  },
});

const measuresPage = SubPageBlueprint.make({
  name: 'measures',
  attachTo: { id: 'page:fleet', input: 'pages' },
  params: {
    path: 'measures',
    title: 'Measures',
    loader: () => import('./pages/pages').then(m => <m.Measures />),
  },
});

const serviceTab = EntityContentBlueprint.make({
  name: 'service',
  params: {
    path: SERVICE_TAB_PATH,
    title: 'Fleet',
    filter: { kind: 'component' },
    loader: () => import('./catalog').then(m => <m.EntityFleetContent />),
  },
});

const teamTab = EntityContentBlueprint.make({
  name: 'team',
  params: {
    path: SERVICE_TAB_PATH,
    title: 'Fleet',
    filter: { kind: 'group' },
    loader: () => import('./catalog').then(m => <m.EntityFleetTeamContent />),
  },
});

const serviceCard = EntityCardBlueprint.make({
  name: 'service',
  params: {
    filter: { kind: 'component' },
    loader: () => import('./catalog').then(m => <m.EntityFleetCard />),
  },
});

const teamCard = EntityCardBlueprint.make({
  name: 'team',
  params: {
    filter: { kind: 'group' },
    loader: () => import('./catalog').then(m => <m.EntityFleetTeamCard />),
  },
});

/**
 * The fleet's pages, catalog tabs and cards for the new frontend system.
 *
 * @public
 */
export const fleetPlugin = createFrontendPlugin({
  pluginId: 'fleet',
  title: 'Fleet',
  icon: <RiShipLine />,
  info: { packageJson: () => import('../package.json') },
  routes: { root: rootRouteRef },
  extensions: [
    fleetApi,
    fleetPage,
    teamsPage,
    servicesPage,
    deploymentsPage,
    migrationsPage,
    sourcesPage,
    qualityPage,
    measuresPage,
    serviceTab,
    teamTab,
    serviceCard,
    teamCard,
  ],
});
