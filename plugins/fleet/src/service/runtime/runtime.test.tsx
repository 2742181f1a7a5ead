import type {
  Target,
  TargetRuntime,
} from '@landfall/backstage-plugin-fleet-common';
import { screen, within } from '@testing-library/react';
import {
  aService,
  aServiceDetail,
  aTarget,
  aTargetRuntime,
} from '../../../dev/builders';
import { FixtureApi } from '../../../dev/fixtureApi';
import { inEntry, renderFleet } from '../../../dev/testing';
import { before, DAY } from '../../../dev/times';
import { ServiceTab } from '../ServiceTab';
import { RuntimeSection } from './RuntimeSection';

const notTold = { value: null, missing: 'not_told' } as const;

function renderRuntime(
  runtime: TargetRuntime[] | undefined,
  targets: Target[] = [aTarget()],
) {
  renderFleet(
    <RuntimeSection
      service={aServiceDetail({ targets, runtime })}
      windowDays={30}
    />,
    { api: new FixtureApi({}) },
  );
}

const rowOf = async (name: RegExp) => {
  const table = await screen.findByRole('grid', {
    name: 'Runtime of each target over 30 days',
  });
  return within(table).getByRole('row', { name });
};

it('says of each target what it runs, what it has, who scales it, and what befell it', async () => {
  const other = aTarget({ cluster: 'prod-us', ready: 2, desired: 3 });
  renderRuntime(
    [
      aTargetRuntime({ crashLoops: 2 }),
      aTargetRuntime({
        target: other.target,
        minReplicas: { value: 3, missing: null },
        maxReplicas: { value: 3, missing: null },
        autoscaled: false,
        outOfMemory: 0,
        restarts: 0,
      }),
    ],
    [aTarget(), other],
  );
  const eu = await rowOf(/^prod-eu/);
  expect(eu).toHaveTextContent('prod-eushop/cart-api');
  expect(eu).toHaveTextContent('cart-api:v141');
  expect(eu).toHaveTextContent('6/6');
  expect(eu).toHaveTextContent('1.5 CPU');
  expect(eu).toHaveTextContent('0.62 CPU');
  expect(eu).toHaveTextContent('2 – 8by an autoscaler');
  expect(eu).toHaveTextContent('31 out of memory2 crash loops');
  const us = await rowOf(/^prod-us/);
  expect(us).toHaveTextContent('2/3');
  expect(us).toHaveTextContent('3fixed');
  expect(us).not.toHaveTextContent('out of memory');
});

it('shows no zero for what nobody tells, and says what would tell it', async () => {
  renderRuntime(
    [
      aTargetRuntime({
        ...{ usedCores: notTold, requestedCores: notTold },
        ...{ minReplicas: notTold, maxReplicas: notTold, autoscaled: null },
        ...{ restarts: null, outOfMemory: null, crashLoops: null },
        ...{ byHand: null, countedSince: null },
      }),
    ],
    [aTarget({ images: [] })],
  );
  const row = await rowOf(/^prod-eu/);
  expect(row).not.toHaveTextContent('0');
  expect(
    within(row).getAllByText(/^No source told this of the last day/),
  ).toHaveLength(3);
  expect(within(row).getAllByText(/does not tell such things/)).toHaveLength(2);
  expect(
    within(row).getByText('No source tells what image it runs.'),
  ).toBeInTheDocument();
});

it('says since when it counts, where that is not all of the window', async () => {
  renderRuntime([aTargetRuntime({ countedSince: before(3 * DAY) })]);
  expect(await rowOf(/^prod-eu/)).toHaveTextContent(/3.*since \d+ \w+/);
});

it.each([
  ['the portal does not tell it', undefined, [aTarget()]],
  ['nothing runs', [], []],
])('is left out where %s', async (_, runtime, targets) => {
  renderRuntime(runtime, targets);
  await screen.findByLabelText('address');
  expect(screen.queryByText('Runtime')).not.toBeInTheDocument();
});

it('stands on the tab of the service', async () => {
  renderFleet(
    inEntry(<ServiceTab />, { kind: 'Component', name: 'cart-api' }),
    {
      api: new FixtureApi({ services: [aService()] }),
      path: '/catalog/default/component/cart-api/fleet',
    },
  );
  expect(await rowOf(/^prod-eu/)).toHaveTextContent('by an autoscaler');
});
