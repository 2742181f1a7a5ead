import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type {
  ChangePart,
  MetricChange,
} from '@landfall/backstage-plugin-fleet-common';
import { aService } from '../../../dev/builders';
import {
  aDistribution,
  aMetric,
  aMetricChange,
  anIncident,
  aServiceMetrics,
  aTeamMetrics,
} from '../../../dev/deliveryBuilders';
import { FixtureApi, refusal, type FixtureData } from '../../../dev/fixtureApi';
import { englishT, inEntry, renderFleet } from '../../../dev/testing';
import { TeamsRouter } from '../../pages/TeamsRouter';
import { ServiceTab } from '../../service/ServiceTab';
import { howOf, influenceOf, leadOf, nameOf, sideOf } from './words';

const t = englishT();
const PATH = '/catalog/default/component/cart-api/fleet';

const part = (
  of: ChangePart['of'],
  patch: Partial<ChangePart> = {},
): ChangePart => ({
  of,
  n: 1,
  previousN: 0,
  value: 1,
  previous: null,
  influence: 1,
  ...patch,
});

function renderTab(data: FixtureData = {}, search = '') {
  const api = new FixtureApi({
    services: [aService({ title: 'cart-api' })],
    serviceMetrics: aServiceMetrics({
      metrics: [aMetric({ metric: 'lead_time' })],
    }),
    ...data,
  });
  renderFleet(
    inEntry(<ServiceTab />, { kind: 'Component', name: 'cart-api' }),
    { api, path: `${PATH}${search}` },
  );
  return api;
}

const address = () => screen.getByLabelText('address').textContent;

describe('the words', () => {
  it('say both numbers with what they rest on', () => {
    expect(leadOf(t, aMetricChange())).toBe(
      '5.2 h (n=31) in the 30 days before, 9.1 h (n=38) in these.',
    );
    expect(
      leadOf(
        t,
        aMetricChange({
          metric: 'pages',
          unit: 'count',
          value: 11,
          previous: 4,
        }),
      ),
    ).toBe('4 in the 30 days before, 11 in these.');
    expect(leadOf(t, aMetricChange({ previous: null }))).toBe('');
  });

  it('say what the number would be without those that took it there', () => {
    expect(howOf(t, aMetricChange())).toMatch(
      /^Without v141, v139 it would be 5.4 h\. A median does not add up/,
    );
    expect(howOf(t, aMetricChange({ without: null }))).toMatch(
      /^A median does not add up/,
    );
    expect(howOf(t, aMetricChange({ how: 'adds_up', without: null }))).toBe(
      'The parts add up to the difference.',
    );
  });

  it('say which way a part takes the difference, shares in points', () => {
    const of = (unit: MetricChange['unit'], influence: number) =>
      influenceOf(t, influence, { metric: 'lead_time', unit });
    expect(of('seconds', 2.2 * 3600)).toBe('+2.2 h');
    expect(of('seconds', -900)).toBe('−15 min');
    expect(of('share', 0.25)).toBe('+25 points');
    expect(of('count', -2)).toBe('−2');
  });

  it('say what a part is in a window', () => {
    const deployment = aMetricChange().parts[0].of;
    const side = (
      metric: MetricChange['metric'],
      unit: MetricChange['unit'],
      of: ChangePart['of'],
      given: { value: number | null; n: number },
    ) => sideOf(t, { of, ...given }, { metric, unit });
    expect(
      side('lead_time', 'seconds', deployment, { value: 7200, n: 4 }),
    ).toBe('median 2 h, 4 commits');
    expect(
      side('change_fail_rate', 'share', deployment, { value: 1, n: 1 }),
    ).toBe('failed');
    expect(side('rework_rate', 'share', deployment, { value: 1, n: 1 })).toBe(
      'unplanned',
    );
    const releases = { kind: 'class', class: 'release' } as const;
    expect(
      side('deployment_frequency', 'per_week', releases, { value: 2, n: 9 }),
    ).toBe('9 deployments');
    expect(nameOf(t, part(releases))).toBe('releases');
    expect(
      side('lead_time', 'seconds', deployment, { value: null, n: 0 }),
    ).toBeUndefined();
  });
});

