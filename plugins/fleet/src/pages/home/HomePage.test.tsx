import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { aFreshness, aService, aStaleFreshness } from '../../../dev/builders';
import { aScope, aSource } from '../../../dev/sourceBuilders';
import { FixtureApi, type FixtureData } from '../../../dev/fixtureApi';
import { aMovingCompany } from '../../../dev/migrations';
import { renderFleet } from '../../../dev/testing';
import { HomePage } from './HomePage';

const team = (name: string, parent: string | null, attention: number) => ({
  ref: `group:default/${name}`,
  title: name,
  parent: parent && `group:default/${parent}`,
  services: 4,
  attention,
});

const DATA: FixtureData = {
  services: [
    aService({ title: 'cart-api', attention: ['not_ready'] }),
    aService({
      title: 'home',
      owner: { ref: 'group:default/payments', title: 'Payments' },
    }),
  ],
  teams: [
    team('payments', null, 1),
    team('checkout', 'payments', 1),
    team('alpha', null, 0),
  ],
};
const UNKNOWN = aFreshness({ state: 'none', asOf: null });

function renderHome(data: FixtureData = DATA, search = '') {
  renderFleet(<HomePage />, {
    api: new FixtureApi(data),
    path: `/fleet/teams${search}`,
  });
}

const names = async () =>
  within(await screen.findByRole('grid', { name: /^Teams with/ }))
    .getAllByRole('rowheader')
    .map(cell => within(cell).getByRole('link').textContent);

it('says how many services there are, how many teams own them, and what needs attention', async () => {
  renderHome();
  expect(
    await screen.findByText(
      '2 services of 2 teams. 1 needs attention: cart-api is not ready.',
    ),
  ).toBeInTheDocument();
  const link = screen.getByRole('link', { name: /Show it among the services/ });
  expect(link).toHaveAttribute('href', '/fleet/services?attention=true');
});

it('says of each migration how far it is, with a small burn-up, and leads to its review', async () => {
  renderHome({ ...DATA, migrations: aMovingCompany(Date.now()) });
  const link = await screen.findByRole('link', { name: 'Helios → Kubernetes' });
  expect(link).toHaveAttribute(
    'href',
    expect.stringMatching(/^\/fleet\/migrations\//),
  );
  const one = link.closest('li') as HTMLElement;
  expect(one).toHaveTextContent(/96 of 156 services are done \(62%\)/);
  expect(within(one).getByRole('img', { name: /Burn-up: From/ })).toBeVisible();
  expect(screen.getByRole('link', { name: 'All 2 in full' })).toHaveAttribute(
    'href',
    '/fleet/migrations',
  );
});

it('says so when nobody needs attention', async () => {
  renderHome({ ...DATA, services: [aService()] });
  expect(
    await screen.findByText(
      '1 service of 1 team. None of them needs attention right now.',
    ),
  ).toBeInTheDocument();
  expect(screen.queryByText('Needs attention first')).not.toBeInTheDocument();
});

it('lays teams out as a tree by name, or by what needs attention', async () => {
  const user = userEvent.setup();
  renderHome();
  expect(await names()).toEqual(['alpha', 'payments', 'checkout']);
  await user.click(
    screen.getByRole('columnheader', { name: /Need attention/ }),
  );
  await waitFor(async () =>
    expect(await names()).toEqual(['payments', 'checkout', 'alpha']),
  );
  expect(screen.getByLabelText('address')).toHaveTextContent('sort=attention');
});

it('offers no order by a delivery metric', async () => {
  renderHome();
  await names();
  const headers = screen.getAllByRole('columnheader');
  expect(headers.map(header => header.textContent)).toEqual([
    'Team',
    'Need attention',
    'Services',
  ]);
  expect(headers[2]).not.toHaveAttribute('aria-sort');
});

it('finds a team by its name and says when there is none', async () => {
  renderHome(DATA, '?text=nobody');
  expect(
    await screen.findByText('No team is called “nobody”.'),
  ).toBeInTheDocument();
});

it('says how to begin when no source is connected', async () => {
  renderHome({ freshness: UNKNOWN });
  expect(
    await screen.findByText('Nothing has been observed yet'),
  ).toBeInTheDocument();
  expect(screen.getAllByRole('listitem')).toHaveLength(3);
  expect(screen.getByText(/demo:\s+enabled: true/)).toBeInTheDocument();
});

it('does not ask for a source while the first look is on its way', async () => {
  renderHome({
    freshness: UNKNOWN,
    sources: [
      aSource({ scopes: [aScope({ state: 'never', lastSuccess: null })] }),
    ],
  });
  expect(
    await screen.findByText('The first look is on its way'),
  ).toBeInTheDocument();
});

it('lists what is stale, since when, and leads to what mends it', async () => {
  renderHome({ ...DATA, freshness: aStaleFreshness(Date.now()) });
  const table = await screen.findByRole('grid', {
    name: 'Scopes of sources that are not fresh, the worst first',
  });
  const [, row, ...others] = within(table).getAllByRole('row');
  expect(row).toHaveTextContent(/prod-eu.*kubernetes.*stale.*3 h ago/);
  expect(others).toHaveLength(0);
  expect(
    screen.getByRole('link', { name: 'What is wrong, and what mends it' }),
  ).toHaveAttribute('href', '/fleet/sources');
});

it('lists nothing while everything is fresh', async () => {
  renderHome();
  await names();
  expect(screen.queryByText('What is stale')).not.toBeInTheDocument();
});
