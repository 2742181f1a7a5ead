import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { aDeployment, aService, aTarget } from '../../dev/builders';
import { FixtureApi, refusal, type FixtureData } from '../../dev/fixtureApi';
import { inEntry, renderFleet } from '../../dev/testing';
import { ServiceCard } from './ServiceCard';
import { ServiceTab } from './ServiceTab';

const FAILED = aService({
  title: 'cart-api',
  targets: [aTarget({ workload: 'cart-api' })],
  attention: ['deployment_failed'],
  lastDeployment: aDeployment({
    id: 'failed',
    outcome: 'failed',
    version: 'v142',
  }),
});
const PATH = '/catalog/default/component/cart-api/fleet';

function renderTab(data: FixtureData = {}, search = '') {
  const api = new FixtureApi({ services: [FAILED], ...data });
  renderFleet(
    inEntry(<ServiceTab />, { kind: 'Component', name: 'cart-api' }),
    { api, path: `${PATH}${search}` },
  );
  return api;
}

const address = () => screen.getByLabelText('address').textContent;

it('says what runs where and how the last deployment went', async () => {
  renderTab();
  expect(
    await screen.findByText(
      /^Runs v141 on kubernetes \(prod-eu\): ready. The last deployment, v142, failed/,
    ),
  ).toBeInTheDocument();
  const targets = screen.getByRole('grid', { name: 'Targets of this service' });
  expect(targets).toHaveTextContent('6/6');
  const frequency = screen.getByRole('grid', { name: /^Deployment frequency/ });
  expect(within(frequency).getAllByRole('rowheader')).toHaveLength(3);
});

it('opens the evidence of a deployment and keeps it in the address', async () => {
  const user = userEvent.setup();
  renderTab();
  await user.click(
    await screen.findByRole('link', { name: 'Evidence of v142' }),
  );
  expect(address()).toBe(`${PATH}?deployment=failed`);
  const dialog = await screen.findByRole('dialog', { name: 'Evidence: v142' });
  expect(dialog).toHaveTextContent('ProgressDeadlineExceeded');
  expect(dialog).toHaveTextContent('registry.example/shop/cart-api:v142');
  expect(dialog).toHaveTextContent(/sha256:3f1c/);
  expect(dialog).toHaveTextContent('cart-api-7d9f6c5b8');
  const versions = within(dialog).getByRole('list', {
    name: /Every version of the observation/,
  });
  expect(within(versions).getAllByRole('listitem')).toHaveLength(2);
  await user.keyboard('{Escape}');
  await waitFor(() => expect(address()).toBe(PATH));
});

it('opens with the evidence that its address names', async () => {
  renderTab({}, '?deployment=failed');
  expect(
    await screen.findByRole('dialog', { name: 'Evidence: v142' }),
  ).toBeInTheDocument();
});

it('says so when the address names a deployment that is not known', async () => {
  renderTab({}, '?deployment=gone');
  const dialog = await screen.findByRole('dialog');
  expect(await within(dialog).findByRole('alert')).toHaveTextContent(
    'There is no deployment gone.',
  );
});

it('says of a deployment that no source saw that CI told of it', async () => {
  const lastDeployment = aDeployment({ id: 'ci', targets: [] });
  renderTab({ services: [{ ...FAILED, lastDeployment }] });
  const link = await screen.findByRole('link', { name: 'Evidence of v141' });
  expect(link.closest('[role="row"]')).toHaveTextContent('told by CI');
});

it('marks what was reconstructed and not observed', async () => {
  const lastDeployment = aDeployment({
    id: 'gap',
    estimated: { start: true, finish: false },
    backfilled: true,
  });
  renderTab({ services: [{ ...FAILED, lastDeployment }] }, '?deployment=gap');
  const dialog = await screen.findByRole('dialog');
  expect(await within(dialog).findByText('estimated')).toBeInTheDocument();
  expect(within(dialog).getByText('found later')).toBeInTheDocument();
});

it('filters deployments from the address and offers to drop the filters', async () => {
  const user = userEvent.setup();
  renderTab({}, '?class=restart');
  await screen.findByText('Nothing matches these filters');
  await user.click(screen.getByRole('button', { name: 'Drop all filters' }));
  expect(
    await screen.findByRole('link', { name: 'Evidence of v142' }),
  ).toBeInTheDocument();
});

it('says what to do about a service that no source sees', async () => {
  renderTab({
    services: [
      { ...FAILED, targets: [], targetCount: 0, lastDeployment: null },
    ],
  });
  expect(
    await screen.findByText('No source sees a target of this service.'),
  ).toBeInTheDocument();
  expect(
    screen.getByText(/backstage.io\/kubernetes-id: cart-api/),
  ).toBeInTheDocument();
  expect(
    await screen.findByText(/No deployment is known yet/),
  ).toBeInTheDocument();
});

it('shows a new rollout without a reload', async () => {
  const api = renderTab();
  await screen.findByRole('link', { name: 'Evidence of v142' });
  api.data.services = [
    {
      ...FAILED,
      lastDeployment: aDeployment({
        id: 'new',
        version: 'v143',
        outcome: 'in_progress',
        finishedAt: null,
      }),
    },
  ];
  // Without signals it is asked for every few seconds.
  expect(
    await screen.findByRole(
      'link',
      { name: 'Evidence of v143' },
      { timeout: 15_000 },
    ),
  ).toBeInTheDocument();
});

describe('the card', () => {
  it('is the smallest honest summary, and leads to the tab', async () => {
    renderFleet(
      inEntry(<ServiceCard />, { kind: 'Component', name: 'cart-api' }),
      { api: new FixtureApi({ services: [FAILED] }) },
    );
    expect(await screen.findByText(/^Runs v141/)).toBeInTheDocument();
    expect(
      screen.getByText('4.1 deployments per week over 30 days'),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('link', { name: 'Everything about it' }),
    ).toHaveAttribute('href', PATH);
  });

  it('shows a refusal in words', async () => {
    const api = new FixtureApi({});
    api.getService = async () => {
      throw await refusal(403, 'You may not see this service.');
    };
    renderFleet(
      inEntry(<ServiceCard />, { kind: 'Component', name: 'cart-api' }),
      { api },
    );
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'You may not see this service.',
    );
  });
});
