import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { aService } from '../../dev/builders';
import { aChoices } from '../../dev/choiceBuilders';
import { FixtureApi } from '../../dev/fixtureApi';
import { renderFleet } from '../../dev/testing';
import { ServicesPage } from '../pages/services/ServicesPage';

const address = () => screen.getByRole('status', { name: 'address' });

function portal(days: number[], first: number) {
  const api = new FixtureApi({
    services: [aService({ title: 'cart-api' })],
    choices: aChoices({ windows: { days, first } }),
  });
  const asked = new Set<unknown>();
  const { listServices } = api;
  api.listServices = async (query = {}, options) => {
    asked.add(query.window);
    return listServices(query, options);
  };
  return { api, asked };
}

it('offers the windows that are chosen, and asks for the one that is taken', async () => {
  const user = userEvent.setup();
  const { api, asked } = portal([14, 60], 14);
  await renderFleet(<ServicesPage />, { api });
  expect(await screen.findByRole('radio', { name: '14 days' })).toBeChecked();
  expect(screen.getAllByRole('radio')).toHaveLength(2);
  expect([...asked]).toEqual([undefined]);
  await user.click(screen.getByRole('radio', { name: '60 days' }));
  expect(address()).toHaveTextContent('window=60');
  await waitFor(() => expect([...asked]).toEqual([undefined, 60]));
});

it('falls back to the first where an address names one that is no longer offered', async () => {
  const { api, asked } = portal([14, 60], 60);
  await renderFleet(<ServicesPage />, { api, path: '/fleet?window=30' });
  expect(await screen.findByRole('radio', { name: '60 days' })).toBeChecked();
  expect([...asked]).toEqual([undefined]);
});

it('asks for the window that an address names', async () => {
  const { api, asked } = portal([14, 60], 14);
  await renderFleet(<ServicesPage />, { api, path: '/fleet?window=60' });
  expect(await screen.findByRole('radio', { name: '60 days' })).toBeChecked();
  expect([...asked]).toEqual([60]);
});

it('offers many windows in a list', async () => {
  const user = userEvent.setup();
  const { api } = portal([1, 7, 30, 180], 30);
  await renderFleet(<ServicesPage />, { api });
  await user.click(await screen.findByRole('button', { name: /Window/ }));
  expect(
    screen.getAllByRole('option').map(option => option.textContent),
  ).toEqual(['1 day', '7 days', '30 days', '180 days']);
  await user.click(screen.getByRole('option', { name: '180 days' }));
  expect(address()).toHaveTextContent('window=180');
});

it('goes by the usual windows where the portal does not say which there are', async () => {
  const { api, asked } = portal([14], 14);
  api.getChoices = async () => {
    throw new Error('not there');
  };
  await renderFleet(<ServicesPage />, { api, path: '/fleet?window=90' });
  expect(
    await screen.findByRole('radio', { name: '90 days' }, { timeout: 8_000 }),
  ).toBeChecked();
  expect([...asked]).toEqual([90]);
}, 15_000);
