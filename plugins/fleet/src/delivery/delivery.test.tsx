import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { aDeployment, aService } from '../../dev/builders';
import {
  aDelivery,
  aDistribution,
  anIncident,
  aMetric,
  aServiceMetrics,
  aTeamMetrics,
} from '../../dev/deliveryBuilders';
import { FixtureApi, refusal, type FixtureData } from '../../dev/fixtureApi';
import { inEntry, renderFleet } from '../../dev/testing';
import { TeamsRouter } from '../pages/TeamsRouter';
import { ServiceCard } from '../service/ServiceCard';
import { ServiceTab } from '../service/ServiceTab';

const CHECKOUT = {
  ref: 'group:default/checkout',
  title: 'Checkout',
  parent: null,
  services: 1,
  attention: 0,
};
const SERVICE = aService({ lastDeployment: aDeployment({ id: 'd-1' }) });
const TAB = '/catalog/default/component/cart-api/fleet';
const TEAM = '/fleet/teams/group/default/checkout';

const address = () => screen.getByLabelText('address').textContent;

function renderTeam(data: FixtureData = {}, search = '') {
  const api = new FixtureApi({
    teams: [CHECKOUT],
    services: [SERVICE],
    teamMetrics: aTeamMetrics(),
    ...data,
  });
  renderFleet(<TeamsRouter />, {
    api,
    mountPath: '/fleet/teams/*',
    path: `${TEAM}${search}`,
  });
  return api;
}

function renderTab(data: FixtureData = {}, search = '') {
  const api = new FixtureApi({
    services: [SERVICE],
    serviceMetrics: aServiceMetrics(),
    ...data,
  });
  renderFleet(
    inEntry(<ServiceTab />, { kind: 'Component', name: 'cart-api' }),
    { api, path: `${TAB}${search}` },
  );
  return api;
}

describe('the strip of a team', () => {
  it('shows a median of the services with its change in words, its quartiles and how many have it', async () => {
    renderTeam();
    const value = await screen.findByRole('link', {
      name: 'Lead time: median 5.2 h, table of the services',
    });
    const strip = value.closest('section')!;
    expect(strip).toHaveTextContent('last 30 days');
    expect(strip).toHaveTextContent('17% better');
    expect(strip).toHaveTextContent(
      'Down by 17%: better than in the 30 days before, which had 6.3 h.',
    );
    expect(strip).toHaveTextContent('middle half 5.2 h–5.2 h · n=4 of 4');
    expect(
      within(strip).getByRole('img', { name: /^Lead time over 4 services/ }),
    ).toBeInTheDocument();
  });

  it('draws one dot per service', async () => {
    renderTeam();
    const picture = await screen.findByRole('img', {
      name: /^Lead time over 4 services/,
    });
    expect(picture.querySelectorAll('circle')).toHaveLength(4);
  });

  it('adds up pages, which are counts, and never averages them', async () => {
    renderTeam();
    expect(
      await screen.findByText(/11 in all, 3 at night/),
    ).toBeInTheDocument();
  });

  it('does not add up the pages of services that it knows only in part', async () => {
    const pages = aDistribution([1, 2], { metric: 'pages', n: 300 });
    renderTeam({ teamMetrics: aTeamMetrics({ distributions: [pages] }) });
    await screen.findByRole('link', { name: /^Pages: median/ });
    expect(screen.queryByText(/in all/)).not.toBeInTheDocument();
  });

  it('says why a number is missing and who can mend it', async () => {
    const user = userEvent.setup();
    renderTeam({
      teamMetrics: aTeamMetrics({
        distributions: [
          aDistribution([], { metric: 'time_to_resolution', lacking: 4 }),
        ],
      }),
    });
    const reason = await screen.findByText(/no incident source/);
    await user.hover(reason);
    expect(
      await screen.findByText(/Whoever administers the portal connects one/),
    ).toBeInTheDocument();
  });

  it('opens the table behind the picture, the worse first, and keeps it in the address', async () => {
    const user = userEvent.setup();
    renderTeam();
    await user.click(
      await screen.findByRole('link', { name: /^Lead time: median/ }),
    );
    expect(address()).toBe(`${TEAM}?metric=lead_time`);
    const grid = await screen.findByRole('grid', {
      name: 'Lead time of each service over 30 days',
    });
    const names = () =>
      within(grid)
        .getAllByRole('rowheader')
        .map(one => one.textContent);
    expect(names()[0]).toBe('service-d');
    expect(
      within(grid).getByRole('link', {
        name: '3.1 d, Evidence of Lead time for service-d',
      }),
    ).toHaveAttribute(
      'href',
      '/catalog/default/component/service-d/fleet?class=release&class=config&class=rollback&outcome=succeeded#deployments',
    );
    await user.click(
      within(grid).getByRole('columnheader', { name: 'Service' }),
    );
    await waitFor(() => expect(names()[0]).toBe('service-a'));
    expect(address()).toBe(`${TEAM}?metric=lead_time&by=service`);
    await user.click(screen.getByRole('button', { name: 'Close the table' }));
    await waitFor(() => expect(address()).not.toContain('metric='));
  });

  it('begins with the fewest deployments, since of them more is better', async () => {
    renderTeam({}, '?metric=deployment_frequency');
    const grid = await screen.findByRole('grid', {
      name: /^Deployment frequency of each service/,
    });
    expect(within(grid).getAllByRole('rowheader')[0]).toHaveTextContent(
      'service-a',
    );
  });

  it('leads to what is to be mended', async () => {
    renderTeam();
    expect(
      await screen.findByRole('link', {
        name: '7 things to mend in the data',
      }),
    ).toHaveAttribute('href', '/fleet/quality?team=group%3Adefault%2Fcheckout');
  });

  it('keeps the rest of the page when its numbers do not come', async () => {
    const api = new FixtureApi({ teams: [CHECKOUT], services: [SERVICE] });
    api.getTeamMetrics = async () => {
      throw await refusal(403, 'You may not see the metrics of this team.');
    };
    renderFleet(<TeamsRouter />, {
      api,
      mountPath: '/fleet/teams/*',
      path: TEAM,
    });
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'You may not see the metrics of this team.',
    );
    expect(screen.getByRole('grid', { name: 'Services' })).toBeInTheDocument();
  });
});

