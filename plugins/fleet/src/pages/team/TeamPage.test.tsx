import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  aFrequency,
  aService,
  aStaleFreshness,
  aTarget,
} from '../../../dev/builders';
import { FixtureApi, refusal, type FixtureData } from '../../../dev/fixtureApi';
import { renderFleet } from '../../../dev/testing';
import { TeamsRouter } from '../TeamsRouter';

const CHECKOUT = {
  ref: 'group:default/checkout',
  title: 'Checkout',
  parent: 'group:default/payments',
  services: 3,
  attention: 1,
};
const PAYMENTS = {
  ...CHECKOUT,
  ref: 'group:default/payments',
  title: 'Payments',
  parent: null,
};

const SERVICES = [
  aService({
    title: 'cart-api',
    readiness: 'not_ready',
    attention: ['not_ready', 'deployment_failed'],
    targets: [
      aTarget({ ready: 0, readiness: 'not_ready' }),
      aTarget({ cluster: 'prod-us', ready: 2, readiness: 'partly_ready' }),
    ],
  }),
  aService({ title: 'checkout-fe' }),
  aService({
    title: 'newborn',
    targets: [],
    lastDeployment: null,
    readiness: 'unknown',
    frequency: aFrequency({
      perWeek: null,
      observedSince: null,
      weeks: [],
    }),
  }),
];

function renderTeam(data: FixtureData = {}, search = '') {
  const api = new FixtureApi({
    teams: [PAYMENTS, CHECKOUT],
    services: SERVICES,
    ...data,
  });
  renderFleet(<TeamsRouter />, {
    api,
    mountPath: '/fleet/teams/*',
    path: `/fleet/teams/group/default/checkout${search}`,
  });
  return api;
}

const table = () => screen.findByRole('grid', { name: 'Services' });
const address = () => screen.getByLabelText('address').textContent;

it('says first what needs attention, under the ancestors of the team', async () => {
  renderTeam();
  expect(
    await screen.findByText(
      '1 of 3 services needs attention: cart-api is not ready.',
    ),
  ).toBeInTheDocument();
  const heading = screen.getByRole('heading', { name: /Checkout/ });
  expect(
    within(heading).getByRole('link', { name: 'Payments' }),
  ).toHaveAttribute('href', '/fleet/teams/group/default/payments');
});

it('shows of each service its state, where it runs, its last deployment and frequency', async () => {
  renderTeam();
  const row = within(await table()).getByRole('row', { name: /cart-api/ });
  expect(row).toHaveTextContent('not ready');
  expect(row).toHaveTextContent('kubernetes 2 clusters 2/12');
  expect(row).toHaveTextContent('succeeded');
  expect(row).toHaveTextContent('v141');
  expect(row).toHaveTextContent('4.1');
  expect(within(row).getByRole('link', { name: 'cart-api' })).toHaveAttribute(
    'href',
    '/catalog/default/component/cart-api/fleet',
  );
  expect(
    within(row).getByRole('img', { name: /deployments in the weeks since/ }),
  ).toBeInTheDocument();
});

it('shows a dash with its reason where something is missing', async () => {
  renderTeam();
  const row = within(await table()).getByRole('row', { name: /newborn/ });
  expect(row).toHaveTextContent(/No source sees this service/);
  expect(row).toHaveTextContent(/No deployment has been observed/);
  expect(row).toHaveTextContent(/No production target of this service/);
});

it('keeps filters, window and order in the address', async () => {
  const user = userEvent.setup();
  renderTeam();
  await table();
  await user.click(screen.getByRole('button', { name: /Needs attention/ }));
  expect(address()).toContain('attention=true');
  await waitFor(async () =>
    expect(within(await table()).getAllByRole('row')).toHaveLength(2),
  );
  await user.click(await screen.findByRole('radio', { name: '90 days' }));
  expect(address()).toContain('window=90');
  await user.click(screen.getByRole('columnheader', { name: /Service/ }));
  expect(address()).toContain('sort=name');
  expect(screen.getByRole('columnheader', { name: /Service/ })).toHaveAttribute(
    'aria-sort',
    'ascending',
  );
});

