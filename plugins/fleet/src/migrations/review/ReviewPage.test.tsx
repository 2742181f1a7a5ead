import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { FixtureApi, refusal, type FixtureData } from '../../../dev/fixtureApi';
import { aStanding } from '../../../dev/migrationBuilders';
import { aMovingCompany } from '../../../dev/migrations';
import { renderFleet } from '../../../dev/testing';
import { MigrationsRouter } from '../MigrationsRouter';
import { saveFile } from './saveFile';

jest.mock('./saveFile');

const PATH = '/fleet/migrations/helios-to-kubernetes';

function renderReview(options: { data?: FixtureData; search?: string } = {}) {
  const api = new FixtureApi({
    migrations: aMovingCompany(Date.now()),
    ...options.data,
  });
  renderFleet(<MigrationsRouter />, {
    api,
    mountPath: '/fleet/migrations/*',
    path: `${PATH}${options.search ?? ''}`,
  });
  return api;
}

const table = () =>
  screen.findByRole('grid', { name: 'Services of this migration' });
const address = () => screen.getByLabelText('address').textContent ?? '';
const section = (name: RegExp) =>
  screen.getByRole('heading', { name }).closest('section') ??
  document.createElement('section');

it('answers in this order: where are we, who needs help, the waves, the teams, the services', async () => {
  renderReview();
  await table();
  expect(
    screen.getAllByText(
      /^96 of 156 services are done \(62%\)\. Last week \+34/,
    )[0],
  ).toBeInTheDocument();
  expect(
    screen.getAllByRole('heading', { level: 3 }).map(one => one.textContent),
  ).toEqual([
    'Burn-up',
    'Stages',
    'Needs a decision (11)',
    'Waves',
    'Teams',
    'New on Helios',
    '157 services',
  ]);
});

it('lists who needs a decision, with reason, link, whom it waits for and the owner', async () => {
  renderReview();
  await table();
  const decisions = section(/Needs a decision/);
  const [first] = within(decisions).getAllByRole('listitem');
  expect(first).toHaveTextContent(/blocked 1[56] d: “needs static IP”/);
  expect(first).toHaveTextContent(/→ network team/);
  expect(first).toHaveTextContent(/Checkout/);
  expect(within(first).getByRole('link', { name: 'ledger' })).toHaveAttribute(
    'href',
    '/catalog/default/component/ledger/fleet',
  );
  expect(within(first).getByRole('link', { name: /^Link: / })).toHaveAttribute(
    'href',
    'https://tickets.example.com/NET-12',
  );
});

it('limits decisions and services by a kind, in the address', async () => {
  const user = userEvent.setup();
  renderReview();
  await table();
  const decisions = section(/Needs a decision/);
  await user.click(within(decisions).getByRole('button', { name: /conflict/ }));
  expect(address()).toBe(`${PATH}?decision=conflict`);
  expect(within(decisions).getAllByRole('listitem')).toHaveLength(1);
  expect(
    await screen.findByRole('heading', { name: '1 service' }),
  ).toBeInTheDocument();
  const row = within(await table()).getByRole('row', { name: /invoices/ });
  expect(row).toHaveTextContent(/migrated.*conflict/);
});

it('limits the services by a rung of the ladder, and the sums stay', async () => {
  const user = userEvent.setup();
  renderReview();
  await table();
  await user.click(screen.getByRole('button', { name: /^validating 7 / }));
  expect(address()).toBe(`${PATH}?stage=validating`);
  expect(
    await screen.findByRole('heading', { name: '7 services' }),
  ).toBeInTheDocument();
  expect(
    screen.getByRole('button', { name: /^retired 96 / }),
  ).toBeInTheDocument();
});

it('leads from a team of the cut to the page limited to it', async () => {
  renderReview({ search: '?health=blocked' });
  await table();
  expect(
    within(section(/^Teams$/))
      .getByText('Team A0')
      .closest('a'),
  ).toHaveAttribute(
    'href',
    `${PATH}?health=blocked&team=group%3Adefault%2Fteam-0`,
  );
});

it('says to which team the whole page is limited, and drops that', async () => {
  const user = userEvent.setup();
  renderReview({ search: '?team=group:default/team-0' });
  const drop = await screen.findByLabelText('Drop Team: Team A0');
  expect(screen.getByText('Its dashboard').closest('a')).toHaveAttribute(
    'href',
    '/fleet/teams/group/default/team-0',
  );
  expect(screen.queryByLabelText(/^retired 96 /)).not.toBeInTheDocument();
  await user.click(drop);
  expect(address()).toBe(PATH);
});

it('orders teams by what is left or by name, never by how fast they are', async () => {
  const user = userEvent.setup();
  renderReview({ search: '?health=blocked' });
  await table();
  const teams = within(section(/^Teams$/));
  expect(teams.getAllByRole('radio').map(one => one.textContent)).toEqual([
    'Most to go first',
    'By name',
  ]);
  expect(
    teams
      .getAllByRole('columnheader')
      .some(one => one.hasAttribute('aria-sort')),
  ).toBe(false);
  await user.click(teams.getByRole('radio', { name: 'By name' }));
  expect(address()).toBe(`${PATH}?health=blocked&rows=name`);
  expect(teams.getAllByRole('row')[1]).toHaveTextContent(/^Checkout/);
});