describe('the metrics of a service', () => {
  const grid = () =>
    screen.findByRole('grid', {
      name: 'Metrics of this service over 30 days',
    });

  it('shows of each its value, change, n, open ones, spread and weeks', async () => {
    renderTab();
    const row = within(await grid()).getByRole('row', {
      name: /^Time to resolution/,
    });
    expect(row).toHaveTextContent('median 42 min');
    expect(row).toHaveTextContent('as before');
    expect(row).toHaveTextContent('1 open');
    expect(row).toHaveTextContent('1.4 h / 3.5 h');
    expect(
      within(row).getByRole('img', {
        name: /^Time to resolution by week since 28 Sept?: .*none/,
      }),
    ).toBeInTheDocument();
  });

  it('says in short why one is missing, and gives no number for it', async () => {
    renderTab();
    const row = within(await grid()).getByRole('row', { name: /^Pages/ });
    expect(row).toHaveTextContent('no page source');
    expect(row).not.toHaveTextContent('median');
  });

  it('leads from a number to what it rests on, within the page', async () => {
    const user = userEvent.setup();
    renderTab({}, '?window=30&outcome=failed');
    await user.click(
      within(await grid()).getByRole('link', {
        name: '4.1 /week, Evidence of Deployment frequency',
      }),
    );
    expect(address()).toBe(
      `${TAB}?window=30&class=release&class=config&class=rollback&outcome=succeeded`,
    );
  });

  it('shows the weeks as a table that the address remembers', async () => {
    const user = userEvent.setup();
    renderTab();
    await grid();
    await user.click(screen.getByRole('button', { name: 'Weeks as a table' }));
    expect(address()).toBe(`${TAB}?weeks=table`);
    const weeks = await screen.findByRole('grid', {
      name: 'The numbers of this service week by week',
    });
    const [newest] = within(weeks).getAllByRole('rowheader');
    expect(newest).toHaveTextContent('16 Nov 2026, still running');
    expect(weeks).toHaveTextContent('2.6 h (n=6)');
    // Nothing was ever known of its pages, so they have no column.
    expect(
      within(weeks).queryByRole('columnheader', { name: 'Pages' }),
    ).not.toBeInTheDocument();
  });

  it('names the published band with its edition only where one is chosen', async () => {
    const metrics = [aMetric({ band: 'high' })];
    const bands = {
      edition: '2023',
      title: 'The 2023 report',
      link: 'https://reports.example/2023',
    };
    renderTab({ serviceMetrics: aServiceMetrics({ metrics, bands }) });
    expect(await grid()).toHaveTextContent('high');
    expect(
      screen.getByRole('link', { name: /Bands by The 2023 report/ }),
    ).toHaveAttribute('href', bands.link);
  });

  it('says that nothing is derived yet instead of an empty table', async () => {
    renderTab({ serviceMetrics: aServiceMetrics({ metrics: [] }) });
    expect(
      await screen.findByText('No metric is derived for this service yet.'),
    ).toBeInTheDocument();
  });

  it('is on the card in short', async () => {
    renderFleet(
      inEntry(<ServiceCard />, { kind: 'Component', name: 'cart-api' }),
      {
        api: new FixtureApi({
          services: [SERVICE],
          serviceMetrics: aServiceMetrics(),
        }),
      },
    );
    expect(
      await screen.findByText(/5.2 h \(n=48, 30 days\)/),
    ).toBeInTheDocument();
  });
});

