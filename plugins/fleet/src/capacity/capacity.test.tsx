import type { ServiceCapacity } from '@landfall/backstage-plugin-fleet-common';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { aDeployment, aService } from '../../dev/builders';
import { aServiceCapacity, anUntoldCapacity } from '../../dev/capacityBuilders';
import { aServiceMetrics } from '../../dev/deliveryBuilders';
import { FixtureApi } from '../../dev/fixtureApi';
import { inEntry, renderFleet } from '../../dev/testing';
import { ServiceTab } from '../service/ServiceTab';

function renderTab(capacity: ServiceCapacity[] | undefined) {
  const api = new FixtureApi({
    services: [aService({ lastDeployment: aDeployment() })],
    serviceMetrics: aServiceMetrics({ capacity }),
  });
  renderFleet(
    inEntry(<ServiceTab />, { kind: 'Component', name: 'cart-api' }),
    { api, path: '/catalog/default/component/cart-api/fleet' },
  );
}

const rowOf = async (platform: string) => {
  const table = await screen.findByRole('grid', { name: /^Capacity over 30/ });
  return within(table).getByRole('row', { name: platform });
};

it('says of each platform what is used, what is set aside, and how many replicas there are', async () => {
  renderTab([
    aServiceCapacity({
      platform: 'helios',
      requestedOfAllocatable: { value: 0.02, missing: null },
      allocatableOf: 'nodes',
      minReplicas: { value: 3, missing: null },
      maxReplicas: { value: 3, missing: null },
      autoscaled: false,
    }),
    aServiceCapacity(),
  ]);
  const kubernetes = await rowOf('kubernetes');
  expect(kubernetes).toHaveTextContent('1.8');
  expect(kubernetes).toHaveTextContent('45%');
  expect(kubernetes).toHaveTextContent('8%of the whole platform');
  expect(kubernetes).toHaveTextContent('2 – 6by an autoscaler');
  expect(kubernetes).toHaveTextContent('140 /s');
  const helios = await rowOf('helios');
  expect(helios).toHaveTextContent('2%of the nodes that it runs on');
  expect(helios).toHaveTextContent('3fixed');
});

it('says why a number is missing, and shows no zero for it', async () => {
  renderTab([
    anUntoldCapacity('helios'),
    aServiceCapacity({
      requestedCores: { value: 0, missing: null },
      usedOfRequested: { value: null, missing: 'nothing_to_divide_by' },
      minReplicas: { value: null, missing: 'not_told' },
      autoscaled: null,
    }),
  ]);
  const helios = await rowOf('helios');
  expect(helios).not.toHaveTextContent('0');
  expect(within(helios).getAllByText(/^No source tells this/)).toHaveLength(6);
  const kubernetes = await rowOf('kubernetes');
  expect(
    within(kubernetes).getByText(/^Nothing is set aside/),
  ).toBeInTheDocument();
  expect(kubernetes).toHaveTextContent('up to 6');
});

it('says what to do where nothing is told of any platform', async () => {
  renderTab([anUntoldCapacity('kubernetes')]);
  expect(
    await screen.findByText(/^No source tells what this service uses/),
  ).toBeInTheDocument();
  expect(
    screen.queryByRole('grid', { name: /^Capacity/ }),
  ).not.toBeInTheDocument();
});

it('shows its days as a line that says its numbers, and as a table', async () => {
  const user = userEvent.setup();
  renderTab([anUntoldCapacity('helios'), aServiceCapacity()]);
  const kubernetes = await rowOf('kubernetes');
  expect(within(kubernetes).getByRole('img')).toHaveAccessibleName(
    /^Used of requested, kubernetes by day from 23 Oct to 21 Nov: first \d+%, last 45%, least \d+%, greatest \d+%\.$/,
  );
  expect(
    within(await rowOf('helios')).queryByRole('img'),
  ).not.toBeInTheDocument();
  await user.click(screen.getByRole('button', { name: 'Days as a table' }));
  const days = screen.getByRole('grid', {
    name: 'Capacity of this service day by day',
  });
  const rows = within(days).getAllByRole('row');
  expect(rows).toHaveLength(31);
  expect(rows[1]).toHaveTextContent(/^21 Novkubernetes1.8445%8%2 – 6/);
});

it('is left out where the portal does not tell it', async () => {
  renderTab(undefined);
  await screen.findByRole('grid', { name: /^Metrics of this service/ });
  expect(screen.queryByText('Capacity')).not.toBeInTheDocument();
});
