import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { aService } from '../../../dev/builders';
import { aDistribution, aTeamMetrics } from '../../../dev/deliveryBuilders';
import { FixtureApi } from '../../../dev/fixtureApi';
import { renderFleet } from '../../../dev/testing';
import { HomePage } from '../../pages/home/HomePage';

const address = () => screen.getByLabelText('address').textContent;

function renderHome(teamMetrics = aTeamMetrics({ services: 1_400 })) {
  const api = new FixtureApi({ services: [aService()], teamMetrics });
  const asked = jest.spyOn(api, 'getCompanyMetrics');
  renderFleet(<HomePage />, { api, path: '/fleet/teams' });
  return asked;
}

const table = () =>
  screen.findByRole('grid', {
    name: /^How the numbers of all services lie, over \d+ days$/,
  });

describe('how the company delivers', () => {
  it('is shown as distributions over its services, with how many have each number', async () => {
    renderHome(
      aTeamMetrics({
        services: 1_400,
        distributions: [
          aDistribution([3_600, 18_000, 86_400], {
            metric: 'lead_time',
            unit: 'seconds',
            n: 1_200,
            p25: 3_600,
            median: 18_000,
            p75: 86_400,
            p10: 1_800,
            p90: 172_800,
          }),
        ],
      }),
    );
    const row = within(await table()).getAllByRole('row')[1];
    expect(row).toHaveTextContent('Lead time');
    expect(row).toHaveTextContent('5 h');
    expect(row).toHaveTextContent('1 h – 1 d');
    expect(row).toHaveTextContent('n=1,200 of 1,400');
    // Not all services are told one by one, so that dots would lie.
    const picture = within(row).getByRole('img', {
      name: 'Lead time over all platforms, 1,200 services: a tenth below 30 min, a quarter below 1 h, median 5 h, a quarter above 1 d, a tenth above 2 d.',
    });
    expect(picture.querySelectorAll('circle')).toHaveLength(0);
  });

  it('leads from a number to the deployments behind it', async () => {
    renderHome();
    const link = (name: string) =>
      screen.getByRole('link', { name: `Deployments behind ${name}` });
    await table();
    expect(link('Deployment frequency')).toHaveAttribute(
      'href',
      '/fleet/deployments',
    );
    expect(link('Change fail rate')).toHaveAttribute(
      'href',
      '/fleet/deployments?failedBy=rollout&failedBy=rolled_back&failedBy=fixed&failedBy=incident',
    );
  });

  it('says why a number is missing', async () => {
    renderHome(
      aTeamMetrics({
        services: 3,
        distributions: [
          aDistribution([], {
            metric: 'time_to_resolution',
            n: 0,
            p25: null,
            median: null,
            p75: null,
            previousMedian: null,
            values: [],
            missing: [{ reason: 'no_incident_source', services: 3 }],
          }),
        ],
      }),
    );
    expect(await table()).toHaveTextContent('– no incident source');
  });

  it('takes its window from the address', async () => {
    const user = userEvent.setup();
    const asked = renderHome();
    await table();
    await user.click(await screen.findByRole('radio', { name: '90 days' }));
    expect(address()).toContain('window=90');
    expect(asked.mock.calls.at(-1)?.[0]).toEqual({ window: 90 });
  });
});
