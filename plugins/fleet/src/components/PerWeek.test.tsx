import { DAY_MS } from '@landfall/backstage-plugin-fleet-common';
import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { FixtureApi } from '../../dev/fixtureApi';
import { renderFleet } from '../../dev/testing';
import { PerWeek } from './PerWeek';

const dayBefore = (days: number) =>
  new Date(Date.now() - days * DAY_MS).toISOString().slice(0, 10);

function show(given: { perWeek: number | null; observedSince: string | null }) {
  renderFleet(
    <PerWeek
      frequency={{
        windowDays: 30,
        deployments: 8,
        previousPerWeek: null,
        medianDaysPerWeek: null,
        medianGapSeconds: null,
        ...given,
      }}
    >
      56
    </PerWeek>,
    { api: new FixtureApi({}), path: '/' },
  );
}

it('is no rate before a full day was observed, and says so', () => {
  show({ perWeek: null, observedSince: dayBefore(0) });
  expect(screen.queryByText('56')).not.toBeInTheDocument();
  expect(screen.getByText(/no full day yet/)).toBeInTheDocument();
});

it('is no rate where nobody looked', () => {
  show({ perWeek: null, observedSince: null });
  expect(screen.getByText(/No production target/)).toBeInTheDocument();
});

it('says for how much of its window somebody has looked', async () => {
  show({ perWeek: 56, observedSince: dayBefore(3) });
  await userEvent.hover(screen.getByText('56'));
  expect(
    await screen.findByText(/^Observed for 4 of these 30 days/),
  ).toBeInTheDocument();
});

it('is a plain number where the whole window was observed', () => {
  show({ perWeek: 56, observedSince: dayBefore(60) });
  expect(screen.getByText('56')).not.toHaveAttribute('tabindex');
});
