import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { aDeployment, aFoundDeployment, aService } from '../../../dev/builders';
import { FixtureApi, refusal } from '../../../dev/fixtureApi';
import { renderFleet } from '../../../dev/testing';
import { DeploymentsPage } from './DeploymentsPage';
import { weekSpan } from './weekSpan';

const PATH = '/fleet/deployments';
const address = () => screen.getByLabelText('address').textContent;

const service = (title: string, patch: Parameters<typeof aDeployment>[0]) =>
  aService({
    title,
    lastDeployment: aDeployment({
      id: `d-${title}`,
      service: `component:default/${title}`,
      ...patch,
    }),
  });

const DATA = {
  services: [
    service('cart-api', { version: 'v7', outcome: 'failed' }),
    service('index', { version: 'v9' }),
  ],
  teams: [
    {
      ref: 'group:default/checkout',
      title: 'Checkout',
      parent: null,
      services: 2,
      attention: 0,
    },
  ],
};

function renderPage(search = '', api = new FixtureApi(DATA)) {
  const asked = jest.spyOn(api, 'findDeployments');
  renderFleet(<DeploymentsPage />, { api, path: `${PATH}${search}` });
  return { api, asked };
}

const table = () =>
  screen.findByRole('grid', { name: 'Deployments of all services' });

it('says how many there were, and of each which service it was of, how it failed and what it brought', async () => {
  renderPage();
  expect(
    await screen.findByText(
      '2 deployments in the last 90 days; of those on this page 1 failed.',
    ),
  ).toBeInTheDocument();
  const [, first] = within(await table()).getAllByRole('row');
  expect(first).toHaveTextContent(/cart-api.*v7.*failed.*rollout/);
  expect(first).toHaveTextContent('kubernetes, github');
  expect(within(first).getByRole('link', { name: 'cart-api' })).toHaveAttribute(
    'href',
    '/catalog/default/component/cart-api/fleet',
  );
});

it('opens the evidence over the page', async () => {
  const user = userEvent.setup();
  renderPage();
  await user.click(
    within(await table()).getByRole('link', { name: 'Evidence of v7' }),
  );
  expect(address()).toBe(`${PATH}?deployment=d-cart-api`);
  expect(
    await screen.findByRole('dialog', { name: 'Evidence: v7' }),
  ).toBeInTheDocument();
});

it('asks by what its address holds, and lets each filter go', async () => {
  const user = userEvent.setup();
  const { asked } = renderPage(
    '?service=component:default/cart-api&failedBy=rollout&failedBy=luck&outcome=failed&sort=took&order=asc&from=2026-01-01T00:00:00Z',
  );
  await table();
  expect(asked.mock.calls[0][0]).toEqual({
    limit: 50,
    service: 'component:default/cart-api',
    failedBy: ['rollout'],
    outcome: ['failed'],
    sort: 'took',
    order: 'asc',
    from: '2026-01-01T00:00:00.000Z',
  });
  await user.click(screen.getByRole('button', { name: 'Only cart-api: drop' }));
  expect(address()).not.toContain('service=');
  await user.click(screen.getByRole('button', { name: 'Drop filters' }));
  expect(address()).toBe(`${PATH}?sort=took&order=asc`);
});

it('shows the deployments of a week that is clicked, and all again when it is clicked once more', async () => {
  const user = userEvent.setup();
  renderPage();
  const weeks = await screen.findByRole('navigation', {
    name: /^The last weeks/,
  });
  const running = within(weeks).getAllByRole('link').at(-1)!;
  expect(running).toHaveAccessibleName(
    'Week of 16 Nov: 2 deployments, 1 with a failed rollout, still running',
  );
  await user.click(running);
  expect(address()).toBe(
    `${PATH}?from=2026-11-15T23%3A00%3A00.000Z&to=2026-11-22T23%3A00%3A00.000Z`,
  );
  const again = within(
    await screen.findByRole('navigation', { name: /^The last weeks/ }),
  ).getByRole('link', { current: true });
  await user.click(again);
  expect(address()).toBe(PATH);
});

it('turns the order round by the head of its column', async () => {
  const user = userEvent.setup();
  renderPage();
  await user.click(
    within(await table()).getByRole('columnheader', { name: /Started/ }),
  );
  expect(address()).toBe(`${PATH}?order=asc`);
});

it('says that a filter leaves nothing, and offers to drop it', async () => {
  const user = userEvent.setup();
  renderPage('?failedBy=incident');
  await screen.findByText('Nothing matches these filters');
  await user.click(screen.getByRole('button', { name: 'Drop all filters' }));
  expect(await table()).toHaveTextContent('v9');
  expect(address()).toBe(PATH);
});

it('says so where nothing was ever deployed', async () => {
  renderPage('', new FixtureApi({}));
  expect(
    await screen.findByText('No deployment is known in the last 90 days'),
  ).toBeInTheDocument();
});

it('shows a refusal in words', async () => {
  const api = new FixtureApi({});
  api.findDeployments = async () => {
    throw await refusal(404, 'There is no team group:default/nobody.');
  };
  renderPage('?team=group:default/nobody', api);
  expect(await screen.findByRole('alert')).toHaveTextContent(
    'There is no team group:default/nobody.',
  );
});

it('says why commits are missing instead of none', async () => {
  const api = new FixtureApi(DATA);
  const answer = await api.findDeployments();
  api.findDeployments = async () => ({
    ...answer,
    items: [aFoundDeployment({ commits: null, leadTimeSeconds: null })],
  });
  renderPage('', api);
  expect(
    await screen.findByText(/^No commit of its version is known/),
  ).toBeInTheDocument();
});

it('cuts weeks at the midnights of the zone, also where clocks change', () => {
  expect(weekSpan('2026-10-19', 'Europe/Stockholm')).toEqual({
    from: '2026-10-18T22:00:00.000Z',
    to: '2026-10-25T23:00:00.000Z',
  });
});