it('is not offered where there is nothing to compare with', async () => {
  renderTab({
    serviceMetrics: aServiceMetrics({
      metrics: [aMetric({ metric: 'rework_rate', previous: null })],
    }),
  });
  // Once for each width.
  expect(await screen.findAllByText('no comparison')).not.toHaveLength(0);
  expect(screen.queryByRole('link', { name: /^Why/ })).toBeNull();
});

it('is asked for only when somebody opens it, and leads to each deployment', async () => {
  const user = userEvent.setup();
  const api = renderTab();
  const asked = jest.spyOn(api, 'getServiceMetricChange');
  const [why] = await screen.findAllByRole('link', {
    name: 'Why Lead time changed',
  });
  expect(asked).not.toHaveBeenCalled();
  await user.click(why);
  expect(address()).toBe(`${PATH}?changed=lead_time`);
  const table = await screen.findByRole('grid', {
    name: /^What changed Lead time/,
  });
  const rows = within(table).getAllByRole('row').slice(1);
  expect(rows.map(row => row.textContent)).toEqual([
    expect.stringMatching(/^v141.*median 3.1 d, 6 commits.*\+2.2 h$/),
    expect.stringMatching(/^v139.*\+1.4 h$/),
    expect.stringMatching(/^v102.*−15 min$/),
  ]);
  expect(
    screen.getByText('And 11 more with less influence each.'),
  ).toBeInTheDocument();
  expect(
    within(rows[0]).getByRole('link', { name: 'Evidence of v141' }),
  ).toHaveAttribute('href', `${PATH}?changed=lead_time&deployment=d-141`);
  await user.click(screen.getByRole('button', { name: 'Close' }));
  await waitFor(() => expect(address()).toBe(PATH));
});

it.each([
  ['too_few', /fewer than three on one side/],
  ['no_previous', /30 days before were not wholly observed/],
  ['same', 'It is as in the 30 days before.'],
  ['missing', /no number in the last 30 days/],
  ['too_many', /A shorter window has fewer/],
] as const)('says why nothing is told: %s', async (unexplained, words) => {
  renderTab(
    {
      metricChange: {
        unexplained,
        parts: [],
        rest: { parts: 0, influence: 0 },
      },
    },
    '?changed=lead_time',
  );
  expect(await screen.findByText(words)).toBeInTheDocument();
  expect(
    screen.queryByRole('grid', { name: /^What changed/ }),
  ).not.toBeInTheDocument();
});

it('says what happened when it cannot be told, and asks again', async () => {
  const user = userEvent.setup();
  const api = renderTab({}, '?changed=lead_time');
  const works = api.getServiceMetricChange;
  api.getServiceMetricChange = async () => {
    throw await refusal(503, 'The database does not answer.');
  };
  const alert = await screen.findByRole('alert');
  expect(alert).toHaveTextContent('The database does not answer.');
  api.getServiceMetricChange = works;
  await user.click(within(alert).getByRole('button', { name: 'Try again' }));
  expect(
    await screen.findByRole('grid', { name: /^What changed Lead time/ }),
  ).toBeInTheDocument();
});

