import type { CompanyMetrics } from '@landfall/backstage-plugin-fleet-common';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { aService } from '../../../dev/builders';
import { aTeamMetrics } from '../../../dev/deliveryBuilders';
import { FixtureApi } from '../../../dev/fixtureApi';
import {
  aCompanyCapacity,
  aPlatform,
  aPlatformCapacity,
} from '../../../dev/platformBuilders';
import { englishT, renderFleet } from '../../../dev/testing';
import { HomePage } from '../../pages/home/HomePage';
import { largerFirst } from './capacityRows';
import { capacitySentence } from './capacitySentence';

function renderHome(
  companyMetrics: Partial<CompanyMetrics>,
  given: { restricted?: boolean } = {},
) {
  const api = new FixtureApi({
    services: [aService()],
    teamMetrics: aTeamMetrics(),
    companyMetrics,
    ...given,
  });
  renderFleet(<HomePage />, { api, path: '/fleet/teams' });
}

const table = () =>
  screen.findByRole('grid', {
    name: 'What platforms make of their processors, over 30 days',
  });
const rowsOf = async () =>
  within(await table())
    .getAllByRole('row')
    .slice(1);

describe('utilisation', () => {
  it('shows the old platform against the new one, the ratio between them, and the change', async () => {
    renderHome({ capacity: aCompanyCapacity() });
    const [helios, kubernetes, ratio] = await rowsOf();
    expect(helios).toHaveTextContent(/^helios9%▼ 0.9 points/);
    expect(helios).toHaveTextContent('32040');
    expect(kubernetes).toHaveTextContent(/^kubernetes41%/);
    expect(kubernetes).toHaveTextContent('4.3');
    expect(ratio).toHaveTextContent('kubernetes ÷ helios4.6 ×3.1 ×');
    expect(
      screen.getByText(/kubernetes uses 4.6 times as much/),
    ).toHaveTextContent(
      'kubernetes uses 4.6 times as much of its processors as helios. A node of kubernetes runs 3.1 times as many workloads as one of helios.',
    );
  });

  it('draws a line by day on one scale, broken where a day is missing, and says it in words', async () => {
    renderHome({ capacity: aCompanyCapacity() });
    const [helios, kubernetes] = await rowsOf();
    const line = (row: HTMLElement) =>
      within(row).getByRole('img', { name: /^Used of allocatable/ });
    expect(line(helios)).toHaveAccessibleName(
      /^Used of allocatable, helios by day from 23 Oct to 21 Nov: first \d+%, last \d+%, least \d+%, greatest \d+%\. 1 day between is not told of\.$/,
    );
    expect(line(helios).querySelectorAll('polyline')).toHaveLength(2);
    const top = (row: HTMLElement) =>
      Math.min(
        ...[...line(row).querySelectorAll('polyline')].flatMap(one =>
          (one.getAttribute('points') ?? '')
            .split(' ')
            .map(point => Number(point.split(',')[1])),
        ),
      );
    expect(top(kubernetes)).toBeLessThan(top(helios));
  });

  it('has the days as a table behind the lines', async () => {
    const user = userEvent.setup();
    renderHome({ capacity: aCompanyCapacity() });
    await table();
    await user.click(screen.getByRole('button', { name: 'Days as a table' }));
    expect(screen.getByLabelText('address')).toHaveTextContent('days=table');
    const days = screen.getByRole('grid', {
      name: 'What platforms make of their processors, day by day',
    });
    const rows = within(days).getAllByRole('row');
    expect(rows).toHaveLength(1 + 2 * 29);
    expect(rows[1]).toHaveTextContent(/^21 Novhelios/);
  });

  it('says why a number is missing and who can mend it, also of a platform of which nothing is told', async () => {
    renderHome({
      byPlatform: [aPlatform({ platform: 'helios' })],
      capacity: {
        platforms: [
          aPlatformCapacity({
            platform: 'kubernetes',
            usedOfAllocatable: { value: null, missing: 'not_of_all_hosts' },
            previous: null,
          }),
        ],
        ratios: [],
      },
    });
    const [helios, kubernetes] = await rowsOf();
    expect(helios).toHaveTextContent(/^helios/);
    expect(
      within(helios).getAllByText(/^No source tells this/).length,
    ).toBeGreaterThan(3);
    expect(
      within(kubernetes).getByText(/^Some hosts do not tell/),
    ).toBeInTheDocument();
    expect(kubernetes).toHaveTextContent('no comparison');
  });

  it('says what to do where no source tells of any', async () => {
    renderHome({ capacity: { platforms: [], ratios: [] } });
    expect(
      await screen.findByText(/^No source tells what platforms have/),
    ).toBeInTheDocument();
  });

  it('says who is told to who may not see all services', async () => {
    renderHome({ capacity: aCompanyCapacity() }, { restricted: true });
    expect(
      await screen.findByText(/^What platforms use is about all that runs/),
    ).toBeInTheDocument();
  });
});

describe('the ratio', () => {
  const ratio = (used: number | null, packed: number | null) => ({
    platform: 'helios',
    to: 'kubernetes',
    usedOfAllocatable: { value: used, missing: null },
    workloadsPerNode: { value: packed, missing: null },
  });

  it('has the platform first that uses more of what it has', () => {
    expect(largerFirst(ratio(2, 0.5))).toEqual(ratio(2, 0.5));
    expect(largerFirst(ratio(0.25, 0))).toEqual({
      platform: 'kubernetes',
      to: 'helios',
      usedOfAllocatable: { value: 4, missing: null },
      workloadsPerNode: { value: null, missing: 'nothing_to_divide_by' },
    });
    expect(largerFirst(ratio(null, 0.5)).workloadsPerNode.value).toBe(2);
    expect(largerFirst(ratio(null, null)).platform).toBe('helios');
  });
});

describe('the sentence', () => {
  const t = englishT();
  const ratio = (used: number | null, packed: number | null) => ({
    platform: 'helios',
    to: 'kubernetes',
    usedOfAllocatable: { value: used, missing: null },
    workloadsPerNode: { value: packed, missing: null },
  });

  it.each([
    [2, null, 'helios uses 2 times as much of its processors as kubernetes.'],
    [1, 1, 'helios and kubernetes use the same share of their processors.'],
    [0, null, 'helios uses 9% of its processors.'],
    [null, null, 'helios uses 9% of its processors.'],
    [
      null,
      0.5,
      'A node of kubernetes runs 2 times as many workloads as one of helios.',
    ],
  ])('of ratios %p and %p', (used, packed, sentence) => {
    expect(
      capacitySentence(t, {
        platforms: [aPlatformCapacity()],
        ratios: [ratio(used, packed)],
      }),
    ).toBe(sentence);
  });

  it('names the share of each where there are more than two', () => {
    const platforms = ['helios', 'kubernetes', 'lambda'].map(platform =>
      aPlatformCapacity({ platform }),
    );
    expect(
      capacitySentence(t, { platforms, ratios: [ratio(2, 2), ratio(1, 2)] }),
    ).toBe(
      'helios uses 9% of its processors. kubernetes uses 9% of its processors. lambda uses 9% of its processors.',
    );
  });
});
