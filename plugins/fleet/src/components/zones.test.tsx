/** In which time zone pages show times, and that weeks are the portal’s all the same. */
import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { aDeployment, aService } from '../../dev/builders';
import { aTimeline } from '../../dev/timelineBuilders';
import { FixtureApi, type FixtureData } from '../../dev/fixtureApi';
import { inEntry, renderFleet } from '../../dev/testing';
import { TeamsRouter } from '../pages/TeamsRouter';
import { DeploymentsPage } from '../pages/deployments/DeploymentsPage';
import { ServiceTab } from '../service/ServiceTab';

const CHECKOUT = {
  ref: 'group:default/checkout',
  title: 'Checkout',
  parent: null,
  services: 1,
  attention: 0,
};
const DEPLOYED = aDeployment({
  id: 'new',
  startedAt: '2026-11-21T02:20:05.000Z',
  finishedAt: '2026-11-21T02:24:05.000Z',
});

function api(data: FixtureData = {}) {
  return new FixtureApi({
    teams: [CHECKOUT],
    services: [aService({ title: 'cart-api', lastDeployment: DEPLOYED })],
    timeline: aTimeline(),
    ...data,
  });
}

function renderTeam(data?: FixtureData) {
  renderFleet(<TeamsRouter />, {
    api: api(data),
    mountPath: '/fleet/teams/*',
    path: '/fleet/teams/group/default/checkout',
  });
}

function renderService(data?: FixtureData) {
  renderFleet(
    inEntry(<ServiceTab />, { kind: 'Component', name: 'cart-api' }),
    {
      api: api(data),
      path: '/catalog/default/component/cart-api/fleet',
    },
  );
}

it('names the zone of the team in its header, and in which days are cut', async () => {
  const user = userEvent.setup();
  renderTeam({ zone: 'America/New_York' });
  await user.hover(await screen.findByText('America/New_York'));
  expect(
    await screen.findByText(
      /^Times are shown in America\/New_York, the time zone of the team. Days and weeks are cut in Europe\/Stockholm/,
    ),
  ).toBeInTheDocument();
});

it('says once what is one and the same', async () => {
  const user = userEvent.setup();
  renderTeam();
  await user.hover(await screen.findByText('Europe/Stockholm'));
  expect(
    await screen.findByText(
      'Times, days and weeks are those of Europe/Stockholm.',
    ),
  ).toBeInTheDocument();
});

it('says that there is no zone of the name that the team gives, and what holds', async () => {
  const user = userEvent.setup();
  renderTeam({ unknownZone: 'Mars/Olympus' });
  await user.hover(await screen.findByText('no time zone “Mars/Olympus”'));
  expect(
    await screen.findByText(/Europe\/Stockholm holds. Whoever owns/),
  ).toBeInTheDocument();
});

it.each([
  [undefined, 'Sat 21 Nov 2026 03:20:05 CET'],
  ['America/New_York', 'Fri 20 Nov 2026 21:20:05 GMT-5'],
  ['Asia/Kolkata', 'Sat 21 Nov 2026 07:50:05 GMT+5:30'],
])(
  'tells when a service of a team in %s was deployed: %s',
  async (zone, exact) => {
    const user = userEvent.setup();
    renderService({ zone });
    const rows = await screen.findByRole('grid', { name: /^Deployments of/ });
    const [time] = [...rows.querySelectorAll('time')].filter(
      one => one.dateTime === DEPLOYED.startedAt,
    );
    await user.hover(time);
    expect(await screen.findByText(exact)).toBeInTheDocument();
  },
);

it('draws the timeline in the zone of the team', async () => {
  renderService({ zone: 'Asia/Tokyo' });
  expect(
    await screen.findByText(/^Days and times in Asia\/Tokyo\./),
  ).toBeInTheDocument();
});

it('tells of weeks that they are the portal’s where the team has another zone, and of nothing else', async () => {
  renderTeam({ zone: 'Asia/Tokyo' });
  const [bars] = await screen.findAllByRole('img', { name: /by week|since/i });
  expect(bars).toHaveAccessibleName(
    /Weeks are cut in Europe\/Stockholm, the portal’s time zone\.$/,
  );
});

it('shows deployments of one team in its zone, and those of all in the viewer’s', async () => {
  renderFleet(<DeploymentsPage />, {
    api: api({ zone: 'Asia/Tokyo' }),
    path: '/fleet/deployments?team=group:default/checkout',
  });
  expect(await screen.findByText('Asia/Tokyo')).toBeInTheDocument();
});
