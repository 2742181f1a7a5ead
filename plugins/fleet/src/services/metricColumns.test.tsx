import { screen, within } from '@testing-library/react';
import { aService } from '../../dev/builders';
import { aMetric, aTeamMetrics } from '../../dev/deliveryBuilders';
import { FixtureApi } from '../../dev/fixtureApi';
import { renderFleet } from '../../dev/testing';
import { TeamsRouter } from '../pages/TeamsRouter';

const cart = aService();
const quiet = aService({ title: 'quiet' });

it('shows beside each service of a team its numbers, each with its evidence, or why one is missing', async () => {
  renderFleet(<TeamsRouter />, {
    api: new FixtureApi({
      teams: [
        {
          ref: 'group:default/checkout',
          title: 'Checkout',
          parent: null,
          services: 2,
          attention: 0,
        },
      ],
      services: [cart, quiet],
      teamMetrics: aTeamMetrics({
        rows: [
          {
            service: cart.ref,
            title: cart.title,
            metrics: [
              aMetric({ metric: 'lead_time', unit: 'seconds', value: 7_200 }),
              aMetric({
                metric: 'change_fail_rate',
                unit: 'share',
                value: 0.08,
              }),
              aMetric({
                metric: 'time_to_resolution',
                unit: 'seconds',
                value: null,
                n: 3,
                open: 1,
                missing: 'not_reached',
              }),
            ],
          },
        ],
      }),
    }),
    mountPath: '/fleet/teams/*',
    path: '/fleet/teams/group/default/checkout',
  });
  await screen.findByRole('columnheader', { name: 'Incidents' });
  const table = screen.getByRole('grid', { name: 'Services' });
  const link = (name: string) => within(table).getByRole('link', { name });
  expect(link('2 h')).toHaveAttribute(
    'href',
    expect.stringContaining('/cart-api/fleet?class=release'),
  );
  expect(link('8%')).toHaveAttribute(
    'href',
    expect.stringContaining(
      '/fleet/deployments?service=component%3Adefault%2Fcart-api&failedBy=rollout',
    ),
  );
  expect(link('3, 1 open')).toHaveAttribute(
    'href',
    '/catalog/default/component/cart-api/fleet#incidents',
  );
  expect(
    within(table).getAllByText('Nothing is derived of this service yet.'),
  ).toHaveLength(3);
  // Nobody is ranked by a delivery metric.
  expect(
    within(table).getByRole('columnheader', { name: 'Lead time' }),
  ).not.toHaveAttribute('aria-sort');
});
