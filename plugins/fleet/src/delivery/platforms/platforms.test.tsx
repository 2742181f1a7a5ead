import type { CompanyMetrics } from '@landfall/backstage-plugin-fleet-common';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { aService } from '../../../dev/builders';
import { aDistribution, aTeamMetrics } from '../../../dev/deliveryBuilders';
import { FixtureApi } from '../../../dev/fixtureApi';
import { aPlatform, aPlatformComparison } from '../../../dev/platformBuilders';
import { renderFleet } from '../../../dev/testing';
import { HomePage } from '../../pages/home/HomePage';

const address = () => screen.getByLabelText('address').textContent;

function renderHome(companyMetrics: Partial<CompanyMetrics>) {
  const api = new FixtureApi({
    services: [aService()],
    teamMetrics: aTeamMetrics({ services: 178 }),
    companyMetrics,
  });
  renderFleet(<HomePage />, { api, path: '/fleet/teams' });
}

const overview = () =>
  screen.findByRole('grid', { name: /^How the numbers of all services lie/ });

/** The figure of a metric. */
async function figureOf(title: string) {
  await overview();
  const heading = screen
    .getAllByRole('heading', { level: 4 })
    .find(one => one.textContent === title);
  const figure = heading?.parentElement;
  if (!figure) throw new Error(`There is no figure of ${title}`);
  return within(figure);
}

describe('platform beside platform', () => {
  it('begins with how many services ran where, and how the first number compares', async () => {
    renderHome(aPlatformComparison());
    await overview();
    expect(
      screen.getByText(
        /^Over the last 30 days: 58 services on helios only, 110 services on kubernetes only, 4 services on several platforms, 6 services on no platform/,
      ),
    ).toHaveTextContent(
      /Lead time: median 3.1 d on helios, 22 h on kubernetes/,
    );
  });

  it('shows each metric of each platform as median, change, sample and picture that says its quartiles', async () => {
    renderHome(aPlatformComparison());
    const figure = await figureOf('Lead time');
    const [helios, kubernetes, several, ...others] =
      figure.getAllByRole('listitem');
    expect(others).toHaveLength(0);
    expect(helios).toHaveTextContent(/^helios3.1 d/);
    expect(helios).toHaveTextContent('n=56 of 58');
    expect(helios).toHaveTextContent('better');
    expect(kubernetes).toHaveTextContent(/^kubernetes22 h/);
    expect(several).toHaveTextContent('on several');
    expect(
      within(helios).getByRole('img', {
        name: 'Lead time on helios only, 56 services: a tenth below 22 h, a quarter below 1.9 d, median 3.1 d, a quarter above 4.9 d, a tenth above 12 d.',
      }),
    ).toBeInTheDocument();
  });

  it('draws all platforms on one axis, and of few services each as a dot', async () => {
    renderHome(aPlatformComparison());
    const figure = await figureOf('Lead time');
    const [helios, kubernetes, several] = figure.getAllByRole('img');
    const width = (of: HTMLElement) =>
      parseFloat(of.querySelector('rect')?.getAttribute('width') ?? '');
    expect(width(kubernetes) / width(helios)).toBeCloseTo(0.3);
    expect(several.querySelector('rect')).toBeNull();
    expect(several.querySelectorAll('circle')).toHaveLength(2);
  });

  it('says why a platform lacks a number', async () => {
    const lacking = aDistribution([], { metric: 'time_to_resolution', n: 0 });
    renderHome({
      byPlatform: [
        aPlatform({
          distributions: [
            {
              ...lacking,
              missing: [{ reason: 'no_incident_source', services: 58 }],
            },
          ],
        }),
        aPlatform({ platform: 'kubernetes' }),
      ],
    });
    const figure = await figureOf('Time to resolution');
    const [helios] = figure.getAllByRole('listitem');
    expect(helios).toHaveTextContent('– no incident source');
    expect(within(helios).queryByRole('img')).not.toBeInTheDocument();
  });

  it('has a table behind the pictures, which the address remembers', async () => {
    const user = userEvent.setup();
    renderHome(aPlatformComparison());
    await overview();
    await user.click(screen.getByRole('button', { name: 'As a table' }));
    expect(address()).toContain('platforms=table');
    const table = screen.getByRole('grid', {
      name: 'How services on each platform deliver, over 30 days',
    });
    // Seven numbers of three groups, and the head.
    expect(within(table).getAllByRole('row')).toHaveLength(22);
    const row = within(table).getAllByRole('row')[1];
    expect(row).toHaveTextContent(/Lead time.*helios.*3.1 d.*1.9 d – 4.9 d/);
  });

  it('tells how long new services took, by platform of birth, with those that are not there yet', async () => {
    renderHome(aPlatformComparison());
    const figure = await figureOf('Time to a new service');
    const [kubernetes, nowhere] = figure.getAllByRole('listitem');
    expect(kubernetes).toHaveTextContent(
      'kubernetesmedian 2.1 d5 services born · p90 6 d',
    );
    expect(nowhere).toHaveTextContent('median not reached yet');
    expect(nowhere).toHaveTextContent('2 not in production yet');
  });

  it('can be walked through by keyboard', async () => {
    renderHome(aPlatformComparison());
    const figure = await figureOf('Lead time');
    for (const picture of figure.getAllByRole('img')) {
      expect(picture.parentElement).toHaveAttribute('tabindex', '0');
    }
  });

  it.each([
    ['an older portal tells of none', undefined],
    ['all services run on one', [aPlatform()]],
    [
      'others are not seen at all',
      [
        aPlatform(),
        aPlatform({ runsOn: 'none', platform: null, distributions: [] }),
      ],
    ],
  ])('is left out where %s', async (_, byPlatform) => {
    renderHome({ byPlatform });
    await overview();
    expect(screen.queryByText('Platform beside platform')).toBeNull();
  });
});