it('searches while one types, after a pause', async () => {
  const user = userEvent.setup();
  renderTeam();
  await table();
  await user.type(screen.getByRole('searchbox'), 'fe');
  await waitFor(() => expect(address()).toContain('text=fe'));
  await waitFor(async () =>
    expect(within(await table()).getAllByRole('row')).toHaveLength(2),
  );
});

it('says which filter to drop when nothing matches, and drops it', async () => {
  const user = userEvent.setup();
  renderTeam({}, '?text=cart&readiness=gone');
  const drop = await screen.findByRole('button', {
    name: 'Drop “Readiness: gone” (1)',
  });
  expect(
    await screen.findByRole('button', { name: 'Drop “Name: cart” (0)' }),
  ).toBeInTheDocument();
  await user.click(drop);
  expect(address()).toBe('/fleet/teams/group/default/checkout?text=cart');
  expect(
    within(await table()).getByRole('row', { name: /cart-api/ }),
  ).toBeInTheDocument();
});

it('explains ownership to a team without services', async () => {
  renderTeam({ services: [] });
  expect(
    await screen.findByText(/This team owns no service/),
  ).toBeInTheDocument();
  expect(
    screen.getByText(/owner: group:default\/checkout/),
  ).toBeInTheDocument();
  expect(screen.queryByRole('grid')).not.toBeInTheDocument();
});

it('says from whom it has not heard', async () => {
  renderTeam({ freshness: aStaleFreshness(Date.now()) });
  expect(
    await screen.findByText(/We have not heard from prod-eu for 3 h/),
  ).toBeInTheDocument();
  expect(screen.getByText(/1 source in trouble/)).toBeInTheDocument();
});

it('says that sums are restricted, and that data is made up', async () => {
  renderTeam({
    restricted: true,
    freshness: { ...aStaleFreshness(), demo: true },
  });
  expect(
    await screen.findByText('Sums cover the services that you may see.'),
  ).toBeInTheDocument();
  expect(screen.getByText('Demo data')).toBeInTheDocument();
});

it('shows the refusal in words', async () => {
  const api = new FixtureApi({});
  api.getTeam = async () => {
    throw await refusal(403, 'You may not see the services of this team.');
  };
  renderFleet(<TeamsRouter />, {
    api,
    mountPath: '/fleet/teams/*',
    path: '/fleet/teams/group/default/checkout',
  });
  const alert = await screen.findByRole('alert');
  expect(alert).toHaveTextContent('You may not see this');
  expect(alert).toHaveTextContent('You may not see the services of this team.');
});

it('tells a team that does not exist from a failure', async () => {
  renderTeam({ teams: [] });
  expect(await screen.findByRole('alert')).toHaveTextContent(
    'There is no team group:default/checkout.',
  );
});

it('says what it waits for once it takes longer than a second', async () => {
  const api = new FixtureApi({});
  api.getTeam = () => new Promise(() => {});
  renderFleet(<TeamsRouter />, {
    api,
    mountPath: '/fleet/teams/*',
    path: '/fleet/teams/group/default/checkout',
  });
  expect(
    await screen.findByText(/Waiting for the numbers of this team/, undefined, {
      timeout: 3000,
    }),
  ).toBeInTheDocument();
});

it('keeps what it knows when the backend goes away, and tries again when asked', async () => {
  const user = userEvent.setup();
  const api = renderTeam();
  await table();
  const works = api.getTeam;
  api.getTeam = async () => {
    throw await refusal(503, 'The database does not answer.');
  };
  // The window is another question, so what is shown is the answer to the one before.
  await user.click(screen.getByRole('radio', { name: '7 days' }));
  const alert = await screen.findByRole('alert');
  expect(alert).toHaveTextContent('The database does not answer.');
  api.getTeam = works;
  await user.click(within(alert).getByRole('button', { name: 'Try again' }));
  expect(await table()).toBeInTheDocument();
});
