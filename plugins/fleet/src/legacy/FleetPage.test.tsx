import { renderInTestApp, TestApiProvider } from '@backstage/test-utils';
import { entityRouteRef } from '@backstage/plugin-catalog-react';
import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Route, Routes } from 'react-router-dom';
import { aService } from '../../dev/builders';
import { aSource } from '../../dev/sourceBuilders';
import { FixtureApi } from '../../dev/fixtureApi';
import { fleetApiRef } from '../api';
import { rootRouteRef } from '../routes';
import { FleetPage } from './FleetPage';

it('works in the older frontend system, with a header and tabs of its own', async () => {
  const user = userEvent.setup();
  const api = new FixtureApi({
    services: [aService({ title: 'cart-api' })],
    teams: [
      {
        ref: 'group:default/checkout',
        title: 'Checkout',
        parent: null,
        services: 1,
        attention: 0,
      },
    ],
    sources: [aSource()],
  });
  await renderInTestApp(
    <TestApiProvider apis={[[fleetApiRef, api]]}>
      <Routes>
        <Route path="/fleet/*" element={<FleetPage />} />
      </Routes>
    </TestApiProvider>,
    {
      routeEntries: ['/fleet'],
      mountedRoutes: {
        '/fleet': rootRouteRef,
        '/catalog/:namespace/:kind/:name': entityRouteRef,
      },
    },
  );
  expect(
    await screen.findByText(/^1 service of 1 team\. None of them/),
  ).toBeInTheDocument();
  await user.click(screen.getByRole('tab', { name: 'Services' }));
  expect(await screen.findByRole('link', { name: 'cart-api' })).toHaveAttribute(
    'href',
    '/catalog/default/component/cart-api/fleet',
  );
  await user.click(screen.getByRole('tab', { name: 'Sources' }));
  expect(
    await screen.findByText('The one scope that is watched is fresh.'),
  ).toBeInTheDocument();
});