it('shows of each service stage, evidence, share, health, owner then and now, and the next step', async () => {
  renderReview({ search: '?text=recommendations' });
  const row = within(await table()).getByRole('row', { name: /recommend/ });
  expect(row).toHaveTextContent('shifting');
  expect(row).toHaveTextContent('6 → 12');
  expect(row).toHaveTextContent('30% traffic');
  expect(row).toHaveTextContent('stalled');
  expect(row).toHaveTextContent('was Discovery');
  expect(row).toHaveTextContent('Move the rest of the traffic to the new side');
});

it('keeps the order in the address and pages through the services', async () => {
  const user = userEvent.setup();
  renderReview();
  await user.click(
    within(await table()).getByRole('columnheader', { name: /Stage/ }),
  );
  expect(address()).toBe(`${PATH}?sort=stage`);
  await user.click(screen.getByRole('button', { name: 'Next page' }));
  expect(address()).toContain('cursor=50');
  expect(await screen.findByText('51–100 of 157')).toBeInTheDocument();
});

it('says which filter to drop when nothing matches', async () => {
  const user = userEvent.setup();
  renderReview({ search: '?text=ledger&stage=retired' });
  expect(
    await screen.findByRole('button', { name: 'Drop “Name: ledger” (96)' }),
  ).toBeInTheDocument();
  await user.click(
    await screen.findByRole('button', { name: 'Drop “Stage: retired” (1)' }),
  );
  expect(address()).toBe(`${PATH}?text=ledger`);
});

it('says that it shows the past, asks for that moment everywhere, and leads back', async () => {
  const user = userEvent.setup();
  const api = renderReview({ search: '?at=2026-10-01T10:00:00Z' });
  const listed = jest.spyOn(api, 'listStandings');
  expect(await screen.findByText(/What was known on/)).toHaveTextContent(
    /1 Oct 2026/,
  );
  await table();
  expect(listed.mock.calls.at(-1)?.[1]).toMatchObject({
    at: '2026-10-01T10:00:00.000Z',
  });
  await user.click(screen.getByRole('button', { name: 'Back to now' }));
  expect(address()).toBe(PATH);
});

it('saves the services with the filters that are set as CSV', async () => {
  const user = userEvent.setup();
  const api = renderReview({ search: '?stage=validating&sort=name' });
  await table();
  const asked = jest.spyOn(api, 'exportStandings');
  await user.click(screen.getByRole('button', { name: /^CSV/ }));
  await waitFor(() => expect(saveFile).toHaveBeenCalled());
  expect(asked).toHaveBeenCalledWith('helios-to-kubernetes', {
    stage: ['validating'],
    sort: 'name',
  });
  expect(jest.mocked(saveFile).mock.calls[0][0]).toMatchObject({
    name: expect.stringMatching(/^helios-to-kubernetes-\d{4}-\d\d-\d\d\.csv$/),
    text: expect.stringMatching(/^service,stage\r\n/),
  });
});

it('says why the CSV was not saved', async () => {
  const user = userEvent.setup();
  const api = renderReview();
  await table();
  api.exportStandings = async () => {
    throw await refusal(503, 'The database does not answer.');
  };
  await user.click(screen.getByRole('button', { name: /^CSV/ }));
  expect(
    await screen.findByText(
      'The CSV was not saved: The database does not answer.',
    ),
  ).toBeInTheDocument();
});

it('tells the burn-up as numbers when asked', async () => {
  const user = userEvent.setup();
  renderReview();
  await table();
  await user.click(screen.getByRole('button', { name: 'Show as a table' }));
  expect(address()).toBe(`${PATH}?open=numbers`);
  const numbers = screen.getByRole('grid', { name: /Burn-up by week/ });
  expect(within(numbers).getAllByRole('row')[1]).toHaveTextContent(/15610596$/);
});

it('puts the review on two sheets while it is printed, and takes them away again', async () => {
  renderReview();
  await table();
  const print = (name: string) =>
    act(async () => {
      window.dispatchEvent(new Event(name));
    });
  await print('beforeprint');
  const heading = await screen.findByRole('heading', {
    level: 1,
    name: /week \d+ · as of/,
  });
  expect(heading.closest('[data-theme-mode="light"]')?.children).toHaveLength(
    2,
  );
  await print('afterprint');
  expect(heading).not.toBeInTheDocument();
});

it('tells a scope without services how one gets into it', async () => {
  const [helios] = aMovingCompany(Date.now());
  renderReview({
    data: { migrations: [{ info: helios.info, standings: [] }] },
  });
  expect(
    await screen.findByText('No service is in this migration yet'),
  ).toBeInTheDocument();
  expect(screen.getByText('Nothing needs a decision.')).toBeInTheDocument();
  expect(screen.getByText(/No wave is defined/)).toBeInTheDocument();
  expect(
    screen.getByText(/No service was born on Helios since 12 Jan 2026/),
  ).toBeInTheDocument();
});

it('says that nothing is left to move', async () => {
  const [helios] = aMovingCompany(Date.now());
  renderReview({
    data: {
      migrations: [
        {
          info: helios.info,
          standings: [aStanding({ stage: 'retired', health: null, next: [] })],
        },
      ],
    },
  });
  expect(
    (await screen.findAllByText(/^Nothing left to move: the one service/))[0],
  ).toBeInTheDocument();
});

it('tells a migration that there is not from a failure', async () => {
  renderReview({ data: { migrations: [] } });
  expect(await screen.findByRole('alert')).toHaveTextContent(
    'There is no migration helios-to-kubernetes.',
  );
});
