import type {
  FleetApi,
  Standing,
} from '@landfall/backstage-plugin-fleet-common';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { FixtureApi } from '../../../dev/fixtureApi';
import { aMigration, aStanding } from '../../../dev/migrationBuilders';
import { progressOf } from '../../../dev/migrations';
import { renderFleet } from '../../../dev/testing';
import { before, DAY, HOUR } from '../../../dev/times';
import { TeamMigrations } from './TeamMigrations';

const TEAM = 'group:default/checkout';
const NOW = Date.now();
const ago = (days: number) => before(days * DAY + HOUR, NOW);

const BLOCKED = aStanding({
  title: 'ledger',
  stage: 'ready',
  health: 'blocked',
  blocked: {
    id: 'b1',
    reason: 'needs static IP',
    link: null,
    author: { ref: 'user:default/robin', title: 'Robin Ek' },
    at: ago(16),
    expiresAt: null,
    waitingFor: null,
  },
  next: [{ step: 'make_ready', ready: 0, desired: 4 }],
});
const LATE = aStanding({
  title: 'cart-api',
  stage: 'not_started',
  health: 'lagging',
  healthSince: '2026-11-09T00:00:00.000Z',
  wave: { id: 'wave-6', title: 'Wave 6' },
  next: [{ step: 'plan' }],
});
const SLOW = aStanding({
  title: 'ledger-sync',
  stage: 'shifting',
  health: 'stalled',
  since: ago(12),
  share: 0.3,
  shareBy: 'traffic',
  next: [{ step: 'finish_shift', by: 'traffic' }],
});
const DONE = aStanding({
  title: 'receipts',
  stage: 'retired',
  health: null,
  next: [],
});

type Item = Awaited<ReturnType<FleetApi['getTeamMigrations']>>['items'][number];

function item(standings: Standing[], patch: Partial<Item> = {}): Item {
  const open = standings.filter(one => one.stage !== 'retired');
  return {
    migration: aMigration(),
    progress: progressOf(standings),
    next: open,
    open: open.length,
    ...patch,
  };
}

function show(items: Item[]) {
  const api = new FixtureApi({});
  api.getTeamMigrations = async () => ({
    asOf: new Date(NOW).toISOString(),
    live: true,
    timeZone: 'UTC',
    restricted: false,
    items,
  });
  renderFleet(<TeamMigrations teamRef={TEAM} />, { api });
}

const tasks = async () =>
  within(
    await screen.findByRole('list', { name: 'Next for you' }),
  ).getAllByRole('listitem');

it('says how many are done, and what is next and why it is urgent', async () => {
  show([item([LATE, SLOW, DONE])]);
  expect(
    await screen.findByText(
      /^1 of 3 services are done \(33%\)\. 2 to go by 31 Jan 2027\./,
    ),
  ).toBeInTheDocument();
  expect(screen.getByText('1 retired')).toBeInTheDocument();
  const [late, slow] = await tasks();
  expect(late).toHaveTextContent(
    /cart-api.*not started.*Plan it: put it into a wave with a date.*behind Wave 6 since 9 Nov/,
  );
  expect(slow).toHaveTextContent(
    /ledger-sync.*30% of the traffic.*there for 12 d, longer than usual/,
  );
  expect(within(late).getByRole('link', { name: 'cart-api' })).toHaveAttribute(
    'href',
    '/catalog/default/component/cart-api/fleet#migration-helios-to-kubernetes',
  );
});

it('puts what is most urgent of all migrations first, and names the migration', async () => {
  const tracing = aMigration({ id: 'tracing', title: 'Untraced → traced' });
  show([
    item([SLOW]),
    item([{ ...BLOCKED, migration: 'tracing' }], { migration: tracing }),
  ]);
  const [first, second] = await tasks();
  expect(first).toHaveTextContent(
    /ledger.*Untraced → traced.*blocked 16 d: “needs static IP”/,
  );
  expect(second).toHaveTextContent(/ledger-sync.*Helios → Kubernetes/);
});

it('says that nothing is left to move', async () => {
  show([item([DONE])]);
  expect(await screen.findByText('Nothing left to move.')).toBeInTheDocument();
  expect(
    screen.queryByRole('list', { name: 'Next for you' }),
  ).not.toBeInTheDocument();
});

it('shows nothing where no service is in a migration', async () => {
  show([]);
  await waitFor(() =>
    expect(screen.queryByText(/^Waiting for/)).not.toBeInTheDocument(),
  );
  expect(screen.queryByRole('heading')).not.toBeInTheDocument();
});

it('lists a few, opens the others, and leads to those that are not listed', async () => {
  const user = userEvent.setup();
  const many = Array.from({ length: 9 }, (_, index) =>
    aStanding({ title: `service-${index}` }),
  );
  show([item(many, { open: 60 })]);
  expect(await tasks()).toHaveLength(6);
  await user.click(screen.getByRole('button', { name: 'Show all 9' }));
  expect(await tasks()).toHaveLength(9);
  expect(
    screen.getByRole('link', { name: 'and 51 more on the review' }),
  ).toHaveAttribute(
    'href',
    `/fleet/migrations/helios-to-kubernetes?team=${encodeURIComponent(TEAM)}`,
  );
});