describe('the incidents of a service', () => {
  it('are listed apart: reported by people, detected by clusters', async () => {
    renderTab({
      incidents: [
        anIncident(),
        anIncident({
          id: 'o-1',
          series: 'detected',
          // A cluster gives what it sees no title.
          title: '',
          severity: null,
          link: null,
          resolvedAt: null,
          seconds: null,
          deployments: [],
        }),
      ],
    });
    const reported = await screen.findByRole('grid', {
      name: /^Incidents .*Reported by people and tools/,
    });
    const detected = await screen.findByRole('grid', {
      name: /^Incidents .*Detected by clusters/,
    });
    expect(reported).toHaveTextContent('42 min');
    expect(reported).not.toHaveTextContent('Not available');
    expect(detected).toHaveTextContent('Not available');
    expect(detected).toHaveTextContent(/open for/);
    expect(
      within(reported).getByRole('link', { name: /Carts are lost/ }),
    ).toHaveAttribute('href', 'https://incidents.example/INC-7');
    expect(
      within(reported).getByRole('link', { name: 'deployment 1' }),
    ).toHaveAttribute('href', `${TAB}?deployment=d-1`);
  });

  it('say so where there are none, for each of the two', async () => {
    renderTab();
    expect(
      await screen.findByText('No incident is reported of this service.'),
    ).toBeInTheDocument();
    expect(
      await screen.findByText('No cluster has seen this service unavailable.'),
    ).toBeInTheDocument();
  });
});

describe('the evidence of a deployment', () => {
  const open = async (data: FixtureData) => {
    renderTab(data, '?deployment=d-1');
    const dialog = await screen.findByRole('dialog');
    await within(dialog).findByText('From commit to outcome');
    return dialog;
  };

  it('says by which rules it failed, and leads to what says so', async () => {
    const dialog = await open({ delivery: aDelivery() });
    expect(dialog).toHaveTextContent('it was rolled back');
    expect(
      within(dialog).getByRole('link', {
        name: 'the deployment that took it back',
      }),
    ).toHaveAttribute('href', `${TAB}?deployment=d-2`);
    expect(
      within(dialog).getByRole('link', { name: /the incident/ }),
    ).toHaveAttribute('href', 'https://incidents.example/INC-7');
    expect(dialog).toHaveTextContent(/Restored after 21 min by a rollback/);
    expect(dialog).toHaveTextContent('a hotfix');
  });

  it('shows commits, pull requests and CI with links to where they come from', async () => {
    const dialog = await open({ delivery: aDelivery() });
    expect(
      within(dialog).getByRole('link', { name: /^3f1c9a2b7e/ }),
    ).toHaveAttribute(
      'href',
      'https://github.example/acme/cart/commit/3f1c9a2b7e',
    );
    expect(
      within(dialog).getByRole('link', { name: /acme\/cart#812/ }),
    ).toBeInTheDocument();
    expect(
      within(dialog).getByRole('link', {
        name: /github, environment production/,
      }),
    ).toHaveAttribute('href', 'https://github.example/acme/cart/deployments/9');
    expect(dialog).toHaveTextContent('Showing 2 of 3 commits.');
    expect(dialog).toHaveTextContent('does not count here');
  });

  it('says the stages in words, and that one is missing instead of nought', async () => {
    const dialog = await open({ delivery: aDelivery() });
    expect(dialog).toHaveTextContent('coding 2 h');
    expect(dialog).toHaveTextContent('waiting not known');
    expect(
      within(dialog).getByRole('img', {
        name: 'coding 2 h, pickup 30 min, review 1.5 h, waiting not known, rollout 3 min',
      }),
    ).toBeInTheDocument();
  });

  it('says that the first one is a baseline without a lead time', async () => {
    const dialog = await open({
      delivery: aDelivery({
        baseline: true,
        previous: null,
        leadTime: { min: null, median: null, max: null, batchSize: 0 },
        commits: [],
        pullRequests: [],
        failedBy: [],
        recovery: null,
        rework: [],
        ci: [],
      }),
    });
    expect(dialog).toHaveTextContent(/so it has no lead time/);
    expect(dialog).toHaveTextContent('It has not failed by any of the four');
    expect(dialog).toHaveTextContent('No CI record of this deployment');
  });

  it('says since when a failure is open', async () => {
    const dialog = await open({
      delivery: aDelivery({
        recovery: {
          startedAt: new Date(Date.now() - 3 * 3_600_000).toISOString(),
          restoredAt: null,
          seconds: null,
          restoredBy: null,
        },
      }),
    });
    expect(dialog).toHaveTextContent('Open for 3 h');
  });

  it('leaves the part out where nothing is derived yet', async () => {
    renderTab({}, '?deployment=d-1');
    const dialog = await screen.findByRole('dialog');
    await within(dialog).findByText('1 rollout');
    expect(dialog).not.toHaveTextContent('From commit to outcome');
  });
});
