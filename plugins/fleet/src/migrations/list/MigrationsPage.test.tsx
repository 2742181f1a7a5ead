import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { aStaleFreshness } from '../../../dev/builders';
import { FixtureApi, refusal, type FixtureData } from '../../../dev/fixtureApi';
import { aMovingCompany } from '../../../dev/migrations';
import { renderFleet } from '../../../dev/testing';
import { MigrationsRouter } from '../MigrationsRouter';

function renderList(data: FixtureData = {}, search = '') {
  const api = new FixtureApi({
    migrations: aMovingCompany(Date.now()),
    ...data,
  });
  renderFleet(<MigrationsRouter />, {
    api,
    mountPath: '/fleet/migrations/*',
    path: `/fleet/migrations${search}`,
  });
  return api;
}

const card = (name: string) => screen.findByRole('article', { name });

it('says first how much is to go, then shows each migration', async () => {
  renderList();
  expect(
    await screen.findAllByText(
      /^2 migrations with 77 moves to go; 1 is blocked/,
    ),
  ).not.toHaveLength(0);
  const helios = await card('Helios → Kubernetes');
  expect(helios).toHaveTextContent(/96 of 156 services are done \(62%\)/);
  expect(helios).toHaveTextContent(/slipped 2 times, first 30 Sept? 2026/);
  expect(helios).toHaveTextContent(/retired96/);
  expect(helios).toHaveTextContent(/Demo data/);
  expect(
    within(helios).getByRole('img', { name: /Burn-up: From/ }),
  ).toBeInTheDocument();
  expect(
    within(helios).getByRole('link', { name: 'Helios → Kubernetes' }),
  ).toHaveAttribute('href', '/fleet/migrations/helios-to-kubernetes');
});

it('says what contradicts itself in a definition, and how to mend it', async () => {
  renderList({
    migrationProblems: [
      { text: 'fleet.migrations[2] has no owner.', fix: 'Name a team.' },
    ],
  });
  expect(await card('Untraced → traced')).toHaveTextContent(
    /matches no service of the scope\. Change its match in fleet\.migrations\[1\]/,
  );
  expect(
    screen.getByText('fleet.migrations[2] has no owner. Name a team.'),
  ).toBeInTheDocument();
});

it('explains what a migration is where none is defined, with lines to copy', async () => {
  renderList({ migrations: [] });
  expect(
    await screen.findByText('No migration is defined yet'),
  ).toBeInTheDocument();
  expect(screen.getByText(/template: helios-to-kubernetes/)).toHaveTextContent(
    /start: '\d{4}-\d{2}-01'/,
  );
  expect(
    screen.getByRole('button', { name: /Copy the definition/ }),
  ).toBeInTheDocument();
});

it('shows the past when asked, keeps it in the links, and leads back', async () => {
  const user = userEvent.setup();
  renderList({}, '?at=2026-10-01T10:00:00Z');
  expect(await screen.findByText(/What was known on/)).toHaveTextContent(
    /1 Oct 2026/,
  );
  expect(
    screen.getByRole('link', { name: 'Helios → Kubernetes' }),
  ).toHaveAttribute(
    'href',
    '/fleet/migrations/helios-to-kubernetes?at=2026-10-01T10%3A00%3A00.000Z',
  );
  await user.click(screen.getByRole('button', { name: 'Back to now' }));
  expect(screen.getByLabelText('address')).toHaveTextContent(
    /^\/fleet\/migrations$/,
  );
});

it('says from whom it has not heard, and that sums are restricted', async () => {
  renderList({ freshness: aStaleFreshness(Date.now()), restricted: true });
  expect(await card('Helios → Kubernetes')).toHaveTextContent(
    /We have not heard from prod-eu for 3 h/,
  );
  expect(
    screen.getByText('Sums cover the services that you may see.'),
  ).toBeInTheDocument();
});

it('shows a refusal in words', async () => {
  const api = new FixtureApi({});
  api.listMigrations = async () => {
    throw await refusal(403, 'You may not see the migrations.');
  };
  renderFleet(<MigrationsRouter />, {
    api,
    mountPath: '/fleet/migrations/*',
    path: '/fleet/migrations',
  });
  expect(await screen.findByRole('alert')).toHaveTextContent(
    'You may not see the migrations.',
  );
});