it('leads from a day, a class, a kind of load and an incident to what it rests on', async () => {
  renderTab(
    {
      metricChange: {
        how: 'adds_up',
        unit: 'count',
        without: null,
        parts: [
          part({ kind: 'day', day: '2026-11-16' }),
          part({ kind: 'class', class: 'release' }),
          part({ kind: 'load', load: 'tickets' }),
          part({
            kind: 'incident',
            id: 'i',
            series: 'reported',
            title: 'Carts are empty',
            openedAt: '2026-11-16T10:00:00.000Z',
            link: 'https://incidents.example/7',
          }),
          part({
            kind: 'incident',
            id: 'j',
            series: 'detected',
            title: '',
            openedAt: '2026-11-16T10:00:00.000Z',
            link: null,
          }),
        ],
      },
    },
    '?changed=pages&window=7',
  );
  const table = await screen.findByRole('grid', { name: /^What changed/ });
  const hrefs = within(table)
    .getAllByRole('link')
    .map(link => [link.textContent, link.getAttribute('href')]);
  expect(hrefs).toEqual([
    [
      '16 Nov 2026',
      // The portal's day, which begins at 23:00 in UTC.
      `${PATH}?changed=pages&window=7&from=2026-11-15T23%3A00%3A00.000Z&to=2026-11-16T23%3A00%3A00.000Z#timeline`,
    ],
    [
      'releases',
      `${PATH}?changed=pages&window=7&class=release&outcome=succeeded#deployments`,
    ],
    ['Tickets', `${PATH}?changed=tickets&window=7`],
    ['Carts are empty', 'https://incidents.example/7'],
    ['Not available', `${PATH}?changed=pages&window=7#incidents`],
  ]);
});

it('names the services that moved a number of a team, beside the table behind it, without an order by the number', async () => {
  const api = new FixtureApi({
    teams: [
      {
        ref: 'group:default/checkout',
        title: 'Checkout',
        parent: null,
        services: 1,
        attention: 0,
      },
    ],
    services: [aService({ title: 'cart-api' })],
    teamMetrics: aTeamMetrics({
      distributions: [aDistribution([1, 2, 3])],
    }),
    metricChange: {
      parts: [
        part(
          {
            kind: 'service',
            service: 'component:default/cart-api',
            title: 'Cart API',
          },
          { value: 9 * 3600, previous: 5 * 3600, influence: 3600 },
        ),
      ],
    },
  });
  renderFleet(<TeamsRouter />, {
    api,
    mountPath: '/fleet/teams/*',
    path: '/fleet/teams/group/default/checkout?metric=lead_time',
  });
  const table = await screen.findByRole('grid', {
    name: /^What changed Lead time/,
  });
  expect(within(table).getByRole('link', { name: 'Cart API' })).toHaveAttribute(
    'href',
    '/catalog/default/component/cart-api/fleet?window=30&changed=lead_time#metrics',
  );
  expect(table).toHaveTextContent('+1 h');
});

describe('incidents of other services that name a deployment of this one', () => {
  const elsewhere = anIncident({
    id: 'x',
    series: 'elsewhere',
    service: 'component:default/checkout',
    title: 'Nobody can pay',
    link: 'https://incidents.example/8',
  });

  it('are listed apart, with whose they are and where they came from', async () => {
    renderTab({ incidents: [anIncident(), elsewhere] });
    const table = await screen.findByRole('grid', {
      name: /Of other services/,
    });
    expect(
      within(table).getByRole('link', { name: /Nobody can pay/ }),
    ).toHaveAttribute('href', 'https://incidents.example/8');
    expect(
      within(table).getByRole('link', { name: 'checkout' }),
    ).toHaveAttribute('href', '/catalog/default/component/checkout/fleet');
  });

  it('are not spoken of where there are none', async () => {
    renderTab({ incidents: [anIncident()] });
    await screen.findByRole('grid', { name: /Reported by people/ });
    await waitFor(() =>
      expect(screen.queryByText(/^Of other services/)).not.toBeInTheDocument(),
    );
  });

  it('say that the viewer may not see whose they are', async () => {
    renderTab({
      incidents: [
        { ...elsewhere, title: '', link: null, hidden: true, severity: null },
      ],
    });
    const table = await screen.findByRole('grid', {
      name: /Of other services/,
    });
    expect(table).toHaveTextContent('of a service that you may not see');
    expect(
      within(table).queryByRole('link', { name: 'checkout' }),
    ).not.toBeInTheDocument();
  });
});
