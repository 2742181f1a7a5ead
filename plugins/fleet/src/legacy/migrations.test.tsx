import {
  EntityProvider,
  entityRouteRef,
} from '@backstage/plugin-catalog-react';
import { discoveryApiRef } from '@backstage/core-plugin-api';
import { permissionApiRef } from '@backstage/plugin-permission-react';
import {
  mockApis,
  renderInTestApp,
  TestApiProvider,
} from '@backstage/test-utils';
import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { ReactElement } from 'react';
import { Route, Routes } from 'react-router-dom';
import { aService } from '../../dev/builders';
import { FixtureApi } from '../../dev/fixtureApi';
import { aMovingCompany } from '../../dev/migrations';
import { fleetApiRef } from '../api';
import {
  EntityFleetCard,
  EntityFleetContent,
  EntityFleetTeamContent,
} from '../legacy';
import { rootRouteRef } from '../routes';
import { FleetPage } from './FleetPage';

const MIGRATIONS = aMovingCompany(Date.now());

function renderLegacy(element: ReactElement, path: string) {
  const api = new FixtureApi({
    services: [aService({ title: 'ledger' })],
    teams: [
      {
        ref: 'group:default/checkout',
        title: 'Checkout',
        parent: null,
        services: 1,
        attention: 0,
      },
    ],
    migrations: MIGRATIONS,
  });
  return renderInTestApp(
    <TestApiProvider
      apis={[
        [fleetApiRef, api],
        // Every app of the older system has these; the one of tests has not.
        [permissionApiRef, mockApis.permission()],
        [discoveryApiRef, mockApis.discovery()],
      ]}
    >
      {element}
    </TestApiProvider>,
    {
      routeEntries: [path],
      mountedRoutes: {
        '/fleet': rootRouteRef,
        '/catalog/:namespace/:kind/:name': entityRouteRef,
      },
    },
  );
}

function inEntry(element: ReactElement, kind: string, name: string) {
  return (
    <EntityProvider
      entity={{
        apiVersion: 'backstage.io/v1alpha1',
        kind,
        metadata: { name, namespace: 'default' },
      }}
    >
      {element}
    </EntityProvider>
  );
}

it('leads from the tab of migrations to a review', async () => {
  const user = userEvent.setup();
  await renderLegacy(
    <Routes>
      <Route path="/fleet/*" element={<FleetPage />} />
    </Routes>,
    '/fleet/sources',
  );
  await user.click(await screen.findByRole('tab', { name: 'Migrations' }));
  await user.click(
    await screen.findByRole('link', { name: 'Helios → Kubernetes' }),
  );
  expect(
    await screen.findByRole('heading', { name: /^Needs a decision/ }),
  ).toBeInTheDocument();
});

it('has the panel of a migration with its forms on the tab of a service', async () => {
  const user = userEvent.setup();
  await renderLegacy(
    inEntry(<EntityFleetContent />, 'Component', 'ledger'),
    '/catalog/default/component/ledger/fleet',
  );
  const [ladder] = await screen.findAllByText('How far it is');
  expect(ladder).toBeInTheDocument();
  const [note] = await screen.findAllByRole('button', { name: 'Add a note' });
  await user.click(note);
  expect(await screen.findByRole('dialog')).toHaveTextContent(
    'Add a note: ledger',
  );
});

it('names the migrations of a service on its card', async () => {
  await renderLegacy(
    inEntry(<EntityFleetCard />, 'Component', 'ledger'),
    '/catalog/default/component/ledger',
  );
  expect(
    await screen.findByRole('link', { name: 'Helios → Kubernetes' }),
  ).toBeInTheDocument();
});

it('says on the tab of a team what is next', async () => {
  await renderLegacy(
    inEntry(<EntityFleetTeamContent />, 'Group', 'checkout'),
    '/catalog/default/group/checkout/fleet',
  );
  expect(
    await screen.findByRole('list', { name: 'Next for you' }),
  ).toBeInTheDocument();
});
